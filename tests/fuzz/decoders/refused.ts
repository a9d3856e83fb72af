/** For what answers `undefined` or `false` instead of throwing. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Any bytes as text. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
