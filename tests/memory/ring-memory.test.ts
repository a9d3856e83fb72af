// SEAL's objects live in WebAssembly memory that nobody collects: whatever a round forgets to delete stays for ever.
import {
  addShares,
  inProcessRing,
  parametersByName,
  systemEntropy,
  type IntegerLayout,
  type RingEngine,
  type RoundId,
} from '@chorale/crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { casesOf, timeFor } from '../support/soak.js';

const PARAMETERS = 'P2';
/** Nine polynomials: two loads of up to eight. */
const VALUES = 18_000;
const LAYOUT: IntegerLayout = { blocks: [{ name: 'values', length: VALUES, laneBits: 40, limbs: 1 }] };
const [THRESHOLD, MEMBERS, NODES] = [3, 4, 4];
const WARM_UP = 10;
const ROUNDS = casesOf(60);
const MEGABYTE = 1e6;
/** One forgotten ciphertext of a round grows by 150 KB a round, 7.5 MB from the warm-up to the end. */
const MOST_GROWTH = 3 * MEGABYTE;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Heap, buffers and WebAssembly memory, bytes. */
function held(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function round(ring: RingEngine, index: number): Promise<void> {
  const parameters = parametersByName(PARAMETERS);
  const id = index.toString(16).padStart(64, '0') as RoundId;
  const about = { parameters: PARAMETERS, round: id, layout: LAYOUT, threshold: THRESHOLD } as const;
  const chunks: Uint8Array[] = [];
  const shares: (readonly Uint8Array[])[] = [];
  for (let node = 0; node < NODES; node += 1)
    shares.push(
      await ring.encryptAndShare({
        ...about,
        values: new Float64Array(VALUES).fill(node),
        members: MEMBERS,
        takeChunk: (chunk) => void chunks.push(chunk),
      }),
    );
  const sum = await ring.addChunks(PARAMETERS, chunks);
  const opened = await ring.openRelease({
    ...about,
    chunkAt: () => sum,
    shares: Array.from({ length: MEMBERS }, (_, member) => ({
      x: member + 1,
      share: addShares(
        parameters,
        shares.map((ofNode) => ofNode[member]!),
      ),
    })),
    contributions: NODES,
  });
  expect(opened.values[0]).toBe(0 + 1 + 2 + 3);
}

test(
  `${ROUNDS} rounds on one engine leave no more behind than ${WARM_UP}`,
  async () => {
    const ring = await inProcessRing(systemEntropy());
    for (let index = 0; index < WARM_UP; index += 1) await round(ring, index);
    const before = held();
    for (let index = WARM_UP; index < ROUNDS; index += 1) await round(ring, index);
    expect(held() - before).toBeLessThan(MOST_GROWTH);
    await ring.close();
  },
  timeFor(ROUNDS, 2_000),
);
