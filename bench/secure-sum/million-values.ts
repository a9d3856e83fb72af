// What the secure sum costs: a million values, ten members, one processor core. Needs the built packages.
import {
  addShares,
  committeeThreshold,
  contentHash,
  createRoundKeyPair,
  inProcessRing,
  openSealed,
  parametersByName,
  sealTo,
  systemEntropy,
  type Hash,
  type IntegerLayout,
  type RingEngine,
  type RoundId,
} from '@chorale/crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CkksClient } from '../../tests/support/baseline/shared-key-ckks.ts';
import { median, type BenchRow } from '../bench-row.ts';
import { processorSeconds } from '../processor-time.ts';

const PARAMETERS = 'P1';
const MEMBERS = 10;
const THRESHOLD = committeeThreshold(MEMBERS);
const MILLION = 1_000_000;
/** After some to warm up. */
const REPETITIONS = 9;
const WARM_UPS = 3;
const ROUND = 'c0'.repeat(32) as RoundId;
/** Nineteen-bit values of ten nodes, two a coefficient. */
const LAYOUT: IntegerLayout = { blocks: [{ name: 'values', length: MILLION, laneBits: 23, limbs: 1 }] };
const VALUE_RANGE = 2 ** 18;
const ASSOCIATED_DATA = new Uint8Array(160);

interface Contribution {
  readonly chunks: readonly Uint8Array[];
  readonly shares: readonly Uint8Array[];
}

/** Medians of processor time. The steps of the protocol and of the baseline take turns, so that both meet the same machine. */
export async function millionValues(): Promise<BenchRow[]> {
  const entropy = systemEntropy();
  const engine = await inProcessRing(entropy);
  const baseline = await CkksClient.provision();
  const keyPairs = Array.from({ length: MEMBERS }, () => createRoundKeyPair(entropy));
  const folder = await mkdtemp(join(tmpdir(), 'chorale-bench-'));
  const seconds = new Map<string, number[]>();
  const sizes = { ours: 0, baseline: 0 };
  for (let repetition = 0; repetition < WARM_UPS + REPETITIONS; repetition += 1) {
    const time = async <T>(id: string, work: () => T | Promise<T>): Promise<T> => {
      let result: T | undefined;
      const spent = await processorSeconds(async () => (result = await work()));
      if (repetition >= WARM_UPS) seconds.set(id, [...(seconds.get(id) ?? []), spent]);
      return result!;
    };
    const values = exampleValues();
    sizes.baseline = await time('baseline', () => byteLength(baseline.encrypt(values)));
    const { chunks, shares } = await time('encrypt', () => encrypt(engine, values));
    const sealed = await time('seal', () =>
      shares.map((share, index) => sealTo(keyPairs[index]!.publicKey, share, ASSOCIATED_DATA, entropy)),
    );
    sizes.ours = byteLength(chunks) + byteLength(sealed);
    const files = await store(folder, chunks);
    const sums = await time('add', () => addFromFiles(engine, files));
    const released = await time('committee', () =>
      sealed.slice(0, THRESHOLD).map((bytes, index) => ({
        x: index + 1,
        share: addShares(
          parametersByName(PARAMETERS),
          Array.from({ length: MEMBERS }, () => openSealed(keyPairs[index]!, bytes, ASSOCIATED_DATA)),
        ),
      })),
    );
    await time('open', () =>
      engine.openRelease({
        parameters: PARAMETERS,
        round: ROUND,
        layout: LAYOUT,
        chunkAt: (position) => sums[position]!,
        shares: released,
        threshold: THRESHOLD,
        contributions: MEMBERS,
      }),
    );
  }
  await engine.close();
  baseline.dispose();
  await rm(folder, { recursive: true });
  const middle = (id: string): number => median(seconds.get(id)!);
  const ratios = seconds.get('baseline')!.map((spent, at) => spent / seconds.get('encrypt')![at]!);
  return [
    { id: 'sum.bytes-per-value.1m', value: sizes.ours / MILLION, unit: 'bytes' },
    { id: 'sum.ckks-bytes-ratio', value: sizes.baseline / sizes.ours, unit: 'times' },
    { id: 'sum.client-s.1m', value: middle('encrypt'), unit: 's' },
    { id: 'sum.ckks-client-s.1m', value: middle('baseline'), unit: 's' },
    { id: 'sum.ckks-time-ratio', value: median(ratios), unit: 'times' },
    { id: 'sum.seal-shares-s', value: middle('seal'), unit: 's' },
    { id: 'sum.add-ms.1m', value: (1000 * middle('add')) / MEMBERS, unit: 'ms per contribution' },
    { id: 'sum.committee-member-ms', value: (1000 * middle('committee')) / THRESHOLD, unit: 'ms' },
    { id: 'sum.open-s.1m', value: middle('open'), unit: 's' },
  ];
}

function exampleValues(): Float64Array {
  return Float64Array.from(
    { length: MILLION },
    (_, index) => ((index * 7919) % (2 * VALUE_RANGE)) - VALUE_RANGE,
  );
}

async function encrypt(engine: RingEngine, values: Float64Array): Promise<Contribution> {
  const chunks: Uint8Array[] = [];
  const shares = await engine.encryptAndShare({
    parameters: PARAMETERS,
    round: ROUND,
    layout: LAYOUT,
    values,
    threshold: THRESHOLD,
    members: MEMBERS,
    takeChunk: (chunk) => void chunks.push(chunk),
  });
  return { chunks, shares };
}

/** A chunk on the disk, which is read only where it is what its hash says. */
interface StoredChunk {
  readonly file: string;
  readonly hash: Hash;
}

/** Ten nodes' chunks as the coordinator holds them: the same bytes, each node's in files of its own. */
async function store(folder: string, chunks: readonly Uint8Array[]): Promise<StoredChunk[][]> {
  return Promise.all(
    chunks.map((chunk, position) =>
      Promise.all(
        Array.from({ length: MEMBERS }, async (_, node) => {
          const file = join(folder, `${position}-${node}`);
          await writeFile(file, chunk);
          return { file, hash: contentHash(chunk) };
        }),
      ),
    ),
  );
}

/** @param files by position, then by node. */
async function addFromFiles(
  engine: RingEngine,
  files: readonly (readonly StoredChunk[])[],
): Promise<Uint8Array[]> {
  const sums: Uint8Array[] = [];
  for (const position of files) sums.push(await engine.addChunks(PARAMETERS, read(position)));
  return sums;
}

async function* read(stored: readonly StoredChunk[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { file, hash } of stored) {
    const bytes = await readFile(file);
    if (contentHash(bytes) !== hash) throw new Error(`${file} is damaged`);
    yield bytes;
  }
}

function byteLength(arrays: readonly Uint8Array[]): number {
  return arrays.reduce((total, array) => total + array.length, 0);
}
