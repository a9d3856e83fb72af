// Who may ask the scoring service: whoever has the token. The service itself keeps its hash alone.
import { createHash, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Entropy } from '@chorale/crypto';
import { makePrivateFolder, type HomePaths } from '../storage/home.js';
import { writeFileAtomically } from '../storage/atomic-file.js';
import { ServiceRefused } from './service-refused.js';

const TOKEN_BYTES = 32;
const OWNER_ONLY = 0o600;

export interface TokenCheck {
  /** The token was made just now, and lies in its file. */
  readonly created: boolean;
  /** In time that does not depend on where `token` differs. */
  fits(token: string): boolean;
}

/**
 * Takes the token that this home has, or makes one at the first start and where `renew` asks for it: 32 random bytes as base64url in a
 * file for those who ask. That file may be moved to them; the hash stays.
 * @throws ServiceRefused where the file of the hash holds none.
 */
export function openToken(
  paths: Pick<HomePaths, 'home' | 'scoresToken' | 'scoresTokenHash'>,
  entropy: Entropy,
  renew = false,
): TokenCheck {
  const created = renew || !existsSync(paths.scoresTokenHash);
  if (created) {
    const bytes = new Uint8Array(TOKEN_BYTES);
    entropy.fill(bytes);
    const token = Buffer.from(bytes).toString('base64url');
    makePrivateFolder(paths.home);
    // In this order a service that was killed in between makes another token at its next start.
    writeFileAtomically(paths.scoresToken, `${token}\n`, OWNER_ONLY);
    writeFileAtomically(paths.scoresTokenHash, `${hashOf(token).toString('hex')}\n`, OWNER_ONLY);
  }
  const kept = readFileSync(paths.scoresTokenHash, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(kept))
    throw new ServiceRefused(
      `${paths.scoresTokenHash} holds no hash of a token; make a new token with --new-token`,
    );
  const hash = Buffer.from(kept, 'hex');
  return { created, fits: (token) => timingSafeEqual(hashOf(token), hash) };
}

/** A token of 256 random bits needs no slow hash. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
