// Flattening is an option of a study that costs no privacy: what recipients read is what they would have read without it.
import { systemEntropy } from '@chorale/crypto';
import { exactIntegerSum, testEntropy } from '@chorale/crypto/testing';
import {
  decode,
  encode,
  planEncoding,
  planStudy,
  StudyPlanError,
  type StatisticsState,
  type VectorLayout,
} from '@chorale/models';
import fc from 'fast-check';
import { flatten, flatteningOf, unflatten } from '../../../models/src/privacy/flattening.js';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.js';
import { simulateStudy } from '../../support/simulate-study.js';
import { pooledTerms } from '../../support/encoding-terms.ts';

const vectors = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((values) => Float64Array.from(values));
const normOf = (vector: Float64Array): number => Math.hypot(...vector);

test('there and back is the same vector, as long on the way, whatever the signs', () => {
  fc.assert(
    fc.property(vectors, fc.string(), (vector, tag) => {
      const flattening = flatteningOf(tag, vector.length);
      expect(Math.log2(flattening.length) % 1).toBe(0);
      expect(flattening.length).toBeLessThan(2 * vector.length);
      const flat = flatten(vector, flattening);
      // The last part is for numbers so small that a float64 has no digits left for them.
      const slack = 1e-13 * normOf(vector) + 1e-300;
      expect(Math.abs(normOf(flat) - normOf(vector))).toBeLessThanOrEqual(slack);
      const back = unflatten(flat, flattening);
      expect(back).toHaveLength(vector.length);
      for (const [at, value] of back.entries())
        expect(Math.abs(value - vector[at]!)).toBeLessThanOrEqual(slack);
    }),
  );
});

test('integers come back to the last bit where the square root of the length is a whole number', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), { minLength: 33, maxLength: 64 }),
      fc.string(),
      (values, tag) => {
        const vector = Float64Array.from(values);
        const flattening = flatteningOf(tag, vector.length);
        const back = unflatten(flatten(vector, flattening), flattening);
        expect([...back].map((value) => value + 0)).toEqual([...vector].map((value) => value + 0));
      },
    ),
  );
});

test('one coordinate becomes all, and the signs of rounds differ', () => {
  const spike = new Float64Array(1000);
  spike[17] = 32;
  const [one, other] = ['study:0', 'study:1'].map((tag) => flatten(spike, flatteningOf(tag, 1000)));
  expect([...new Set(one!.map(Math.abs))]).toEqual([1]);
  expect(one).not.toEqual(other);
  const constant = new Float64Array(1024).fill(1);
  const flat = flatten(constant, flatteningOf('study:0', 1024));
  // Without signs all of it would stand in the first coordinate, as 32.
  expect(Math.max(...flat.map(Math.abs))).toBeLessThan(6);
});

const layoutOf = (length: number): VectorLayout => ({
  blocks: [
    { name: 'first', length: 10, sumRange: 200, precision: 1 },
    { name: 'second', length: length - 10, sumRange: 200, precision: 1 },
  ],
  clipNormL2: 1,
});
const flattened = { ...pooledTerms, flattening: { tag: 'study:3', mostParts: 200 } };

test('sensitivity and noise are those of a vector as long as the flattened one', () => {
  const [flat, plain] = [planEncoding(layoutOf(3000), flattened), planEncoding(layoutOf(4096), pooledTerms)];
  expect(flat.blocks.map(({ name, length }) => [name, length])).toEqual([
    ['first', 10],
    ['second', 2990],
    ['flattening-padding', 1096],
  ]);
  for (const key of ['sensitivityGrid', 'nodeNoiseVariance', 'countedNoiseStdDevGrid'] as const)
    expect(flat[key]).toEqual(plain[key]);
  expect(planEncoding(layoutOf(4096), flattened).blocks).toHaveLength(2);
});

