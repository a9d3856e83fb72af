/** Everything that the secure sum can refuse; the transport maps each code once. */
export type SecureSumErrorCode =
  | 'parameters-invalid'
  | 'layout-invalid'
  | 'values-invalid'
  | 'chunk-length'
  | 'coefficient-range'
  | 'seal-object'
  | 'seal-failure'
  | 'sharing-invalid'
  | 'committee-invalid'
  | 'too-few-shares'
  | 'too-few-contributions'
  | 'secret-erased'
  | 'cannot-open-sealed'
  | 'canary-mismatch'
  | 'no-subset-opens'
  | 'engine-closed';

/** A refusal with its code, public facts in `details`, and never a secret in either. */
export class SecureSumError extends Error {
  override readonly name = 'SecureSumError';

  constructor(
    readonly code: SecureSumErrorCode,
    message: string,
    readonly details: Readonly<Record<string, number | string>> = {},
  ) {
    super(message);
  }
}
