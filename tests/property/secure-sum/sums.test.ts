// The protocol and the exact integer sum open to the same integers, bit for bit, and to the true sum where it fits.
import fc from 'fast-check';
import {
  inProcessRing,
  parametersByName,
  protocolSum,
  systemEntropy,
  valueBits,
  valueCount,
  type IntegerBlock,
  type ParametersName,
  type RingEngine,
  type SumRequest,
} from '../../../crypto/src/index.js';
import { exactIntegerSum } from '../../../crypto/src/testing/index.js';

let engine: RingEngine;
beforeAll(async () => {
  engine = await inProcessRing(systemEntropy());
});
afterAll(() => engine.close());

const mostLimbs = { P1: 2, P2: 3 } as const;

function blockOf(name: ParametersName): fc.Arbitrary<Omit<IntegerBlock, 'name'>> {
  const { plainBits } = parametersByName(name);
  return fc.oneof(
    fc.record({ length: lengths, laneBits: fc.integer({ min: 2, max: plainBits }), limbs: fc.constant(1) }),
    fc.record({
      length: lengths,
      laneBits: fc.constant(plainBits),
      limbs: fc.integer({ min: 2, max: mostLimbs[name] }),
    }),
  );
}
// Some vectors take several polynomials.
const lengths = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1000, max: 5000 }));

/** Values of one node: fitting ones sum up inside the block's range, the others are any safe integers. */
const most = Number.MAX_SAFE_INTEGER;
type ValueKind = 'fitting' | 'any';
const request = fc.constantFrom<ParametersName>('P1', 'P2').chain((parameters) =>
  fc.record({
    parameters: fc.constant(parameters),
    blocks: fc.array(blockOf(parameters), { minLength: 1, maxLength: 4 }),
    cohort: fc.integer({ min: 3, max: 8 }),
    dropouts: fc.integer({ min: 0, max: 5 }),
    away: fc.integer({ min: 0, max: 2 }),
    kind: fc.constantFrom<ValueKind>('fitting', 'any'),
    pool: fc.array(fc.oneof(fc.constantFrom(most, -most, -1, 0), fc.maxSafeInteger()), {
      minLength: 50,
      maxLength: 50,
    }),
  }),
);

test('protocol = exact integers = the true sum modulo the range', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ parameters, blocks, cohort, dropouts, away, kind, pool }) => {
      const layout = { blocks: blocks.map((block, index) => ({ ...block, name: `block ${index}` })) };
      const ranges = blocks.flatMap((block, index) =>
        Array<number>(block.length).fill(valueBits(parametersByName(parameters), layout.blocks[index]!)),
      );
      const survivors = Math.max(3, cohort - dropouts);
      const contributions = new Map(
        Array.from({ length: survivors }, (_, node) => [
          `node ${node}`,
          Float64Array.from({ length: valueCount(layout) }, (_, at) => {
            const value = pool[(at * 7 + node * 13) % pool.length]!;
            return kind === 'any' ? value : shrunk(value, ranges[at]!, survivors);
          }),
        ]),
      );
      const committee = Array.from({ length: cohort }, (_, node) => `node ${node}`);
      const threshold = Math.floor((2 * cohort) / 3) + 1;
      const absent = new Set(committee.slice(0, Math.min(away, cohort - threshold)));
      const sumRequest: SumRequest = {
        parameters,
        layout,
        kMin: 3,
        committee,
        threshold,
        away: absent,
        contributions,
      };
      const opened = await protocolSum(engine, systemEntropy()).sum(sumRequest);
      const exact = await exactIntegerSum(systemEntropy()).sum(sumRequest);
      expect(opened.size).toBe(survivors);
      expect(exact.size).toBe(survivors);
      expect(bytesOf(opened.values).equals(bytesOf(exact.values))).toBe(true);
      // Narrow lanes that overflow disturb their neighbour; alone in a coefficient, or fitting, a sum is the true one.
      expect(
        firstDifference(opened.values, trueSums([...contributions.values()], ranges), kind, layout.blocks),
      ).toBe(undefined);
    }),
    { numRuns: 25 },
  );
});

/** A value such that `nodes` of them stay inside `range` bits, sign included. */
function shrunk(value: number, range: number, nodes: number): number {
  const bound = Math.floor((2 ** (range - 1) - 1) / nodes);
  return bound === 0 ? 0 : value % (bound + 1);
}

/** Sums in BigInt, modulo 2^range, centred. */
function trueSums(contributions: readonly Float64Array[], ranges: readonly number[]): number[] {
  return ranges.map((range, at) =>
    Number(
      BigInt.asIntN(
        range,
        contributions.reduce((total, values) => total + BigInt(values[at]!), 0n),
      ),
    ),
  );
}

function firstDifference(
  opened: Float64Array,
  truth: readonly number[],
  kind: ValueKind,
  blocks: readonly IntegerBlock[],
): string | undefined {
  let at = 0;
  for (const block of blocks)
    for (let end = at + block.length; at < end; at += 1) {
      const alone = block.laneBits > 23 || block.limbs > 1;
      if ((kind === 'fitting' || alone) && opened[at] !== truth[at])
        return `${block.name}: ${opened[at]} is not ${truth[at]}`;
    }
  return undefined;
}

/** Tells 0 from -0, and is compared in one go. */
function bytesOf(values: Float64Array): Buffer {
  return Buffer.from(values.buffer);
}
