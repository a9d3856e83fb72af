// One secret under one symmetric key: XChaCha20-Poly1305 (RFC 8439 with a 192-bit nonce), whose nonces may
// be drawn at random for as many secrets as one likes.
import type { Entropy } from '../random/entropy.js';
import { fixedBytes, struct, variableBytes } from '../wire/codec.js';
import { defineMessage } from '../wire/message.js';
import { sodium } from './sodium.js';

export const SEALING_KEY_BYTES = 32;
const NONCE_BYTES = 24;

const sealedSecret = defineMessage(
  'chorale/sealed-secret/1',
  struct({ nonce: fixedBytes(NONCE_BYTES), ciphertext: variableBytes(64 * 1024 * 1024) }),
);

/** Wrong key or passphrase, another place than the secret was sealed for, or changed bytes: one cannot tell. */
export class CannotOpenSecretError extends Error {
  override readonly name = 'CannotOpenSecretError';
}

/**
 * @param key 32 bytes.
 * @param associatedData says what and where the secret is; it opens with the very same only.
 */
export function sealSecret(
  key: Uint8Array,
  secret: Uint8Array,
  associatedData: Uint8Array,
  entropy: Entropy,
): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  entropy.fill(nonce);
  const ciphertext = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
    secret,
    associatedData,
    null,
    nonce,
    key,
  );
  return sealedSecret.encode({ nonce, ciphertext });
}

/** @throws CannotOpenSecretError, or DecodeError where `sealed` is no sealed secret at all. */
export function openSecret(key: Uint8Array, sealed: Uint8Array, associatedData: Uint8Array): Uint8Array {
  const { nonce, ciphertext } = sealedSecret.decode(sealed);
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, associatedData, nonce, key);
  } catch {
    throw new CannotOpenSecretError('the secret does not open: wrong key, wrong place, or changed bytes');
  }
}
