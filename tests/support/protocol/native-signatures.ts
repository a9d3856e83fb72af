// Ed25519 of Node's own OpenSSL in place of libsodium's WebAssembly: the same signatures, bit for bit (RFC 8032), for a
// fraction of the time. A history signs and checks hundreds of requests, and each message is checked by everybody; what
// was signed here, or checked before, is known to fit and is looked up.
import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { sodium } from '../../../crypto/src/identity/sodium.js';

/** DER before a raw seed (RFC 8410) and before a raw public key. */
const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const SEED_BYTES = 32;
const MOST_REMEMBERED = 20_000;

/** For the whole test file. */
export function nativeSignatures(): void {
  const privateKeys = remembering((seed) =>
    createPrivateKey({ key: Buffer.concat([SEED_PREFIX, seed]), format: 'der', type: 'pkcs8' }),
  );
  const publicKeys = remembering((raw) =>
    createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: 'der', type: 'spki' }),
  );
  const fitting = new Set<string>();
  const remember = (name: string): void => {
    if (fitting.size >= MOST_REMEMBERED) fitting.clear();
    fitting.add(name);
  };
  Object.assign(sodium, {
    // libsodium's secret key is the seed and the public key.
    crypto_sign_detached: (message: Uint8Array, secretKey: Uint8Array) => {
      const signature = sign(null, message, privateKeys(secretKey.subarray(0, SEED_BYTES)));
      remember(nameOf(signature, message, secretKey.subarray(SEED_BYTES)));
      return new Uint8Array(signature);
    },
    crypto_sign_verify_detached: (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => {
      const name = nameOf(signature, message, publicKey);
      if (fitting.has(name)) return true;
      const fits = verify(null, message, publicKeys(publicKey), signature);
      if (fits) remember(name);
      return fits;
    },
  });
}

/** Signature and key have fixed lengths, so no two triples share a name. */
function nameOf(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): string {
  return hash('sha256', Buffer.concat([signature, publicKey, message]), 'base64');
}

function remembering(make: (raw: Uint8Array) => KeyObject): (raw: Uint8Array) => KeyObject {
  const made = new Map<string, KeyObject>();
  return (raw) => {
    const name = Buffer.from(raw).toString('base64');
    const key = made.get(name) ?? make(raw);
    made.set(name, key);
    return key;
  };
}
