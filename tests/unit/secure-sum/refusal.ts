import type { SecureSumErrorCode } from '../../../crypto/src/index.js';

/** For `toThrow`: a SecureSumError with this code and, if given, these details. */
export function refusal(
  code: SecureSumErrorCode,
  details?: Readonly<Record<string, number | string>>,
): Error {
  // toThrow takes asymmetric matchers, and its types do not know it.
  return expect.objectContaining({ name: 'SecureSumError', code, ...(details ? { details } : {}) }) as Error;
}
