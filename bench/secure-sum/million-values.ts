// What the secure sum costs: a million values, ten members, one processor core. Needs the built packages.
import {
  addShares,
  committeeThreshold,
  createRoundKeyPair,
  inProcessRing,
  openSealed,
  parametersByName,
  sealTo,
  systemEntropy,
  type IntegerLayout,
  type RingEngine,
  type RoundId,
} from '@chorale/crypto';
import { median, type BenchRow } from '../bench-row.ts';

const PARAMETERS = 'P1';
const MEMBERS = 10;
const MILLION = 1_000_000;
const REPETITIONS = 5;
const ROUND = 'c0'.repeat(32) as RoundId;
/** Nineteen-bit values of ten nodes, two a coefficient. */
const LAYOUT: IntegerLayout = { blocks: [{ name: 'values', length: MILLION, laneBits: 23, limbs: 1 }] };
const VALUE_RANGE = 2 ** 18;

/** Medians over a few repetitions, after one to warm up. */
export async function millionValues(): Promise<BenchRow[]> {
  const entropy = systemEntropy();
  const engine = await inProcessRing(entropy);
  const threshold = committeeThreshold(MEMBERS);
  const keyPairs = Array.from({ length: MEMBERS }, () => createRoundKeyPair(entropy));
  const associatedData = new Uint8Array(160);
  const times = new Map<string, number[]>();
  let bytesPerValue = 0;
  for (let repetition = 0; repetition <= REPETITIONS; repetition += 1) {
    const time = async <T>(id: string, work: () => T | Promise<T>): Promise<T> => {
      const start = performance.now();
      const result = await work();
      // The first repetition compiles and warms up.
      if (repetition > 0) times.set(id, [...(times.get(id) ?? []), performance.now() - start]);
      return result;
    };
    const contribution = await encryptOnce(engine, threshold, time);
    const sealed = await time('seal', () =>
      contribution.shares.map((share, index) =>
        sealTo(keyPairs[index]!.publicKey, share, associatedData, entropy),
      ),
    );
    bytesPerValue = (byteLength(contribution.chunks) + byteLength(sealed)) / MILLION;
    const nodes = Array.from({ length: MEMBERS }, () => contribution.chunks);
    const sums = await time('add', () => addAll(engine, nodes));
    const shares = await time('committee', () =>
      sealed.slice(0, threshold).map((bytes, index) => ({
        x: index + 1,
        share: addShares(
          parametersByName(PARAMETERS),
          Array.from({ length: MEMBERS }, () => openSealed(keyPairs[index]!, bytes, associatedData)),
        ),
      })),
    );
    await time('open', () =>
      engine.openRelease({
        parameters: PARAMETERS,
        round: ROUND,
        layout: LAYOUT,
        chunkAt: (position) => sums[position]!,
        shares,
        threshold,
        contributions: MEMBERS,
      }),
    );
  }
  await engine.close();
  const milliseconds = (id: string): number => median(times.get(id)!);
  return [
    { id: 'sum.bytes-per-value.1m', value: bytesPerValue, unit: 'bytes' },
    { id: 'sum.client-s.1m', value: milliseconds('encrypt') / 1000, unit: 's' },
    { id: 'sum.seal-shares-s', value: milliseconds('seal') / 1000, unit: 's' },
    { id: 'sum.add-ms.1m', value: milliseconds('add') / MEMBERS, unit: 'ms per contribution' },
    { id: 'sum.committee-member-ms', value: milliseconds('committee') / threshold, unit: 'ms' },
    { id: 'sum.open-s.1m', value: milliseconds('open') / 1000, unit: 's' },
  ];
}

interface SharedContribution {
  readonly chunks: readonly Uint8Array[];
  readonly shares: readonly Uint8Array[];
}

type Timer = <T>(id: string, work: () => T | Promise<T>) => Promise<T>;

async function encryptOnce(engine: RingEngine, threshold: number, time: Timer): Promise<SharedContribution> {
  const values = Float64Array.from(
    { length: MILLION },
    (_, index) => ((index * 7919) % (2 * VALUE_RANGE)) - VALUE_RANGE,
  );
  const chunks: Uint8Array[] = [];
  const shares = await time('encrypt', () =>
    engine.encryptAndShare({
      parameters: PARAMETERS,
      round: ROUND,
      layout: LAYOUT,
      values,
      threshold,
      members: MEMBERS,
      takeChunk: (chunk) => void chunks.push(chunk),
    }),
  );
  return { chunks, shares };
}

async function addAll(engine: RingEngine, nodes: readonly (readonly Uint8Array[])[]): Promise<Uint8Array[]> {
  const sums: Uint8Array[] = [];
  for (const position of nodes[0]!.keys())
    sums.push(
      await engine.addChunks(
        PARAMETERS,
        nodes.map((chunks) => chunks[position]!),
      ),
    );
  return sums;
}

function byteLength(arrays: readonly Uint8Array[]): number {
  return arrays.reduce((total, array) => total + array.length, 0);
}
