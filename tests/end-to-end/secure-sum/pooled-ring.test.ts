// The ring on worker threads, as built: `npm run build` first.
import { fileURLToPath } from 'node:url';
import {
  parametersByName,
  pooledRing,
  protocolSum,
  systemEntropy,
  type RingEngine,
  type RoundId,
} from '../../../crypto/src/index.js';

const workerFile = fileURLToPath(new URL('../../../crypto/dist/engine/ring-worker.js', import.meta.url));
const layout = { blocks: [{ name: 'counts', length: 3, laneBits: 20, limbs: 1 }] };
const polynomialBytes = parametersByName('P2').polynomialBytes;

let engine: RingEngine;
beforeAll(() => {
  engine = pooledRing({ threads: 2, workerFile });
});
afterAll(() => engine.close());

test('the whole protocol runs on workers', async () => {
  const committee = ['a', 'b', 'c', 'd', 'e'];
  const result = await protocolSum(engine, systemEntropy()).sum({
    parameters: 'P2',
    layout,
    kMin: 3,
    committee,
    threshold: 4,
    away: new Set(['b']),
    contributions: new Map(committee.map((name, index) => [name, Float64Array.of(index, -5, 7)])),
  });
  expect([...result.values]).toEqual([10, -25, 35]);
  expect(result.size).toBe(5);
});

test('values move to the worker and are gone here', async () => {
  const values = Float64Array.of(1, 2, 3);
  const lent = new Float64Array(10).fill(9);
  const encrypt = (numbers: Float64Array): Promise<unknown> =>
    engine.encryptAndShare({
      parameters: 'P2',
      round: 'ad'.repeat(32) as RoundId,
      layout,
      values: numbers,
      threshold: 4,
      members: 5,
    });
  await Promise.all([encrypt(values), encrypt(lent.subarray(2, 5))]);
  expect(values.length).toBe(0);
  expect([...lent]).toEqual([9, 9, 0, 0, 0, 9, 9, 9, 9, 9]);
});

test('a refusal keeps its code and details, and the pool goes on with new workers', async () => {
  const bad = new Uint8Array(polynomialBytes).fill(0xff);
  const good = new Uint8Array(polynomialBytes);
  const outcomes = await Promise.allSettled(
    [bad, good, bad, good, bad, good].map((chunk) => engine.addChunks('P2', [chunk, good])),
  );
  expect(outcomes.map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(outcomes[0]).toMatchObject({
    reason: { name: 'SecureSumError', code: 'coefficient-range', details: { coefficient: 0 } },
  });
});

test('chunks stay with the caller, also those that are views of a larger buffer', async () => {
  const file = new Uint8Array(3 * polynomialBytes).fill(0);
  const view = file.subarray(polynomialBytes, 2 * polynomialBytes);
  const sum = await engine.addChunks('P2', [view, view]);
  expect(sum.length).toBe(polynomialBytes);
  expect(file.length).toBe(3 * polynomialBytes);
});

test('shares may be views of one buffer, and are erased there', async () => {
  const round = 'ae'.repeat(32) as RoundId;
  const { chunks, shares } = await engine.encryptAndShare({
    parameters: 'P2',
    round,
    layout,
    values: Float64Array.of(1, -2, 3),
    threshold: 2,
    members: 3,
  });
  const inbox = Buffer.concat(shares);
  const opened = await engine.openRelease({
    parameters: 'P2',
    round,
    layout,
    chunks,
    shares: [1, 2, 3].map((x) => ({
      x,
      share: inbox.subarray((x - 1) * polynomialBytes, x * polynomialBytes),
    })),
    threshold: 2,
    contributions: 1,
  });
  expect([...opened.values]).toEqual([1, -2, 3]);
  expect(inbox.every((byte) => byte === 0)).toBe(true);
});

test('a closed ring says so', async () => {
  const closed = pooledRing({ threads: 1, workerFile });
  await closed.close();
  await expect(closed.addChunks('P2', [])).rejects.toMatchObject({ code: 'engine-closed' });
});
