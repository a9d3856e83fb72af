import {
  formatRequestSignature,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  SIGNATURE_HEADER,
  signRequest,
  type Entropy,
  type RequestParts,
  type SigningKey,
} from '@chorale/crypto';
import type { Clock } from '../clock.js';

/** Who asks, and what a signature needs beside the key. */
export interface Signer {
  readonly signingKey: SigningKey;
  /** Id of the federation, 64 hex digits. */
  readonly federation: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** A fresh signature: each has its own time and nonce, so one is never sent twice. */
export function freshSignature(
  { signingKey, federation, clock, entropy }: Signer,
  parts: RequestParts,
): string {
  const nonce = new Uint8Array(16);
  entropy.fill(nonce);
  return formatRequestSignature(
    signRequest(signingKey, federation, parts, clock.now(), Buffer.from(nonce).toString('hex')),
  );
}

export function requestHeaders(
  signer: Signer | undefined,
  parts: RequestParts & { readonly body: Uint8Array },
): Record<string, string> {
  return {
    accept: 'application/octet-stream, application/json, application/problem+json',
    [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
    ...(signer && { [SIGNATURE_HEADER]: freshSignature(signer, parts) }),
    ...(parts.body.length > 0 && { 'content-type': 'application/octet-stream' }),
  };
}
