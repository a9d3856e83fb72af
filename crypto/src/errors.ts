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
  | 'worker-lost'
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

/** What says nothing about the input: the same work may well succeed on a worker of another day. */
const PASSING: readonly SecureSumErrorCode[] = ['seal-failure', 'worker-lost', 'engine-closed'];

/** Whether the work is to be done again rather than given up. */
export function isPassing({ code }: SecureSumError): boolean {
  return PASSING.includes(code);
}
