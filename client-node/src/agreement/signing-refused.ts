export type SigningRefusalCode =
  | 'roster-malformed'
  | 'not-in-roster'
  | 'roster-changes'
  | 'not-an-administrator'
  | 'fingerprint-differs'
  | 'fingerprints-unconfirmed'
  | 'agreement-differs'
  | 'agreement-malformed'
  | 'study-differs'
  | 'region-outside'
  | 'not-a-party'
  | 'agreement-expired'
  | 'wrong-coordinator';

/** This node does not put its name under what it was shown; nothing was signed. */
export class SigningRefused extends Error {
  override readonly name = 'SigningRefused';
  constructor(
    readonly code: SigningRefusalCode,
    reason: string,
  ) {
    super(reason);
  }
}
