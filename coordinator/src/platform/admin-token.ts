// The administrator's token: random, readable by the owner of the home alone, known to the database by hash.
import type { Entropy } from '@chorale/crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from './atomic-file.js';
import type { Database } from '../storage/database.js';
import { Settings } from '../storage/tables/federation-tables.js';
import { tokenHash } from '../transport/http/admin-gate.js';

const SETTING = 'admin-token-hash';

/**
 * Makes a token on the first start, and a new one where its file was deleted.
 * @returns its hash.
 */
export async function openAdminToken(
  database: Database,
  path: string,
  entropy: Entropy,
): Promise<Uint8Array> {
  if (!existsSync(path)) {
    const secret = new Uint8Array(32);
    entropy.fill(secret);
    writeFileAtomically(path, `${Buffer.from(secret).toString('base64url')}\n`);
    secret.fill(0);
  }
  const hash = tokenHash(readFileSync(path, 'utf8').trim());
  const value = Buffer.from(hash).toString('hex');
  await database.write(async ({ manager }) => {
    await manager.upsert(Settings, { name: SETTING, value }, ['name']);
  });
  return hash;
}
