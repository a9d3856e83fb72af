// Entity tags (RFC 9110, 8.8.3): which version of something an answer shows, and which one a change is meant for.
import { createHash } from 'node:crypto';
import { CoordinatorError } from '../../../platform/errors.js';

/** @param text a representation. @returns a strong entity tag, in quotes. */
export function entityTagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/**
 * @param version value of `if-match`.
 * @param shown what a GET answers with now.
 * @throws CoordinatorError where the caller has not seen it as it is.
 */
export function requireVersion(version: string | undefined, shown: unknown): void {
  if (version === undefined)
    throw new CoordinatorError('version-missing', 'send the etag of what you read in the header if-match');
  if (version !== entityTagOf(JSON.stringify(shown)))
    throw new CoordinatorError('version-outdated', 'it was changed since you read it; read it again');
}
