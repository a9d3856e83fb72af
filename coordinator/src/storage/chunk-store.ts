// Ciphertext chunks as files named by their SHA-256, below a directory for each round and owner. A file that
// has its name is whole: bytes go to a temporary file first, are hashed on the way and synced before the rename.
// Chunks so small that a file would cost more than they do lie in the database.
import { contentHash, parseHash, type Hash, type RoundId } from '@chorale/crypto';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CoordinatorError } from '../platform/errors.js';
import type { Database } from './database.js';
import { SmallChunks, type ChunkOwner, type SmallChunkRow } from './tables/round-tables.js';

const PARTIAL = '.partial';
/** A file that a failing disk changed: out of the way, so that whoever has the chunk may send it again. */
const DAMAGED = '.damaged';

/** Chunks of rounds whose chunks are no longer than this lie in the database. */
const SMALL_BYTES = 64 * 1024;

type Place = Omit<SmallChunkRow, 'bytes'>;

export class ChunkStore {
  constructor(
    private readonly directory: string,
    private readonly database: Database,
  ) {}

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
    if (Math.max(...lengths) <= SMALL_BYTES) return this.putSmall({ round, owner, chunk }, lengths, source);
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
    const small = await this.findSmall({ round, owner, chunk });
    if (small) return small.length;
    try {
      return (await stat(join(this.folder(round, owner), chunk))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Whole chunks of an owner, in ascending order. */
  async list(round: RoundId, owner: ChunkOwner): Promise<Hash[]> {
    const small = await this.database.read((manager) =>
      manager.find(SmallChunks, { select: { chunk: true }, where: { round, owner } }),
    );
    return [...small.map(({ chunk }) => chunk), ...(await this.listFiles(round, owner))].sort();
  }

  /** Its bytes are what its name says. @throws CoordinatorError `not-found`, where the disk lost or changed it. */
  async read(round: RoundId, owner: ChunkOwner, chunk: Hash): Promise<Uint8Array> {
    const small = await this.findSmall({ round, owner, chunk });
    if (small && contentHash(small) === chunk) return small;
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
    await this.database.write(({ manager }) => manager.delete(SmallChunks, { round }));
    await rm(join(this.directory, round), { recursive: true, force: true });
  }

  private async putSmall(
    place: Place,
    lengths: ReadonlySet<number>,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<number> {
    const most = Math.max(...lengths);
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of source) {
      length += part.length;
      if (length > most) throw wrongLength(lengths, `more than ${most}`);
      parts.push(part);
    }
    if (!lengths.has(length)) throw wrongLength(lengths, String(length));
    const bytes = Buffer.concat(parts);
    if (contentHash(bytes) !== place.chunk) throw wrongHash(place.chunk);
    const key = ['round', 'owner', 'chunk'] as const;
    await this.database.write(({ manager }) => manager.upsert(SmallChunks, { ...place, bytes }, key));
    return length;
  }

  private async findSmall(place: Place): Promise<Uint8Array | undefined> {
    return (await this.database.read((manager) => manager.findOneBy(SmallChunks, place)))?.bytes;
  }

  private async listFiles(round: RoundId, owner: ChunkOwner): Promise<Hash[]> {
    try {
      const names = await readdir(this.folder(round, owner));
      return names.flatMap((name) => parseHash(name) ?? []);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
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
  if (hash.digest('hex') !== chunk) throw wrongHash(chunk);
  await file.sync();
  return length;
}

function wrongHash(chunk: Hash): CoordinatorError {
  return new CoordinatorError('chunk-hash', `the bytes are not chunk ${chunk}; send them again, whole`);
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
