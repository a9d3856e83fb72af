// Signed HTTP requests in the shape of RFC 9421: method, path, content digest, time and nonce are covered.
import { createHash } from 'node:crypto';
import type { NodeId } from '../wire/ids.js';
import { verifySignature, type SigningKey, type SigningPublicKey } from './identity.js';

const PURPOSE = 'chorale/http-request/1';
/** A request older or newer than this is refused; inside it, a nonce counts once. */
export const REPLAY_WINDOW_MS = 5 * 60_000;

export interface RequestParts {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** The bytes, or their SHA-256 where they stream past. */
  readonly body: Uint8Array | { readonly sha256: Uint8Array };
}

export interface RequestSignature {
  readonly signer: NodeId;
  readonly createdMs: number;
  /** 32 lower-case hex digits, fresh for each request. */
  readonly nonce: string;
  readonly signature: Uint8Array;
}

function signatureBase(parts: RequestParts, createdMs: number, nonce: string): Uint8Array {
  const digest = Buffer.from(
    parts.body instanceof Uint8Array ? createHash('sha256').update(parts.body).digest() : parts.body.sha256,
  ).toString('base64');
  const lines = [
    `"@method": ${parts.method.toUpperCase()}`,
    `"@target-uri": ${parts.target}`,
    `"content-digest": sha-256=:${digest}:`,
    `"@signature-params": created=${createdMs};nonce="${nonce}"`,
  ];
  return new TextEncoder().encode(lines.join('\n'));
}

/**
 * Signs a request of a node to its federation's coordinator.
 * @param federation id of the federation: 64 hex digits.
 * @param nonce 32 lower-case hex digits, never used before.
 */
export function signRequest(
  key: SigningKey,
  federation: string,
  parts: RequestParts,
  createdMs: number,
  nonce: string,
): RequestSignature {
  const base = signatureBase(parts, createdMs, nonce);
  const signature = key.sign(PURPOSE, Buffer.from(federation, 'hex'), base);
  return { signer: key.nodeId, createdMs, nonce, signature };
}

/** Checks the signature only; the caller holds `createdMs` against its clock and `nonce` against its records. */
export function verifyRequest(
  publicKey: SigningPublicKey,
  federation: string,
  parts: RequestParts,
  { createdMs, nonce, signature }: RequestSignature,
): boolean {
  const base = signatureBase(parts, createdMs, nonce);
  return verifySignature(publicKey, PURPOSE, Buffer.from(federation, 'hex'), base, signature);
}

/** The value of the `chorale-signature` header. */
export function formatRequestSignature({ signer, createdMs, nonce, signature }: RequestSignature): string {
  return `node="${signer}";created=${createdMs};nonce="${nonce}";sig=:${Buffer.from(signature).toString('base64')}:`;
}

/** @returns undefined for a header of any other form; each signature has exactly one. */
export function parseRequestSignature(header: string): RequestSignature | undefined {
  const match =
    /^node="([0-9a-f]{32})";created=(\d{1,15});nonce="([0-9a-f]{32})";sig=:([A-Za-z0-9+/]{86}==):$/.exec(
      header,
    );
  if (!match) return undefined;
  const [, signer, created, nonce, signature] = match as unknown as [string, string, string, string, string];
  const parsed = {
    signer: signer as NodeId,
    createdMs: Number(created),
    nonce,
    signature: new Uint8Array(Buffer.from(signature, 'base64')),
  };
  // Leading zeros, and base64 whose unused bits are set, would be other texts of the same signature.
  return formatRequestSignature(parsed) === header ? parsed : undefined;
}
