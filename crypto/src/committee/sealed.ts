// Protocol steps 3 and 6, public-key sealing: X-Wing (X25519 + ML-KEM-768, draft-connolly-cfrg-xwing-kem) gives a shared secret, HKDF-SHA256
// a key and nonce for ChaCha20-Poly1305 with associated data. No part of it is our own; the composition follows
// HPKE's base mode (RFC 9180, 5.1), with the KEM ciphertext and the recipient's key bound into the derivation.
import { createHash, hkdfSync } from 'node:crypto';
import { SecureSumError } from '../errors.js';
import { sodium } from '../identity/sodium.js';
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

export interface RoundKeyPair {
  /** 1,216 bytes. */
  readonly publicKey: Uint8Array;
  /** 32 bytes, secret. */
  readonly secretKey: Uint8Array;
}

const PUBLIC_KEY_BYTES = sodium.crypto_kem_xwing_PUBLICKEYBYTES;
const SECRET_KEY_BYTES = sodium.crypto_kem_xwing_SECRETKEYBYTES;
const KEM_CIPHERTEXT_BYTES = sodium.crypto_kem_xwing_CIPHERTEXTBYTES;
const ENCAPSULATION_SEED_BYTES = 64;
const SEALED_TAG = Buffer.from('chorale/sealed/1');
/** Bytes that {@link sealTo} adds to a plaintext. */
export const SEALING_OVERHEAD_BYTES = KEM_CIPHERTEXT_BYTES + AEAD_TAG_BYTES;

/** A fresh key pair for one round. */
export function createRoundKeyPair(entropy: Entropy): RoundKeyPair {
  const seed = new Uint8Array(sodium.crypto_kem_xwing_SEEDBYTES);
  entropy.fill(seed);
  const pair = sodium.crypto_kem_xwing_seed_keypair(seed);
  seed.fill(0);
  return { publicKey: pair.publicKey, secretKey: pair.privateKey };
}

/**
 * Seals to the holder of one key: 1,120 bytes of KEM ciphertext, then the AEAD's. Whoever opens must name the same
 * associated data.
 * @throws SecureSumError `sharing-invalid` for bytes that are no public key.
 */
export function sealTo(
  recipientPublicKey: Uint8Array,
  plaintext: Uint8Array,
  associatedData: Uint8Array,
  entropy: Entropy,
): Uint8Array {
  const seed = new Uint8Array(ENCAPSULATION_SEED_BYTES);
  entropy.fill(seed);
  const { ciphertext, sharedSecret } = encapsulate(recipientPublicKey, seed);
  seed.fill(0);
  const keys = deriveKeys(sharedSecret, ciphertext, recipientPublicKey);
  return Buffer.concat([ciphertext, encrypt(keys, plaintext, associatedData)]);
}

/**
 * Opens what {@link sealTo} sealed.
 * @throws SecureSumError `cannot-open-sealed`, the same for whatever reason.
 */
export function openSealed(
  keyPair: RoundKeyPair,
  sealed: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  if (keyPair.secretKey.length !== SECRET_KEY_BYTES || sealed.length < SEALING_OVERHEAD_BYTES)
    throw cannotOpen();
  const kemCiphertext = sealed.subarray(0, KEM_CIPHERTEXT_BYTES);
  const sharedSecret = decapsulate(keyPair.secretKey, kemCiphertext);
  const keys = deriveKeys(sharedSecret, kemCiphertext, keyPair.publicKey);
  return decrypt(keys, sealed.subarray(KEM_CIPHERTEXT_BYTES), associatedData);
}

/** Erases the shared secret. The pair is used for one message only, so the derived nonce never repeats under a key. */
function deriveKeys(sharedSecret: Uint8Array, kemCiphertext: Uint8Array, publicKey: Uint8Array): AeadKeys {
  const salt = createHash('sha256').update(kemCiphertext).update(publicKey).digest();
  const derived = new Uint8Array(
    hkdfSync('sha256', sharedSecret, salt, SEALED_TAG, AEAD_KEY_BYTES + AEAD_NONCE_BYTES),
  );
  sharedSecret.fill(0);
  return { key: derived.subarray(0, AEAD_KEY_BYTES), nonce: derived.subarray(AEAD_KEY_BYTES) };
}

function encapsulate(
  publicKey: Uint8Array,
  seed: Uint8Array,
): { ciphertext: Uint8Array; sharedSecret: Uint8Array } {
  const refused = new SecureSumError(
    'sharing-invalid',
    'the recipient has no valid X-Wing public key; enrol it again',
  );
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw refused;
  try {
    return sodium.crypto_kem_xwing_enc_deterministic(publicKey, seed);
  } catch {
    throw refused;
  }
}

function decapsulate(secretKey: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  try {
    return sodium.crypto_kem_xwing_dec(ciphertext, secretKey);
  } catch {
    throw cannotOpen();
  }
}
