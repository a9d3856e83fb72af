import {
  inProcessRing,
  parametersByName,
  polynomialCount,
  protocolSum,
  systemEntropy,
  type SecureSum,
} from '@chorale/crypto';
import { exactIntegerSum, testEntropy } from '@chorale/crypto/testing';
import { decode, encode, planEncoding, type EncodingTerms, type VectorLayout } from '@chorale/models';
import fc from 'fast-check';
import { pooledTerms } from '../../support/encoding-terms.ts';

const exact: EncodingTerms = { ...pooledTerms, mode: 'none', noiseMultiplier: 0 };

const layouts = fc
  .array(
    fc.record({
      length: fc.integer({ min: 1, max: 12 }),
      sumRange: fc.double({ min: 0.5, max: 1e6, noNaN: true }),
      precisionBits: fc.integer({ min: 1, max: 44 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((blocks): VectorLayout => ({
    blocks: blocks.map(({ length, sumRange, precisionBits }, index) => ({
      name: `block ${index}`,
      length,
      sumRange,
      precision: sumRange / 2 ** precisionBits,
    })),
    clipNormL2: 1,
  }));

async function sumOf(
  vectors: readonly Float64Array[],
  layout: VectorLayout,
  its: EncodingTerms,
  seed: string,
  secureSum: SecureSum = exactIntegerSum(testEntropy(seed)),
): Promise<ReadonlyMap<string, Float64Array>> {
  const encoding = planEncoding(layout, its);
  const entropy = testEntropy(seed);
  const contributions = new Map(
    vectors.map((vector, index) => [String(index), encode(vector, encoding, entropy)] as const),
  );
  const { values } = await secureSum.sum({
    parameters: its.plainBits === 46 ? 'P1' : 'P2',
    layout: { blocks: encoding.blocks },
    kMin: 3,
    committee: ['a', 'b', 'c'],
    threshold: 3,
    contributions,
  });
  return decode(values, encoding);
}

test('without noise a sum opens to within half a step a node, also at the edges of its range, in either ring', async () => {
  await fc.assert(
    fc.asyncProperty(
      layouts,
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 48, maxLength: 48 }),
      fc.constantFrom(40, 46),
      async (layout, shares, plainBits) => {
        // Every node takes the same part, so five of them reach the declared bound where a share is 1 or -1.
        const vector = Float64Array.from(
          layout.blocks.flatMap((block, index) =>
            Array.from({ length: block.length }, (_, at) => (shares[index * 12 + at]! * block.sumRange) / 5),
          ),
        );
        const sum = await sumOf(
          [vector, vector, vector, vector, vector],
          layout,
          { ...exact, plainBits },
          'exact',
        );
        let at = 0;
        for (const block of layout.blocks)
          for (const opened of sum.get(block.name)!) {
            const slack = block.sumRange * 1e-15;
            expect(Math.abs(opened - 5 * vector[at]!)).toBeLessThanOrEqual((5 / 2) * block.precision + slack);
            at += 1;
          }
      },
    ),
    { numRuns: 60 },
  );
});

test('without noise the integers are the same whatever the entropy', () => {
  fc.assert(
    fc.property(layouts, fc.string(), (layout, seed) => {
      const encoding = planEncoding(layout, exact);
      const size = layout.blocks.reduce((total, block) => total + block.length, 0);
      const vector = Float64Array.from({ length: size }, (_, at) => Math.sin(at) / 3);
      expect(encode(vector, encoding, testEntropy(seed))).toEqual(
        encode(vector, encoding, testEntropy('other')),
      );
    }),
    { numRuns: 20 },
  );
});

test('every encoding is a layout that the secure sum takes, the same each time it is planned', () => {
  fc.assert(
    fc.property(
      layouts,
      fc.constantFrom(40, 46),
      fc.constantFrom('pooled' as const, 'local' as const, 'member' as const, 'none' as const),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.integer({ min: 1, max: 4 }),
      (layout, plainBits, mode, noiseMultiplier, nodesPerPerson) => {
        const its = {
          ...pooledTerms,
          mode,
          noiseMultiplier: mode === 'none' ? 0 : noiseMultiplier,
          nodesPerPerson,
          plainBits,
        };
        const encoding = planEncoding(layout, its);
        expect(planEncoding(layout, its)).toEqual(encoding);
        const parameters = parametersByName(plainBits === 46 ? 'P1' : 'P2');
        expect(polynomialCount(parameters, { blocks: encoding.blocks })).toBeGreaterThan(0);
        if (mode === 'none') return;
        const nodeVariance =
          Number(encoding.nodeNoiseVariance.numerator) / Number(encoding.nodeNoiseVariance.denominator);
        const honest = mode === 'local' ? 1 : 3;
        expect(encoding.countedNoiseStdDevGrid).toBeGreaterThanOrEqual(100);
        expect(nodeVariance).toBeGreaterThanOrEqual(4);
        // What is counted is really there: honest nodes alone reach z p D.
        expect(honest * nodeVariance).toBeGreaterThanOrEqual(
          (noiseMultiplier * nodesPerPerson * encoding.sensitivityGrid) ** 2 * (1 - 1e-12),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('neighbouring sums, rounded by the same coins, differ by at most D', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 6, maxLength: 6 }),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 6, maxLength: 6 }),
      (base, direction, coins) => {
        const layout: VectorLayout = {
          blocks: [{ name: 'sum', length: 6, sumRange: 100, precision: 1 }],
          clipNormL2: 1,
        };
        const { blocks, sensitivityGrid } = planEncoding(layout, pooledTerms);
        const norm = Math.max(1, Math.hypot(...direction));
        const grid = blocks[0]!.grid;
        // A coin u rounds v to floor(v + u); whatever the coins, the distance is that of the same mixture's halves.
        const moved = base.map(
          (value, at) =>
            Math.floor((value + direction[at]! / norm) / grid + coins[at]!) -
            Math.floor(value / grid + coins[at]!),
        );
        expect(Math.hypot(...moved)).toBeLessThanOrEqual(sensitivityGrid);
      },
    ),
  );
});

describe("a node's update that is clipped as a whole", () => {
  const length = 300;
  const layout: VectorLayout = {
    blocks: [{ name: 'update', length, sumRange: 10, precision: 1 }],
    clipNormL2: 1,
  };
  const encoding = planEncoding(layout, { ...pooledTerms, mode: 'member', sumsOverPeople: false });
  // Encoded without noise: what remains is the rounding.
  const rounded = { ...encoding, nodeNoiseVariance: { numerator: 1n, denominator: 1n << 10n } };
  const half = Float64Array.from({ length }, () => 1 / Math.sqrt(length));

  test('is rounded until it is no longer than D, without bias to speak of', () => {
    const grid = encoding.blocks[0]!.grid;
    const rounds = 40;
    let [total, farthest] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const integers = encode(half, rounded, testEntropy(`rounding ${round}`));
      expect(Math.hypot(...integers)).toBeLessThanOrEqual(encoding.roundedNormGrid!);
      for (const value of integers) {
        const error = value - half[0]! / grid;
        farthest = Math.max(farthest, Math.abs(error));
        total += error;
      }
    }
    expect(farthest).toBeLessThan(1);
    expect(Math.abs(total / (rounds * length))).toBeLessThan(5 * Math.sqrt(0.25 / (rounds * length)));
  });

  test('and is refused where it is longer than its clip', () => {
    expect(() =>
      encode(
        half.map((value) => 1.1 * value),
        encoding,
        testEntropy('long'),
      ),
    ).toThrow(/longer than its clip/);
  });

  test('needs hardly more noise than twice the clip itself', () => {
    const steps = layout.clipNormL2 / encoding.blocks[0]!.grid;
    expect(encoding.sensitivityGrid).toBeGreaterThan(2 * steps);
    expect(encoding.sensitivityGrid).toBeLessThan(2 * steps * 1.002);
    const { sensitivityGrid } = planEncoding(layout, pooledTerms);
    expect(sensitivityGrid).toBeCloseTo(1.01 * steps + Math.sqrt(length), 9);
  });
});

test.each([
  { sum: 'exact', survivors: 5 },
  { sum: 'exact', survivors: 4 },
  { sum: 'encrypted', survivors: 5 },
  { sum: 'encrypted', survivors: 4 },
])(
  'the noise of $sum sums of $survivors nodes has variance sigma^2 |S| / (kMin - h), and rounding no bias',
  async ({ sum: kind, survivors }) => {
    const length = 4000;
    const layout: VectorLayout = {
      blocks: [{ name: 'sum', length, sumRange: 100, precision: 1 }],
      clipNormL2: 1,
    };
    const encoding = planEncoding(layout, pooledTerms);
    const grid = encoding.blocks[0]!.grid;
    const vector = new Float64Array(length).fill(1.23456789 * grid);
    const secureSum =
      kind === 'exact'
        ? exactIntegerSum(testEntropy('variance'))
        : protocolSum(await inProcessRing(systemEntropy()), systemEntropy());
    const sum = (
      await sumOf(Array(survivors).fill(vector), layout, pooledTerms, `variance ${survivors}`, secureSum)
    ).get('sum')!;
    const errors = sum.map((value) => value / grid - survivors * 1.23456789);
    const mean = errors.reduce((a, b) => a + b) / length;
    const variance = errors.reduce((a, b) => a + b * b, 0) / length;
    const expected = (encoding.countedNoiseStdDevGrid ** 2 * survivors) / 3;
    expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / length));
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(expected / length));
  },
);
