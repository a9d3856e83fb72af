/** A home that is not set up yet; the message says which command comes first. */
export class NotEnrolledError extends Error {
  override readonly name = 'NotEnrolledError';
}
