/** The scoring service cannot be offered as a person asked for it; the message says what to do about it. */
export class ServiceRefused extends Error {
  override readonly name = 'ServiceRefused';
}
