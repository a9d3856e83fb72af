// Ed25519 of Node's own OpenSSL in place of libsodium's WebAssembly: the same signatures, bit for bit (RFC 8032), for a
// fraction of the time. A history signs and checks hundreds of requests.
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { sodium } from '../../../crypto/src/identity/sodium.js';

/** DER before a raw seed (RFC 8410) and before a raw public key. */
const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** For the whole test file. */
export function nativeSignatures(): void {
  const privateKeys = remembering((seed) =>
    createPrivateKey({ key: Buffer.concat([SEED_PREFIX, seed]), format: 'der', type: 'pkcs8' }),
  );
  const publicKeys = remembering((raw) =>
    createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: 'der', type: 'spki' }),
  );
  Object.assign(sodium, {
    // libsodium's secret key is the seed and the public key.
    crypto_sign_detached: (message: Uint8Array, secretKey: Uint8Array) =>
      new Uint8Array(sign(null, message, privateKeys(secretKey.subarray(0, SEED_BYTES)))),
    crypto_sign_verify_detached: (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) =>
      verify(null, message, publicKeys(publicKey), signature),
  });
}

const SEED_BYTES = 32;

function remembering(make: (raw: Uint8Array) => KeyObject): (raw: Uint8Array) => KeyObject {
  const made = new Map<string, KeyObject>();
  return (raw) => {
    const name = Buffer.from(raw).toString('base64');
    const key = made.get(name) ?? make(raw);
    made.set(name, key);
    return key;
  };
}
