// The ring on worker threads, as built: `npm run build` first.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  parametersByName,
  pooledRing,
  protocolSum,
  systemEntropy,
  type RingEngine,
  type RoundId,
} from '../../../crypto/src/index.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const workerFile = fileURLToPath(new URL('../../../crypto/dist/engine/ring-worker.js', import.meta.url));
const faultyWorker = new URL('../../support/crash/faulty-ring-worker.mjs', import.meta.url).href;
const folder = temporaryFolders();
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
      takeChunk: () => undefined,
    });
  await Promise.all([encrypt(values), encrypt(lent.subarray(2, 5))]);
  expect(values.length).toBe(0);
  expect([...lent]).toEqual([9, 9, 0, 0, 0, 9, 9, 9, 9, 9]);
});

test('a refusal keeps its code and details, and the pool goes on with new workers', async () => {
  const bad = new Uint8Array(polynomialBytes).fill(0xff);
  const good = new Uint8Array(polynomialBytes);
  const outcomes = await Promise.allSettled(
    [bad, good, bad, good, bad, good].map((chunk) => engine.addChunks('P2', [chunk.slice(), good.slice()])),
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

test('chunks move to the worker; of those that are views of a larger buffer, a copy does', async () => {
  const file = new Uint8Array(3 * polynomialBytes).fill(0);
  const view = file.subarray(polynomialBytes, 2 * polynomialBytes);
  const whole = new Uint8Array(polynomialBytes);
  const sum = await engine.addChunks('P2', [view, whole, view]);
  expect(sum.length).toBe(polynomialBytes);
  expect(file.length).toBe(3 * polynomialBytes);
  expect(whole.length).toBe(0);
});

/** Three chunks and a bit. */
const longLayout = { blocks: [{ name: 'counts', length: 400_000, laneBits: 40, limbs: 1 }] };
const longRound = 'af'.repeat(32) as RoundId;

test('a long vector passes chunk by chunk, and nothing runs far ahead of who takes it', async () => {
  const values = Float64Array.from({ length: 400_000 }, (_, index) => index - 7);
  const chunks: Uint8Array[] = [];
  const shares = await engine.encryptAndShare({
    parameters: 'P2',
    round: longRound,
    layout: longLayout,
    values: values.slice(),
    threshold: 2,
    members: 2,
    takeChunk: async (chunk, position) => {
      expect(position).toBe(chunks.length);
      await setImmediate();
      chunks.push(chunk);
    },
  });
  expect(chunks).toHaveLength(4);
  let asked = 0;
  const opened = await engine.openRelease({
    parameters: 'P2',
    round: longRound,
    layout: longLayout,
    chunkAt: async (position) => {
      expect(position).toBe(asked++);
      await setImmediate();
      return chunks[position]!;
    },
    shares: shares.map((share, index) => ({ x: index + 1, share })),
    threshold: 2,
    contributions: 1,
  });
  expect(opened.values).toEqual(values);
});

test('what a sink or a source throws comes out as it is, and the pool goes on', async () => {
  const full = new Error('the disk is full');
  const takeChunk = (): never => {
    throw full;
  };
  const request = { parameters: 'P2', round: longRound, layout: longLayout, threshold: 2 } as const;
  const values = new Float64Array(400_000);
  await expect(engine.encryptAndShare({ ...request, values, members: 2, takeChunk })).rejects.toBe(full);
  const cut = new Error('the connection was cut');
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(polynomialBytes);
    await setImmediate();
    throw cut;
  };
  await expect(engine.addChunks('P2', chunks())).rejects.toBe(cut);
  const shares = [1, 2].map((x) => ({ x, share: new Uint8Array(polynomialBytes) }));
  const chunkAt = (): Promise<Uint8Array> => Promise.reject(cut);
  await expect(engine.openRelease({ ...request, chunkAt, shares, contributions: 1 })).rejects.toBe(cut);
  expect(await engine.addChunks('P2', [new Uint8Array(polynomialBytes)])).toHaveLength(polynomialBytes);
});

test('shares may be views of one buffer, and are erased there', async () => {
  const round = 'ae'.repeat(32) as RoundId;
  const chunks: Uint8Array[] = [];
  const shares = await engine.encryptAndShare({
    parameters: 'P2',
    round,
    layout,
    values: Float64Array.of(1, -2, 3),
    threshold: 2,
    members: 3,
    takeChunk: (chunk) => void chunks.push(chunk),
  });
  const inbox = Buffer.concat(shares);
  const opened = await engine.openRelease({
    parameters: 'P2',
    round,
    layout,
    chunkAt: (position) => chunks[position]!,
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

test('a worker that dies or hangs costs its task, whoever waits behind it goes on, and the task can be done again', async () => {
  const file = join(folder(), 'faults');
  writeFileSync(file, ['uncaught', 'exit', 'trap', 'hang', ''].join('\n'));
  // A worker's environment is that of the process, which this sandbox does not reach.
  const workerFile = join(folder(), 'worker.mjs');
  writeFileSync(
    workerFile,
    `process.env.CHORALE_TEST_RING_FAULTS = ${JSON.stringify(file)};
     export default (await import(${JSON.stringify(faultyWorker)})).default;`,
  );
  const countdown = (giveUp: () => void): (() => void) => {
    const timer = setTimeout(giveUp, 10_000);
    return () => clearTimeout(timer);
  };
  const faulty = pooledRing({ threads: 1, workerFile, countdown });
  try {
    const chunk = (): Uint8Array => new Uint8Array(polynomialBytes);
    const add = (): Promise<Uint8Array> => faulty.addChunks('P2', [chunk(), chunk()]);
    const outcomes = await Promise.allSettled([add(), add(), add(), add(), add()]);
    const lost = outcomes.flatMap((outcome): unknown[] =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(lost).toHaveLength(4);
    // Whoever waited may have begun in another order.
    for (const reason of ['out of bounds', 'exited with code: 70', 'hostile bytes', 'no sign of life'])
      expect(lost).toContainEqual(
        expect.objectContaining({
          code: 'worker-lost',
          message: expect.stringContaining(reason) as string,
        }),
      );
    expect(outcomes).toContainEqual({ status: 'fulfilled', value: chunk() });
    expect(await add()).toEqual(chunk());
  } finally {
    await faulty.close();
  }
});

test('a closed ring says so', async () => {
  const closed = pooledRing({ threads: 1, workerFile });
  await closed.close();
  await expect(closed.addChunks('P2', [])).rejects.toMatchObject({ code: 'engine-closed' });
});
