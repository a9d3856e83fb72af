// Ciphertext chunks of this node's contributions: files named by their hash, in a folder a round, written
// before the contribution is recorded and removed when the round is over.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, type Hash, type RoundId } from '@chorale/crypto';
import { syncFolder, writeFileAtomically } from './atomic-file.js';
import { homePaths } from './home.js';
import { StoreError } from './store-error.js';

export class ChunkFiles {
  private readonly folder: string;

  constructor(home: string) {
    this.folder = homePaths(home).rounds;
  }

  /** @returns the content hash, under which {@link read} finds it; durable on return. */
  write(rid: RoundId, chunk: Uint8Array): Hash {
    const hash = contentHash(chunk);
    const folder = join(this.folder, rid);
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      syncFolder(this.folder);
    }
    writeFileAtomically(join(folder, hash), chunk, 0o600);
    return hash;
  }

  /** @throws StoreError `chunk-missing` when the file is gone or no longer what its name says. */
  async read(rid: RoundId, hash: Hash): Promise<Uint8Array> {
    const path = join(this.folder, rid, hash);
    const bytes = existsSync(path) ? await readFile(path) : undefined;
    if (!bytes || contentHash(bytes) !== hash)
      throw new StoreError(
        'chunk-missing',
        `${path} is missing or damaged; this round goes on without this node`,
      );
    return bytes;
  }

  /** Removes a round's chunks; none is no mistake. */
  erase(rid: RoundId): void {
    rmSync(join(this.folder, rid), { recursive: true, force: true });
  }

  /** Rounds that still have files here. */
  rounds(): readonly RoundId[] {
    return existsSync(this.folder) ? (readdirSync(this.folder) as RoundId[]) : [];
  }
}
