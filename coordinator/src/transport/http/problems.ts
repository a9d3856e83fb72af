// Errors become RFC 9457 problem documents here, once.
import type { Problem } from '@chorale/crypto';
import { CoordinatorError, type ErrorCode } from '../../platform/errors.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** Status and title of everything that may be refused. */
export const problemKinds: Readonly<Record<ErrorCode, { readonly status: number; readonly title: string }>> =
  {
    malformed: { status: 400, title: 'The message is malformed' },
    unauthenticated: { status: 401, title: 'The request is not signed by an enrolled node' },
    'wrong-signature': { status: 401, title: 'The signature does not fit' },
    'stale-request': { status: 401, title: 'The request is too old or too new' },
    'replayed-request': { status: 401, title: 'The request came before' },
    'admin-only': { status: 401, title: 'Sign in first' },
    'sign-in-failed': { status: 401, title: 'The sign-in failed' },
    'locked-out': { status: 429, title: 'Too many sign-ins failed' },
    'too-many-requests': { status: 429, title: 'Too many requests' },
    'password-weak': { status: 422, title: 'The password is too weak' },
    'role-forbidden': { status: 403, title: 'The role does not allow it' },
    'csrf-refused': { status: 403, title: 'The request may come from another site' },
    'reason-missing': { status: 400, title: 'A reason is needed' },
    'provider-refused': { status: 502, title: 'The identity provider did not vouch for the person' },
    'account-refused': { status: 422, title: 'The account cannot be like this' },
    'account-exists': { status: 409, title: 'An account of this name exists' },
    'idempotency-key-used': { status: 422, title: 'The idempotency key served another request' },
    'idempotency-running': { status: 409, title: 'The same request is under way' },
    'idempotency-answer-lost': { status: 409, title: 'The request was carried out before' },
    'incident-closed': { status: 409, title: 'The incident is closed' },
    'erasure-answered': { status: 409, title: 'The study was answered before' },
    'erasure-answer-refused': { status: 422, title: 'The records do not bear the answer out' },
    'webhook-refused': { status: 422, title: 'The webhook cannot be added' },
    'version-missing': { status: 428, title: 'Say which version you change' },
    'version-outdated': { status: 412, title: 'It was changed meanwhile' },
    upgrade: { status: 426, title: 'Another protocol version is needed' },
    'not-found': { status: 404, title: 'Not found' },
    'length-required': { status: 411, title: 'A content length is needed' },
    'too-large': { status: 413, title: 'Too large' },
    'chunk-length': { status: 422, title: 'The chunk has a wrong length' },
    'chunk-hash': { status: 422, title: 'The chunk has other bytes than its name says' },
    'chunk-content': { status: 422, title: 'The chunk holds what cannot be added' },
    'chunks-missing': { status: 409, title: 'Chunks are missing' },
    'invite-unknown': { status: 403, title: 'The invitation is unknown' },
    'invite-used': { status: 409, title: 'The invitation was used' },
    'invite-expired': { status: 410, title: 'The invitation has expired' },
    'name-taken': { status: 409, title: 'The name is taken' },
    'too-few-nodes': { status: 422, title: 'Too few nodes' },
    'too-many-nodes': { status: 422, title: 'Too many nodes' },
    'region-refused': { status: 403, title: 'A node stands outside the agreed regions' },
    'roster-outdated': { status: 409, title: 'The roster is outdated' },
    'roster-refused': { status: 422, title: 'The roster cannot be' },
    'not-an-administrator': { status: 403, title: 'The key signs for no member' },
    'vote-time': { status: 409, title: 'The vote carries the wrong time' },
    'agreement-refused': { status: 422, title: 'The agreement cannot be proposed' },
    'agreement-inactive': { status: 403, title: 'The agreement is not signed by all' },
    'agreement-expired': { status: 403, title: 'The agreement has expired' },
    'study-refused': { status: 403, title: 'The study does not fit its agreement' },
    'study-exists': { status: 409, title: 'A study of this name exists' },
    'study-running': { status: 409, title: 'A study is running' },
    'study-ended': { status: 409, title: 'The study has ended' },
    'budget-exceeded': { status: 403, title: 'The privacy budget would be overspent' },
    'budget-expired': { status: 403, title: 'The privacy budget is not open' },
    'not-in-round': { status: 403, title: 'The node is not in this round' },
    'not-on-committee': { status: 403, title: 'The node is not on the committee' },
    'not-a-recipient': { status: 403, title: 'The node receives no sum in this round' },
    'round-phase': { status: 409, title: 'The round is in another phase' },
    'round-closed': { status: 410, title: 'The round takes nothing more' },
    'contribution-differs': { status: 409, title: 'Another contribution was accepted before' },
    'contribution-copied': { status: 409, title: 'The contribution is a copy' },
    'message-differs': { status: 409, title: 'Another message was accepted before' },
    'wrong-set': { status: 409, title: 'The message is for another set' },
    'round-key-reused': { status: 409, title: 'A round key serves once' },
    'too-many-round-keys': { status: 429, title: 'Enough round keys are held' },
    'nothing-to-archive': { status: 409, title: 'There is nothing to archive' },
    'archive-differs': { status: 409, title: 'The archive holds other bytes' },
    'unknown-head': { status: 409, title: 'The ledger head is unknown' },
    internal: { status: 500, title: 'The coordinator failed' },
  };

export function problemOf(error: CoordinatorError): Problem {
  const { status, title } = problemKinds[error.code];
  return {
    type: `urn:chorale:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
  };
}

/** What the library layers throw at bytes from outside, by the names of their errors. */
export function asCoordinatorError(error: unknown): CoordinatorError | undefined {
  if (error instanceof CoordinatorError) return error;
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'DecodeError') return new CoordinatorError('malformed', error.message);
  if (error.name === 'SignatureError') return new CoordinatorError('wrong-signature', error.message);
  return undefined;
}
