// Chunks on a disk that may rot: what is read is what its name says, or it is missing.
import { contentHash, type NodeId, type RoundId } from '@chorale/crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoordinatorError } from '../../../coordinator/src/platform/errors.js';
import { ChunkStore } from '../../../coordinator/src/storage/chunk-store.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import type { Database } from '../../../coordinator/src/storage/database.js';
import { openDatabase } from '../../../coordinator/src/storage/open-database.js';
import { SmallChunks } from '../../../coordinator/src/storage/tables/round-tables.js';

const round = 'ab'.repeat(32) as RoundId;
const owner = 'cd'.repeat(16) as NodeId;
const bytes = new Uint8Array(70_000).map((_, index) => (index * 7) % 256);
const chunk = contentHash(bytes);
const newFolder = temporaryFolders();

const opened: Database[] = [];
afterEach(() => Promise.all(opened.splice(0).map((database) => database.close())));

async function emptyStore() {
  const folder = newFolder();
  const database = await openDatabase({ kind: 'sqlite', file: join(folder, 'coordinator.sqlite') });
  opened.push(database);
  const store = new ChunkStore(join(folder, 'chunks'), database);
  await store.open();
  return { store, database, folder: join(folder, 'chunks') };
}

async function storeWithChunk() {
  const { store, folder } = await emptyStore();
  const put = () => store.put(round, owner, chunk, new Set([bytes.length]), [bytes]);
  await put();
  return { store, put, file: join(folder, round, owner, chunk) };
}
const refused = (reading: Promise<Uint8Array>): Promise<CoordinatorError> =>
  reading.then(
    () => {
      throw new Error('it was read');
    },
    (error: unknown) => error as CoordinatorError,
  );

test('a chunk is read as it was put', async () => {
  const { store } = await storeWithChunk();
  expect(await store.read(round, owner, chunk)).toEqual(bytes);
});

test('one that the disk changed is missing, with a word on why, and may be sent again', async () => {
  const { store, put, file } = await storeWithChunk();
  const changed = readFileSync(file);
  changed[500]! ^= 1;
  writeFileSync(file, changed);
  for (let asked = 0; asked < 2; asked += 1) {
    const error = await refused(store.read(round, owner, chunk));
    expect(error).toBeInstanceOf(CoordinatorError);
    expect([error.code, error.message]).toEqual(['not-found', expect.stringContaining('check the disk')]);
  }
  expect(await store.list(round, owner)).toEqual([]);
  await put();
  expect(await store.read(round, owner, chunk)).toEqual(bytes);
});

test('one that was cut short is missing, too; so is one that never came', async () => {
  const { store, file } = await storeWithChunk();
  writeFileSync(file, readFileSync(file).subarray(0, 69_999));
  expect((await refused(store.read(round, owner, chunk))).code).toBe('not-found');
  expect(existsSync(`${file}.damaged`)).toBe(true);
  const other = contentHash(new Uint8Array());
  expect((await refused(store.read(round, owner, other))).message).toContain('is not held');
});

test('a small one needs no file, and is held, refused and erased like the others', async () => {
  const { store, database, folder } = await emptyStore();
  const small = bytes.subarray(0, 1000);
  const name = contentHash(small);
  const lengths = new Set([1000]);
  const put = (content: Uint8Array) => store.put(round, owner, name, lengths, [content]);
  await expect(put(bytes)).rejects.toMatchObject({ code: 'chunk-length' });
  await expect(put(bytes.subarray(0, 999))).rejects.toMatchObject({ code: 'chunk-length' });
  await expect(put(bytes.subarray(1, 1001))).rejects.toMatchObject({ code: 'chunk-hash' });
  expect(await store.list(round, owner)).toEqual([]);
  await put(small);
  await put(small);
  expect(readdirSync(folder)).toEqual([]);
  expect(await store.list(round, owner)).toEqual([name]);
  expect(await store.length(round, owner, name)).toBe(1000);
  expect(await store.read(round, owner, name)).toEqual(small);
  expect((await refused(store.read(round, 'sum', name))).code).toBe('not-found');

  const damaged = small.slice().fill(0);
  await database.write(({ manager }) => manager.update(SmallChunks, { chunk: name }, { bytes: damaged }));
  expect((await refused(store.read(round, owner, name))).code).toBe('not-found');
  await put(small);
  expect(await store.read(round, owner, name)).toEqual(small);
  await store.erase(round);
  expect(await store.list(round, owner)).toEqual([]);
});
