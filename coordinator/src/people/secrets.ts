// Secrets that people carry: random, shown once, known here by their hash.
import type { Entropy } from '@chorale/crypto';
import { createHash } from 'node:crypto';

const SECRET_BYTES = 32;

/** Prefixes tell people, and programs that look for leaked secrets, what they have before them. */
export const secretPrefixes = {
  session: 'chorale-session-',
  accessToken: 'chorale-token-',
  accountInvite: 'chorale-account-',
} as const;

/** @returns 256 random bits behind a prefix. */
export function newSecret(entropy: Entropy, prefix: string): string {
  const bytes = new Uint8Array(SECRET_BYTES);
  entropy.fill(bytes);
  const secret = prefix + Buffer.from(bytes).toString('base64url');
  bytes.fill(0);
  return secret;
}

/** SHA-256, hex: enough for 256 random bits, because there is nothing to guess from a dictionary. */
export function secretHash(secret: string): string {
  return createHash('sha256').update('chorale/person-secret/1').update(secret).digest('hex');
}

/** @returns random hex that names something and is no secret. */
export function newId(entropy: Entropy): string {
  const bytes = new Uint8Array(8);
  entropy.fill(bytes);
  return Buffer.from(bytes).toString('hex');
}
