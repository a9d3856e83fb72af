// Protocol step 6, one message to many recipients: encrypted once under a fresh content key, which is sealed to each recipient. A
// recipient needs the body (commitment 32 | ciphertext and tag) and its own sealed key (1,168 bytes), and nobody else's.
// ChaCha20-Poly1305 does not commit to its key; the commitment keeps a sender from showing each recipient another
// message under the same bytes. Whoever signs the body need not sign the sealed keys: one that does not hold the
// committed content key opens nothing.
import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Entropy } from '../random/entropy.js';
import {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  cannotOpen,
  decrypt,
  encrypt,
  type AeadKeys,
} from './aead.js';
import { openSealed, sealTo, type RoundKeyPair } from './sealed.js';

const CONTENT_TAG = Buffer.from('chorale/sealed-to-many/1');
const CONTENT_KEY_BYTES = 32;
const COMMITMENT_BYTES = 32;

export interface SealedToMany {
  /** The same for all. */
  readonly body: Uint8Array;
  /** The content key for each recipient, in the order of their public keys. */
  readonly sealedKeys: readonly Uint8Array[];
}

/**
 * Seals to the holders of several keys.
 * @throws SecureSumError `sharing-invalid` for bytes that are no public key.
 */
export function sealToMany(
  recipientPublicKeys: readonly Uint8Array[],
  plaintext: Uint8Array,
  associatedData: Uint8Array,
  entropy: Entropy,
): SealedToMany {
  const contentKey = new Uint8Array(CONTENT_KEY_BYTES);
  entropy.fill(contentKey);
  const { keys, commitment } = deriveContentKeys(contentKey);
  const body = Buffer.concat([commitment, encrypt(keys, plaintext, associatedData)]);
  const binding = bindingOf(body, associatedData);
  const sealedKeys = recipientPublicKeys.map((publicKey) => sealTo(publicKey, contentKey, binding, entropy));
  contentKey.fill(0);
  return { body, sealedKeys };
}

/**
 * Opens what {@link sealToMany} sealed.
 * @param sealedKey the one for this recipient.
 * @throws SecureSumError `cannot-open-sealed`, the same for whatever reason.
 */
export function openFromMany(
  keyPair: RoundKeyPair,
  sealedKey: Uint8Array,
  body: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  if (body.length < COMMITMENT_BYTES + AEAD_TAG_BYTES) throw cannotOpen();
  const contentKey = openSealed(keyPair, sealedKey, bindingOf(body, associatedData));
  if (contentKey.length !== CONTENT_KEY_BYTES) throw cannotOpen();
  const { keys, commitment } = deriveContentKeys(contentKey);
  contentKey.fill(0);
  if (!timingSafeEqual(commitment, body.subarray(0, COMMITMENT_BYTES))) throw cannotOpen();
  return decrypt(keys, body.subarray(COMMITMENT_BYTES), associatedData);
}

function deriveContentKeys(contentKey: Uint8Array): { keys: AeadKeys; commitment: Uint8Array } {
  const nonceAt = AEAD_KEY_BYTES;
  const commitmentAt = nonceAt + AEAD_NONCE_BYTES;
  const derived = new Uint8Array(
    hkdfSync('sha256', contentKey, '', CONTENT_TAG, commitmentAt + COMMITMENT_BYTES),
  );
  return {
    keys: { key: derived.subarray(0, nonceAt), nonce: derived.subarray(nonceAt, commitmentAt) },
    commitment: derived.slice(commitmentAt),
  };
}

/** A content key opens for this body and purpose only. */
function bindingOf(body: Uint8Array, associatedData: Uint8Array): Uint8Array {
  const lengths = Buffer.alloc(4);
  lengths.writeUInt32BE(associatedData.length);
  return createHash('sha256')
    .update(CONTENT_TAG)
    .update(lengths)
    .update(associatedData)
    .update(body)
    .digest();
}
