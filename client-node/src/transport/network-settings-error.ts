/** An address or a file that cannot be used; the message says what to write instead. */
export class NetworkSettingsError extends Error {
  override readonly name = 'NetworkSettingsError';
}