test('opened sums are unbiased, carry the noise that is counted, and hold the blocks of the layout', async () => {
  const length = 3000;
  const encoding = planEncoding(layoutOf(length), flattened);
  const { grid } = encoding.blocks[0]!;
  // As far from flat as can be: all in one coordinate.
  const vector = new Float64Array(length);
  vector[4] = 40;
  const contributions = new Map(
    Array.from({ length: 5 }, (_, node) => [`${node}`, encode(vector, encoding, systemEntropy())] as const),
  );
  const { values } = await exactIntegerSum(testEntropy('flattened')).sum({
    parameters: 'P1',
    layout: { blocks: encoding.blocks },
    kMin: 3,
    committee: ['a', 'b', 'c'],
    threshold: 3,
    contributions,
  });
  const sum = decode(values, encoding);
  expect([...sum].map(([name, { length: size }]) => [name, size])).toEqual([
    ['first', 10],
    ['second', 2990],
  ]);
  const errors = [...sum.values()]
    .flatMap((block) => [...block])
    .map((value, at) => (value - 5 * vector[at]!) / grid);
  const expected = (encoding.countedNoiseStdDevGrid ** 2 * 5) / 3;
  const variance = errors.reduce((total, error) => total + error * error, 0) / length;
  expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / length));
  expect(Math.abs(errors.reduce((a, b) => a + b) / length)).toBeLessThan(5 * Math.sqrt(expected / length));
});

test('the longest sum that may be fits its lanes, wherever it points', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 200 }),
      fc.string(),
      (direction, tag) => {
        const { mostParts } = flattened.flattening;
        const encoding = planEncoding(layoutOf(direction.length), {
          ...flattened,
          flattening: { tag, mostParts },
        });
        const length = normOf(Float64Array.from(direction)) || 1;
        const sum = Float64Array.from(direction, (value) => (mostParts * value) / length);
        const [{ grid, laneBits, limbs }] = encoding.blocks as [(typeof encoding.blocks)[0]];
        const most = 2 ** (laneBits + 8 * (limbs - 1) - 1) - 1;
        const noise = 8 * Math.sqrt((encoding.countedNoiseStdDevGrid ** 2 * 5) / 3);
        for (const value of flatten(sum, encoding.flattening!))
          expect(Math.abs(value) / grid + noise).toBeLessThan(most);
      },
    ),
  );
});

describe('a study that asks for it', () => {
  const { agreement, study } = agreementAndStudy({
    computation: 'statistics',
    mode: 'pooled',
    features: [{ name: 'amount', type: 'number', lower: 0, upper: 10 }],
    people: 400,
    epsilon: 50,
  });
  const asking = { ...study, flatten: true };

  test('costs what it costs without, round by round', () => {
    const [flat, plain] = [asking, study].map((each) => planStudy(agreement, each, { nodes: 4 }));
    expect(flat!.privacy).toEqual(plain!.privacy);
    expect(flat!.rounds).toEqual(plain!.rounds);
    expect(flat!.noise).toEqual(plain!.noise);
  });

  test('ends with the same result, up to its noise', async () => {
    const parties = Array.from({ length: 4 }, (_, party) =>
      peopleOfColumns({
        amount: Array.from({ length: 100 }, (_each, at) => (at + party) % 10),
        label: new Array(100).fill(1),
      }),
    );
    const { state } = await simulateStudy(agreement, asking, parties, systemEntropy());
    const { count, columns } = (state as StatisticsState).result!;
    expect(count).toBeGreaterThan(395);
    expect(count).toBeLessThan(405);
    expect(columns[0]!.mean).toBeCloseTo(4.5, 0);
    expect([...columns[0]!.histogram!].map((persons) => Math.round(persons / 10))).toEqual(
      new Array(10).fill(4),
    );
  });

  test('is refused in mode none, where sums are exact', () => {
    const none = agreementAndStudy({
      computation: 'statistics',
      mode: 'none',
      features: agreement.dictionary.features,
      people: 400,
    });
    const plan = (): unknown => planStudy(none.agreement, { ...none.study, flatten: true }, { nodes: 4 });
    expect(plan).toThrow(StudyPlanError);
    expect(plan).toThrow(/flatten is for studies with noise.*leave it out/);
  });
});
