// In place of X-Wing, for histories by the thousand: a key encapsulation that HIDES NOTHING and costs a hash. It binds as
// the real one does: another key or ciphertext gives another secret, so the AEAD above it refuses.
import { createHash } from 'node:crypto';
import { sodium } from '../../../crypto/src/identity/sodium.js';

const SEED_BYTES = 32;

/** Puts the stand-in where crypto/src/committee/sealed.ts calls libsodium; for the whole test file. */
export function standInKem(): void {
  const publicKeyOf = (secretKey: Uint8Array): Uint8Array =>
    stretched('public key', sodium.crypto_kem_xwing_PUBLICKEYBYTES, secretKey);
  const sharedSecret = (publicKey: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
    stretched('shared secret', 32, publicKey, ciphertext);
  Object.assign(sodium, {
    crypto_kem_xwing_seed_keypair: (seed: Uint8Array) => {
      const privateKey = stretched('secret key', SEED_BYTES, seed);
      return { publicKey: publicKeyOf(privateKey), privateKey };
    },
    crypto_kem_xwing_enc_deterministic: (publicKey: Uint8Array, seed: Uint8Array) => {
      const ciphertext = stretched('ciphertext', sodium.crypto_kem_xwing_CIPHERTEXTBYTES, seed);
      return { ciphertext, sharedSecret: sharedSecret(publicKey, ciphertext) };
    },
    crypto_kem_xwing_dec: (ciphertext: Uint8Array, secretKey: Uint8Array) =>
      sharedSecret(publicKeyOf(secretKey), ciphertext),
  });
}

function stretched(purpose: string, length: number, ...parts: Uint8Array[]): Uint8Array {
  const hash = createHash('shake256', { outputLength: length }).update(purpose);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
