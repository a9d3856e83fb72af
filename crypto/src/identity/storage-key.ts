import type { Entropy } from '../random/entropy.js';
import { openSecret, sealSecret, SEALING_KEY_BYTES } from './sealed-secret.js';

/** Seals single secrets for a database, of a node or of the coordinator; no console, JSON or error message will show it. */
export class StorageKey {
  readonly #key: Uint8Array;
  readonly #entropy: Entropy;

  /** @param key 32 bytes, copied; the caller erases its own. */
  constructor(key: Uint8Array, entropy: Entropy) {
    if (key.length !== SEALING_KEY_BYTES)
      throw new RangeError(`a storage key has ${SEALING_KEY_BYTES} bytes`);
    this.#key = key.slice();
    this.#entropy = entropy;
  }
  /** @param place names table, column and row: the secret opens nowhere else. */
  seal(secret: Uint8Array, place: string): Uint8Array {
    return sealSecret(this.#key, secret, new TextEncoder().encode(place), this.#entropy);
  }
  /** @throws CannotOpenSecretError when it was sealed under another key or for another place. */
  open(sealed: Uint8Array, place: string): Uint8Array {
    return openSecret(this.#key, sealed, new TextEncoder().encode(place));
  }
  toJSON(): string {
    return '[secret]';
  }
}
