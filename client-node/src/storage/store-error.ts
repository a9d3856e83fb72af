/** Everything that the node's records refuse; each is a promise that would otherwise be broken. */
export type StoreErrorCode =
  | 'home-in-use'
  | 'store-too-new'
  | 'store-not-upgraded'
  | 'no-write-ahead-log'
  | 'other-federation'
  | 'roster-older'
  | 'roster-forked'
  | 'ledger-older'
  | 'ledger-forked'
  | 'unknown-round'
  | 'already-contributed'
  | 'round-burned'
  | 'second-set'
  | 'no-commit'
  | 'second-release'
  | 'already-released'
  | 'second-adoption'
  | 'no-reservation'
  | 'reservation-reused'
  | 'reservation-settled'
  | 'no-burn-proof'
  | 'lot-shown'
  | 'round-key-unknown'
  | 'round-key-reused'
  | 'round-key-erased'
  | 'chunk-missing'
  | 'model-missing'
  | 'key-missing';

/** A refusal by the node's own records; nothing was changed. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
  ) {
    super(message);
  }
}
