// Ciphertext chunks as files named by their SHA-256, below a directory for each round and owner. A file that
// has its name is whole: bytes go to a temporary file first, are hashed on the way and synced before the rename.
import { contentHash, parseHash, type Hash, type NodeId, type RoundId } from '@chorale/crypto';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CoordinatorError } from '../platform/errors.js';

const PARTIAL = '.partial';
/** A file that a failing disk changed: out of the way, so that whoever has the chunk may send it again. */
const DAMAGED = '.damaged';

/** Whose chunks: a node's contribution, or the sum over the set. */
export type ChunkOwner = NodeId | 'sum';

export class ChunkStore {
  constructor(private readonly directory: string) {}

  /** Removes what an interrupted upload left. */
  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const names = await readdir(this.directory, { recursive: true });
    await Promise.all(
      names
        .filter((name) => name.endsWith(PARTIAL))
        .map((name) => rm(join(this.directory, name), { force: true })),
    );
  }

  /**
   * Streams a chunk to disk; the same one again replaces itself.
   * @param lengths allowed lengths, bytes.
   * @returns its length, bytes.
   * @throws CoordinatorError `chunk-length` or `chunk-hash`; nothing is kept then.
   */
  async put(
    round: RoundId,
    owner: ChunkOwner,
    chunk: Hash,
    lengths: ReadonlySet<number>,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<number> {
    const folder = this.folder(round, owner);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const partial = join(folder, `${chunk}.${randomUUID()}${PARTIAL}`);
    try {
      const length = await writeChecked(partial, chunk, lengths, source);
      await rename(partial, join(folder, chunk));
      await syncDirectory(folder);
      return length;
    } finally {
      await rm(partial, { force: true });
    }
  }

  /** Length in bytes, or undefined where the chunk is not held. */
  async length(round: RoundId, owner: ChunkOwner, chunk: Hash): Promise<number | undefined> {
    try {
      return (await stat(join(this.folder(round, owner), chunk))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Whole chunks of an owner, in ascending order. */
  async list(round: RoundId, owner: ChunkOwner): Promise<Hash[]> {
    try {
      const names = await readdir(this.folder(round, owner));
      return names.flatMap((name) => parseHash(name) ?? []).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  /** Its bytes are what its name says. @throws CoordinatorError `not-found`, where the disk lost or changed it. */
  async read(round: RoundId, owner: ChunkOwner, chunk: Hash): Promise<Uint8Array> {
    const path = join(this.folder(round, owner), chunk);
    try {
      const { buffer, byteOffset, length } = await readFile(path);
      // Not a copy, and not Node's Buffer either, whose slices would share its memory.
      const bytes = new Uint8Array(buffer, byteOffset, length);
      if (contentHash(bytes) === chunk) return bytes;
      await rename(path, path + DAMAGED);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    throw new CoordinatorError('not-found', await this.whyMissing(path, chunk));
  }

  private async whyMissing(path: string, chunk: Hash): Promise<string> {
    return (await isThere(path + DAMAGED))
      ? `chunk ${chunk} was changed on the coordinator's disk and is set aside, so nothing is computed from it: check ` +
          'the disk; a round that cannot go on without the chunk ends at its deadline'
      : `chunk ${chunk} is not held; rounds keep chunks until all adopted`;
  }

  /** Erases all chunks of a round; again is as good as once. */
  async erase(round: RoundId): Promise<void> {
    await rm(join(this.directory, round), { recursive: true, force: true });
  }

  private folder(round: RoundId, owner: ChunkOwner): string {
    return join(this.directory, round, owner);
  }
}

async function writeChecked(
  path: string,
  chunk: Hash,
  lengths: ReadonlySet<number>,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  const most = Math.max(...lengths);
  const hash = createHash('sha256');
  let length = 0;
  await using file = await open(path, 'wx', 0o600);
  for await (const part of source) {
    length += part.length;
    if (length > most) throw wrongLength(lengths, `more than ${most}`);
    hash.update(part);
    await file.writeFile(part);
  }
  if (!lengths.has(length)) throw wrongLength(lengths, String(length));
  if (hash.digest('hex') !== chunk)
    throw new CoordinatorError('chunk-hash', `the bytes are not chunk ${chunk}; send them again, whole`);
  await file.sync();
  return length;
}

function wrongLength(lengths: ReadonlySet<number>, found: string): CoordinatorError {
  return new CoordinatorError(
    'chunk-length',
    `the chunk has ${found} bytes, this round's chunks have ${[...lengths].join(' or ')}; send it again, whole`,
  );
}

/** A rename survives a power cut once the directory is synced. */
async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r');
  await directory.sync();
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
