// Ciphertext chunks of this node's contributions: files named by their hash, in a folder a round, written
// before the contribution is recorded and removed when the round is over. Small ones lie in the database beside
// the record of their contribution, which makes them durable.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, type Hash, type RoundId } from '@chorale/crypto';
import { syncFolder, writeFileAtomically } from './atomic-file.js';
import { homePaths } from './home.js';
import type { NodeStore } from './node-store.js';
import { StoreError } from './store-error.js';

/** A file takes three waits for the disk. */
const SMALL_BYTES = 64 * 1024;

export class ChunkFiles {
  private readonly folder: string;

  constructor(
    home: string,
    private readonly store: Pick<NodeStore, 'chunks' | 'unsynced'>,
  ) {
    this.folder = homePaths(home).rounds;
  }

  /** @returns the content hash, under which {@link read} finds it; durable with the record of its contribution. */
  write(rid: RoundId, chunk: Uint8Array): Hash {
    const hash = contentHash(chunk);
    if (chunk.length <= SMALL_BYTES) {
      this.store.unsynced(() => this.store.chunks.keep(rid, hash, chunk));
      return hash;
    }
    const folder = join(this.folder, rid);
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      syncFolder(this.folder);
    }
    writeFileAtomically(join(folder, hash), chunk, 0o600);
    return hash;
  }

  /** @throws StoreError `chunk-missing` when it is gone or no longer what its name says. */
  async read(rid: RoundId, hash: Hash): Promise<Uint8Array> {
    const small = this.store.chunks.find(rid, hash);
    if (small && contentHash(small) === hash) return small;
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
    this.store.unsynced(() => this.store.chunks.erase(rid));
    const folder = join(this.folder, rid);
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  }

  /** Rounds that still have chunks here. */
  rounds(): readonly RoundId[] {
    const inFiles = existsSync(this.folder) ? (readdirSync(this.folder) as RoundId[]) : [];
    return [...new Set([...this.store.chunks.rounds(), ...inFiles])];
  }
}
