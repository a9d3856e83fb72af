// ChaCha20-Poly1305 (RFC 8439) under keys that serve one message each.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { SecureSumError } from '../errors.js';

export const AEAD_KEY_BYTES = 32;
export const AEAD_NONCE_BYTES = 12;
export const AEAD_TAG_BYTES = 16;

/** A derived pair for one message only, so the nonce never repeats under a key. */
export interface AeadKeys {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Ciphertext, then the tag. Erases the key. */
export function encrypt(
  { key, nonce }: AeadKeys,
  plaintext: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: AEAD_TAG_BYTES });
  key.fill(0);
  cipher.setAAD(associatedData, { plaintextLength: plaintext.length });
  const body = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([body, cipher.getAuthTag()]);
}

/**
 * Reverses {@link encrypt}. Erases the key.
 * @throws SecureSumError `cannot-open-sealed`.
 */
export function decrypt(
  { key, nonce }: AeadKeys,
  sealed: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  const tagAt = sealed.length - AEAD_TAG_BYTES;
  if (tagAt < 0) throw cannotOpen();
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: AEAD_TAG_BYTES });
  key.fill(0);
  decipher.setAAD(associatedData, { plaintextLength: tagAt });
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(0, tagAt));
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    throw cannotOpen();
  }
  // Not Node's Buffer, whose slices would share its memory.
  return new Uint8Array(plaintext.buffer, plaintext.byteOffset, plaintext.length);
}

/** One refusal for every reason, so that nobody learns which step failed. */
export function cannotOpen(): SecureSumError {
  return new SecureSumError(
    'cannot-open-sealed',
    'these sealed bytes do not open: they were sealed to another key or for another purpose, or were changed on the way',
  );
}
