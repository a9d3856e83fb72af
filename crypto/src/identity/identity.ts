// Ed25519 identities (RFC 8032) through libsodium, which refuses small-order keys and malleable signatures.
import { createHash } from 'node:crypto';
import { fixedBytes, struct, variableBytes, type Decoded } from '../wire/codec.js';
import { defineMessage, type Message } from '../wire/message.js';
import { nodeIdCodec, type NodeId } from '../wire/ids.js';
import type { Entropy } from '../random/entropy.js';
import { sodium } from './sodium.js';

/** Raw Ed25519 public key, 32 bytes. */
export type SigningPublicKey = Uint8Array;

/** A secret seed that no console, JSON or error message will show. */
export class SigningKey {
  readonly #secretKey: Uint8Array;
  readonly publicKey: SigningPublicKey;
  readonly nodeId: NodeId;

  private constructor(seed: Uint8Array) {
    const pair = sodium.crypto_sign_seed_keypair(seed);
    this.#secretKey = pair.privateKey;
    this.publicKey = pair.publicKey;
    this.nodeId = nodeIdOf(pair.publicKey);
  }
  static generate(entropy: Entropy): { key: SigningKey; seed: Uint8Array } {
    const seed = new Uint8Array(32);
    entropy.fill(seed);
    return { key: new SigningKey(seed), seed };
  }
  /** @param seed 32 bytes, kept sealed by the caller and erased after use. */
  static fromSeed(seed: Uint8Array): SigningKey {
    if (seed.length !== 32) throw new RangeError('a signing seed has 32 bytes');
    return new SigningKey(seed);
  }
  /** Signs `body` for one context; see {@link signedBytes}. */
  sign(purpose: string, context: Uint8Array, body: Uint8Array): Uint8Array {
    return sodium.crypto_sign_detached(signedBytes(purpose, context, body), this.#secretKey);
  }
  toJSON(): string {
    return '[secret]';
  }
}

/** First 16 bytes of SHA-256 of the key, as hex. */
export function nodeIdOf(publicKey: SigningPublicKey): NodeId {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 32) as NodeId;
}

/** What people read to each other: 160 bits of SHA-256 of the key in groups of four hex digits. */
export function fingerprintOf(publicKey: SigningPublicKey): string {
  const digest = createHash('sha256').update('chorale/fingerprint/1').update(publicKey).digest('hex');
  return digest.slice(0, 40).replace(/(.{4})(?=.)/g, '$1-');
}

/** Domain tag, purpose, context (H(descriptor) or the federation) and body, each behind its length. */
function signedBytes(purpose: string, context: Uint8Array, body: Uint8Array): Uint8Array {
  return signatureInput.encode({
    purpose: new TextEncoder().encode(purpose),
    context,
    body,
  });
}
const signatureInput = defineMessage(
  'chorale/signature/1',
  struct({ purpose: variableBytes(80), context: fixedBytes(32), body: variableBytes(2 ** 31) }),
);

/**
 * Whether `signature` (64 bytes) is that of the key (32 bytes) over `body` for this purpose and 32-byte context.
 * @returns false for whatever is wrong with any of them, lengths included.
 */
export function verifySignature(
  publicKey: SigningPublicKey,
  purpose: string,
  context: Uint8Array,
  body: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return sodium.crypto_sign_verify_detached(signature, signedBytes(purpose, context, body), publicKey);
  } catch (error) {
    // libsodium.js throws where the key is no curve point; for a verifier that is a wrong signature.
    if (error instanceof Error) return false;
    throw error;
  }
}

const envelopeCodec = struct({
  signer: nodeIdCodec,
  body: variableBytes(16 * 1024 * 1024),
  signature: fixedBytes(64),
});
/** Bytes as they were sent, who signed them, and the signature. */
export type Envelope = Decoded<typeof envelopeCodec>;
export const envelope = defineMessage('chorale/envelope/1', envelopeCodec);

/** A message that was signed, and the very bytes of its envelope. */
export interface Signed<T> {
  readonly message: T;
  readonly signer: NodeId;
  /** Encoded envelope. */
  readonly bytes: Uint8Array;
}

/** An envelope that must not be believed: nobody known signed it, or not these bytes. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';
  constructor(
    readonly code: 'unknown-signer' | 'wrong-signature',
    readonly signer: NodeId,
    tag: string,
  ) {
    super(
      code === 'unknown-signer'
        ? `${tag}: ${signer} is not in the roster; enrol the node or fetch the newest roster`
        : `${tag}: the signature of ${signer} does not fit; the message was changed or signed for another round`,
    );
  }
}

/** Signs the encoding of `value` under its message tag and a 32-byte context in hex. */
export function signMessage<T>(kind: Message<T>, key: SigningKey, contextHex: string, value: T): Signed<T> {
  const body = kind.encode(value);
  const signature = key.sign(kind.tag, Buffer.from(contextHex, 'hex'), body);
  return {
    message: value,
    signer: key.nodeId,
    bytes: envelope.encode({ signer: key.nodeId, body, signature }),
  };
}

/**
 * Opens an envelope whose signer's key `keyOf` knows.
 * @throws DecodeError for malformed bytes, SignatureError for a signer unknown or a wrong signature.
 */
export function openSigned<T>(
  kind: Message<T>,
  bytes: Uint8Array,
  contextHex: string,
  keyOf: (signer: NodeId) => SigningPublicKey | undefined,
): Signed<T> {
  const { signer, body, signature } = envelope.decode(bytes);
  const publicKey = keyOf(signer);
  if (!publicKey || nodeIdOf(publicKey) !== signer)
    throw new SignatureError('unknown-signer', signer, kind.tag);
  if (!verifySignature(publicKey, kind.tag, Buffer.from(contextHex, 'hex'), body, signature))
    throw new SignatureError('wrong-signature', signer, kind.tag);
  return { message: kind.decode(body), signer, bytes };
}
