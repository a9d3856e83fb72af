// Everything the coordinator refuses, as one closed set. transport/http/problems.ts maps each code to a
// problem document once; nothing else decides about statuses.

export type ErrorCode =
  | 'malformed'
  | 'unauthenticated'
  | 'wrong-signature'
  | 'stale-request'
  | 'replayed-request'
  | 'admin-only'
  | 'sign-in-failed'
  | 'locked-out'
  | 'too-many-requests'
  | 'password-weak'
  | 'role-forbidden'
  | 'csrf-refused'
  | 'reason-missing'
  | 'provider-refused'
  | 'account-refused'
  | 'account-exists'
  | 'idempotency-key-used'
  | 'idempotency-running'
  | 'idempotency-answer-lost'
  | 'incident-closed'
  | 'erasure-answered'
  | 'erasure-answer-refused'
  | 'webhook-refused'
  | 'version-missing'
  | 'version-outdated'
  | 'upgrade'
  | 'not-found'
  | 'length-required'
  | 'too-large'
  | 'chunk-length'
  | 'chunk-hash'
  | 'chunk-content'
  | 'chunks-missing'
  | 'invite-unknown'
  | 'invite-used'
  | 'invite-expired'
  | 'name-taken'
  | 'too-few-nodes'
  | 'too-many-nodes'
  | 'region-refused'
  | 'roster-outdated'
  | 'roster-refused'
  | 'not-an-administrator'
  | 'vote-time'
  | 'agreement-refused'
  | 'agreement-inactive'
  | 'agreement-expired'
  | 'study-refused'
  | 'study-exists'
  | 'study-running'
  | 'study-ended'
  | 'budget-exceeded'
  | 'budget-expired'
  | 'not-in-round'
  | 'not-on-committee'
  | 'not-a-recipient'
  | 'round-phase'
  | 'round-closed'
  | 'contribution-differs'
  | 'contribution-copied'
  | 'message-differs'
  | 'wrong-set'
  | 'round-key-reused'
  | 'too-many-round-keys'
  | 'unknown-head'
  | 'nothing-to-archive'
  | 'archive-differs'
  | 'internal';

/** A refusal; `detail` says what to do next and holds neither secrets nor personal values. */
export class CoordinatorError extends Error {
  override readonly name = 'CoordinatorError';
  constructor(
    readonly code: ErrorCode,
    detail: string,
    /** What a client's program may act on. */
    readonly hints: { readonly retryAfterSeconds?: number } = {},
  ) {
    super(detail);
  }
}
