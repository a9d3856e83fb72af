// Chunks on a disk that may rot: what is read is what its name says, or it is missing.
import { contentHash, type NodeId, type RoundId } from '@chorale/crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoordinatorError } from '../../../coordinator/src/platform/errors.js';
import { ChunkStore } from '../../../coordinator/src/storage/chunk-store.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const round = 'ab'.repeat(32) as RoundId;
const owner = 'cd'.repeat(16) as NodeId;
const bytes = new Uint8Array(1000).map((_, index) => (index * 7) % 256);
const chunk = contentHash(bytes);
const newFolder = temporaryFolders();

async function storeWithChunk() {
  const folder = newFolder();
  const store = new ChunkStore(folder);
  await store.open();
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
  writeFileSync(file, readFileSync(file).subarray(0, 999));
  expect((await refused(store.read(round, owner, chunk))).code).toBe('not-found');
  expect(existsSync(`${file}.damaged`)).toBe(true);
  const other = contentHash(new Uint8Array());
  expect((await refused(store.read(round, owner, other))).message).toContain('is not held');
});
