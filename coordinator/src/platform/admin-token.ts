// The token in the coordinator's home: whoever may read that file is an administrator, as they could change the database
// beside it. For the command line on this machine; people elsewhere have accounts.
import type { Entropy } from '@chorale/crypto';
import { existsSync, readFileSync } from 'node:fs';
import { secretHash } from '../people/secrets.js';
import { writeFileAtomically } from './atomic-file.js';

/**
 * Makes a token on the first start, and a new one where its file was deleted.
 * @returns its hash, as `secretHash` makes it.
 */
export function openAdminToken(path: string, entropy: Entropy): string {
  if (!existsSync(path)) {
    const secret = new Uint8Array(32);
    entropy.fill(secret);
    writeFileAtomically(path, `${Buffer.from(secret).toString('base64url')}\n`);
    secret.fill(0);
  }
  return secretHash(readFileSync(path, 'utf8').trim());
}
