// One message to several recipients: sealed once under a fresh content key, which is sealed to each recipient.
//   u16 recipients | sealed content key (1,168 bytes) a recipient | commitment 32 | ciphertext and tag
// ChaCha20-Poly1305 does not commit to its key; the commitment keeps a sender from showing each recipient another
// message under the same bytes.
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
import { openSealed, sealTo, SEALING_OVERHEAD_BYTES, type RoundKeyPair } from './sealed.js';

const CONTENT_TAG = Buffer.from('chorale/sealed-to-many/1');
const CONTENT_KEY_BYTES = 32;
const SEALED_KEY_BYTES = CONTENT_KEY_BYTES + SEALING_OVERHEAD_BYTES;
const COUNT_BYTES = 2;
const COMMITMENT_BYTES = 32;

/**
 * Seals to the holders of several keys, in this order.
 * @throws SecureSumError `sharing-invalid` for bytes that are no public key.
 */
export function sealToMany(
  recipientPublicKeys: readonly Uint8Array[],
  plaintext: Uint8Array,
  associatedData: Uint8Array,
  entropy: Entropy,
): Uint8Array {
  const contentKey = new Uint8Array(CONTENT_KEY_BYTES);
  entropy.fill(contentKey);
  const { keys, commitment } = deriveContentKeys(contentKey);
  const body = Buffer.concat([commitment, encrypt(keys, plaintext, associatedData)]);
  const binding = bindingOf(body, associatedData);
  const sealedKeys = recipientPublicKeys.map((publicKey) => sealTo(publicKey, contentKey, binding, entropy));
  contentKey.fill(0);
  const count = Buffer.alloc(COUNT_BYTES);
  count.writeUInt16BE(recipientPublicKeys.length);
  return Buffer.concat([count, ...sealedKeys, body]);
}

/**
 * Opens what {@link sealToMany} sealed.
 * @param position of this recipient's key in the order of sealing, from 0.
 * @param recipients how many there must be.
 * @throws SecureSumError `cannot-open-sealed`, the same for whatever reason.
 */
export function openFromMany(
  keyPair: RoundKeyPair,
  position: number,
  recipients: number,
  sealed: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  const bodyAt = COUNT_BYTES + recipients * SEALED_KEY_BYTES;
  if (sealed.length < bodyAt + COMMITMENT_BYTES + AEAD_TAG_BYTES) throw cannotOpen();
  if (((sealed[0]! << 8) | sealed[1]!) !== recipients || position >= recipients) throw cannotOpen();
  const body = sealed.subarray(bodyAt);
  const keyAt = COUNT_BYTES + position * SEALED_KEY_BYTES;
  const contentKey = openSealed(
    keyPair,
    sealed.subarray(keyAt, keyAt + SEALED_KEY_BYTES),
    bindingOf(body, associatedData),
  );
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
