// Linear regression by summed cross products: the least squares of the pooled rows, whatever the split.
import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  isOutweighed,
  planStudy,
  scorePeople,
  numbersOf,
  predictPeople,
  type LinearModel,
  type People,
} from '@chorale/models';
import fc from 'fast-check';
import type { ReadableRegression } from '../../../models/src/computations/regression/linear-result.js';
import { agreementAndStudy, fourParties, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'log_price', type: 'number', lower: -5, upper: 0 },
  { name: 'brand', type: 'category', categories: ['a', 'b'] },
  { name: 'store', type: 'category', categories: ['x', 'y', 'z'] },
  { name: 'deal', type: 'binary' },
];
const label = { name: 'sold', type: 'number', lower: -20, upper: 20 };
type Row = readonly [price: number, brand: number, store: number, deal: number, noise: number];
const row: fc.Arbitrary<Row> = fc.tuple(
  fc.double({ min: -4, max: -1, noNaN: true }),
  fc.integer({ min: 0, max: 2 }),
  fc.integer({ min: 0, max: 2 }),
  fc.integer({ min: 0, max: 1 }),
  fc.double({ min: -1, max: 1, noNaN: true }),
);
const rows = fc.array(row, { minLength: 40, maxLength: 60 });

const peopleOf = (some: readonly Row[]): People =>
  peopleOfColumns({
    log_price: some.map(([price]) => price),
    brand: some.map((each) => each[1]),
    store: some.map((each) => each[2]),
    deal: some.map((each) => each[3]),
    sold: some.map(
      ([price, brand, store, deal, noise]) => 2 - (1 + brand) * price + store + deal / 2 + noise,
    ),
  });

const decoded = (transform: 'log1p' | 'log', x: number): number =>
  transform === 'log' ? Math.exp(x) : Math.expm1(x);

/** Least squares by Gauss-Jordan on the normal equations, as a textbook has it. */
function centralLeastSquares(x: readonly (readonly number[])[], y: readonly number[], ridge = 0): number[] {
  const size = x[0]!.length;
  const system = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (__, j) =>
      x.reduce((sum, each) => sum + each[i]! * each[j]!, i === j ? ridge : 0),
    ),
    x.reduce((sum, each, at) => sum + each[i]! * y[at]!, 0),
  ]);
  for (let pivot = 0; pivot < size; pivot += 1) {
    const best = system
      .slice(pivot)
      .reduce((most, each) => (Math.abs(each[pivot]!) > Math.abs(most[pivot]!) ? each : most));
    const at = system.indexOf(best);
    [system[pivot], system[at]] = [system[at]!, system[pivot]!];
    const scale = system[pivot]![pivot]!;
    system[pivot] = system[pivot]!.map((value) => value / scale);
    for (let other = 0; other < size; other += 1)
      if (other !== pivot) {
        const factor = system[other]![pivot]!;
        system[other] = system[other]!.map((value, column) => value - factor * system[pivot]![column]!);
      }
  }
  return system.map((each) => each[size]!);
}

async function run(
  settings: Record<string, unknown>,
  parties: readonly People[],
  more: Partial<TermsInBrief> = {},
  seed = 'regression',
) {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'linear-regression', mode: 'none', features, people: 60, label, settings, ...more },
  });
  const { state, model, rounds } = await simulateStudy(agreement, study, parties, testEntropy(seed));
  const result = computationByName('linear-regression').result!(
    state,
    agreement.dictionary,
  ) as ReadableRegression;
  return { result, model, rounds };
}

const priced = (price: readonly number[], sold: readonly number[], brand = price.map(() => 0)): People => {
  const nothing = price.map(() => 0);
  return peopleOfColumns({ log_price: price, brand, store: nothing, deal: nothing, sold });
};
const partiesOf = (some: readonly Row[], partyOf: (row: Row, at: number) => number): People[] =>
  fourParties(peopleOf(some), (at) => partyOf(some[at]!, at));
/** Columns that no row tells apart have no one weight. */
const tellsApart = (some: readonly Row[]): boolean =>
  [0, 1].every((deal) =>
    [0, 1, 2].every((brand) => some.filter((each) => each[1] === brand && each[3] === deal).length > 2),
  );

test('own slopes by brand are those of the pooled rows, whatever the split', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), async (some, split) => {
      fc.pre(tellsApart(some));
      const { columns } = peopleOf(some);
      const design = some.map(([price, brand, , deal]) => [
        ...[0, 1, 2].map((place) => Number(brand === place)),
        ...[0, 1, 2].map((place) => Number(brand === place) * price),
        deal,
      ]);
      const central = centralLeastSquares(design, [...columns.get('sold')!]);
      const { result } = await run(
        { terms: ['brand*log_price', 'deal', 'brand'] },
        partiesOf(some, (_, at) => split[at]!),
      );
      const found = new Map(result.coefficients.map(({ term, coefficient }) => [term, coefficient]));
      ['a', 'b', 'other'].forEach((brand, place) =>
        expect(Math.abs(found.get(`brand=${brand}*log_price`)! - central[3 + place]!)).toBeLessThan(1e-8),
      );
      expect(Math.abs(found.get('deal')! - central[6]!)).toBeLessThan(1e-8);
      // The intercept and two brands say what three brands say.
      expect(result.leftOut).toEqual(['brand=other']);
      expect(Math.abs(result.intercept! - central[2]!)).toBeLessThan(1e-8);
      expect(result.rows).toBeCloseTo(some.length, 9);
    }),
    { numRuns: 25 },
  );
});

test('a ridge on z-scores, predictions and the share of rows between the bounds are those of the pooled rows', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), async (some, split) => {
      fc.pre(tellsApart(some));
      const people = peopleOf(some);
      const x = some.map(([price, , , deal]) => [price, deal]);
      const y = [...people.columns.get('sold')!];
      const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
      const z = [0, 1].map((column) => {
        const values = x.map((each) => each[column]!);
        const deviation = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
        return values.map((value) => (value - mean(values)) / deviation);
      });
      const [price, deal] = centralLeastSquares(
        some.map((_, at) => [z[0]![at]!, z[1]![at]!]),
        y.map((value) => value - mean(y)),
        7,
      );
      const { model, rounds, result } = await run(
        { terms: ['log_price', 'deal'], ridge: 7, intervals: [0.1, 0.9] },
        partiesOf(some, (_, at) => split[at]!),
      );
      expect(rounds).toBe(2);
      // (Z'Z + ridge)^-1 Z'Z e_j is the ridge of z_j on all z.
      result.coefficients.forEach(({ kept }, column) => {
        const own = centralLeastSquares(
          some.map((_, at) => [z[0]![at]!, z[1]![at]!]),
          z[column]!,
          7,
        );
        expect(kept).toBeCloseTo(own[column]!, 8);
      });
      const scores = await scorePeople(model!, people);
      const value = numbersOf(scores, 'value');
      some.forEach((_, at) =>
        expect(Math.abs(value[at]! - (mean(y) + price! * z[0]![at]! + deal! * z[1]![at]!))).toBeLessThan(
          1e-8,
        ),
      );
      const [low, high] = [numbersOf(scores, 'value_10'), numbersOf(scores, 'value_90')];
      const between = (margin: number): number =>
        some.filter((_, at) => y[at]! >= low[at]! - margin && y[at]! <= high[at]! + margin).length;
      // Rows of one residual lie on a bound together: with them it is the share or more, without them the share or less.
      expect(between(0.01)).toBeGreaterThanOrEqual(0.8 * some.length - 3);
      expect(between(-0.01)).toBeLessThanOrEqual(0.8 * some.length + 3);
    }),
    { numRuns: 15 },
  );
});

test('stores that stay whole are freed of their means at home: the slopes are those with an effect a store', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (some) => {
      fc.pre(
        tellsApart(some) && [0, 1, 2].every((store) => some.filter((each) => each[2] === store).length > 2),
      );
      const design = some.map(([price, , store, deal]) => [
        price,
        deal,
        ...[0, 1, 2].map((place) => Number(store === place)),
      ]);
      const [price, deal] = centralLeastSquares(design, [...peopleOf(some).columns.get('sold')!]);
      const { result, model } = await run(
        { terms: ['log_price', 'deal'], demeanBy: 'store' },
        partiesOf(some, (each) => each[2]),
      );
      expect(result.coefficients.map(({ coefficient }) => coefficient)).toEqual([
        expect.closeTo(price!, 8),
        expect.closeTo(deal!, 8),
      ]);
      expect(result).toMatchObject({ groups: expect.closeTo(3, 9) as number, intercept: null });
      expect(model).toBeUndefined();
    }),
    { numRuns: 15 },
  );
});

test('standard errors are those of ordinary least squares', async () => {
  const x = [1, 2, 3, 4, 5, 6].map((value) => -value / 2);
  const y = [2.1, 3.9, 6.2, 7.8, 10.1, 11.9];
  const people = priced(x, y);
  const { result } = await run(
    { terms: ['log_price', 'deal'] },
    fourParties(people, () => 0),
  );
  const [price] = result.coefficients;
  // By hand: sxx = 4.375, slope = -3.9428..., rss / 4.
  const mx = x.reduce((a, b) => a + b, 0) / 6;
  const my = y.reduce((a, b) => a + b, 0) / 6;
  const sxx = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  const slope = x.reduce((sum, value, at) => sum + (value - mx) * (y[at]! - my), 0) / sxx;
  const rss = x.reduce((sum, value, at) => sum + (y[at]! - my - slope * (value - mx)) ** 2, 0);
  expect(price!.coefficient).toBeCloseTo(slope, 9);
  expect(price!.standardError).toBeCloseTo(Math.sqrt(rss / 4 / sxx), 9);
  expect(result.leftOut).toEqual(['deal']);
  expect(result.residualDeviation).toBeCloseTo(Math.sqrt(rss / 4), 9);
});

test('with noise the slope is near, and nothing is left undefined', async () => {
  const price = Array.from({ length: 8000 }, (_, at) => -1 - (3 * ((at * 7919) % 1000)) / 1000);
  const sold = price.map((value, at) => 2 - 3 * value + (((at * 104_729) % 100) - 50) / 50);
  const people = peopleOfColumns({
    log_price: price,
    brand: price.map(() => 0),
    store: price.map(() => 0),
    deal: price.map((_, at) => at % 2),
    sold,
  });
  const parties = fourParties(people);
  const { result, model } = await run({ terms: ['log_price', 'deal'], intervals: [0.1, 0.9] }, parties, {
    ...{ mode: 'pooled', people: 8000, epsilon: 4, delta: 1e-5 },
  });
  expect(result.coefficients[0]!.coefficient).toBeGreaterThan(-4);
  expect(result.coefficients[0]!.coefficient).toBeLessThan(-2);
  expect(result.coefficients[0]!.standardError).toBeNull();
  const scores = await scorePeople(model!, people);
  expect(numbersOf(scores, 'value_10')[0]!).toBeLessThan(numbersOf(scores, 'value_90')[0]!);
});

const spread = (size: number): number[] =>
  Array.from({ length: size }, (_, at) => -1 - (3 * ((at * 7919) % 1000)) / 1000);
const SEEDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

test.each([
  ['covers', 600, 1],
  ['leaves standing', 60_000, 8],
] as const)(
  'noise that %s the residuals of %d rows: no fit and no bounds that it made',
  async (_, size, epsilon) => {
    const price = spread(size);
    const residual = price.map((__, at) => (((at * 104_729) % 100) - 49.5) / 10);
    const deviation = Math.sqrt(residual.reduce((sum, value) => sum + value ** 2, 0) / size);
    const nothing = price.map(() => 0);
    const people = peopleOfColumns({
      ...{ log_price: price, brand: nothing, store: nothing, deal: nothing },
      sold: price.map((value, at) => 2 - 3 * value + residual[at]!),
    });
    for (const seed of SEEDS) {
      const { result, model } = await run(
        { terms: ['log_price'], intervals: [0.1, 0.9] },
        fourParties(people),
        { ...{ mode: 'pooled', people: size, epsilon, delta: 1e-5 } },
        seed,
      );
      const isCovered = size === 600;
      expect([result.isFitCovered, result.rSquared === null, result.residualDeviation === null]).toEqual([
        isCovered,
        isCovered,
        isCovered,
      ]);
      expect(result.intervals === null).toBe(isCovered);
      expect((model as LinearModel).intervals).toHaveLength(isCovered ? 0 : 2);
      if (isCovered) continue;
      expect(result.residualDeviation! / deviation).toBeGreaterThan(0.7);
      expect(result.residualDeviation! / deviation).toBeLessThan(1.4);
      const [low, high] = result.intervals!.map(({ offset }) => offset);
      expect(low!).toBeLessThan(-2);
      expect(low!).toBeGreaterThan(-6);
      expect(high!).toBeGreaterThan(2);
      expect(high!).toBeLessThan(6);
    }
  },
);

test('bounds are counted as far out as the noise leaves open, where it covers a fit that is near perfect', async () => {
  const size = 60_000;
  const price = spread(size);
  const sold = price.map((value, at) => 2 - 3 * value + (((at * 104_729) % 100) - 49.5) / 1000);
  const people = priced(price, sold);
  for (const seed of SEEDS) {
    const { result, model } = await run(
      { terms: ['log_price'], intervals: [0.1, 0.9] },
      fourParties(people),
      { mode: 'pooled', people: size, epsilon: 8, delta: 1e-5 },
      seed,
    );
    expect([result.isFitCovered, result.residualDeviation]).toEqual([true, null]);
    const scores = await scorePeople(model!, people);
    const [low, high] = [numbersOf(scores, 'value_10'), numbersOf(scores, 'value_90')];
    const between = sold.filter((value, at) => value >= low[at]! && value <= high[at]!).length;
    expect(Math.abs(between / size - 0.8)).toBeLessThan(0.1);
  }
});

test.each([
  ['pulls to 0', 3000, 1],
  ['leaves', 30_000, 100],
] as const)('slopes that the ridge of the noise %s, of %d rows, say so', async (_, size, epsilon) => {
  const brand = Array.from({ length: size }, (__, at) => at % 3);
  const price = spread(size);
  const people = priced(
    price,
    price.map((value, at) => 2 - (1 + brand[at]!) * value),
    brand,
  );
  for (const seed of SEEDS) {
    const { result } = await run(
      { terms: ['brand', 'brand*log_price'] },
      fourParties(people),
      { mode: 'pooled', people: size, epsilon, delta: 1e-5 },
      seed,
    );
    const slopes = result.coefficients.filter(({ term }) => term.endsWith('*log_price'));
    expect(slopes).toHaveLength(3);
    slopes.forEach((slope, place) => {
      const share = slope.coefficient! / -(1 + place);
      expect(isOutweighed(slope)).toBe(size === 3000);
      if (size === 3000) expect(share).toBeLessThan(0.8);
      else expect(Math.abs(share - slope.kept!)).toBeLessThan(0.3);
    });
  }
});

test.each([
  ['none', -20, 20],
  ['log1p', 0, 500],
  ['log', 0.5, 500],
] as const)(
  'a label with transform %s: noise may make weights of anything, and no value leaves the bounds',
  async (transform, lower, upper) => {
    const entropy = testEntropy(`bounds ${transform}`);
    const price = Array.from({ length: 200 }, () => -5 * (entropy.uint32() / 2 ** 32));
    const people = priced(
      price,
      price.map((value) => (transform === 'none' ? value : 1 + Math.abs(value))),
    );
    const parties = fourParties(people);
    const { model } = await run({ terms: ['log_price', 'deal'], intervals: [0.1, 0.9] }, parties, {
      ...{ mode: 'none', people: 200, label: { ...label, transform, lower, upper } },
    });
    const fitted = model as LinearModel;
    const found = numbersOf(await scorePeople(fitted, people), 'value');
    found.forEach((value, at) =>
      expect(value).toBeCloseTo(transform === 'none' ? price[at]! : decoded(transform, 1 - price[at]!), 6),
    );
    for (const factor of [-1e6, 1e6]) {
      const astray = { ...fitted, weights: fitted.weights.map((weight) => factor * weight) };
      const { outputs } = await scorePeople(astray, people);
      for (const name of ['value', 'value_10', 'value_90']) {
        const values = outputs.get(name) as Float64Array;
        expect(Math.min(...values)).toBeCloseTo(lower, 9);
        expect(Math.max(...values)).toBeCloseTo(upper, 9);
        expect(await predictPeople(astray, people)).toEqual(outputs.get('value'));
      }
    }
  },
);

test.each([
  [{ terms: ['price'] }, /"price" of "price" is none of the study's features: log_price, brand, store, deal/],
  [{ terms: ['deal', 'deal'] }, /"deal" stands there twice/],
  [{ demeanBy: 'deal' }, /"deal" is no category/],
  [{ demeanBy: 'store', intervals: [0.5] }, /intervals: without the means/],
])('settings %j are refused before anything is spent', (settings, message) => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'linear-regression', mode: 'none', features, people: 60, label, settings },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});

test('means of groups and rows that count each are for sums without noise', () => {
  for (const settings of [{ demeanBy: 'store' }, { rows: 'each' }]) {
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'linear-regression', mode: 'pooled', features, people: 1000, label, settings },
    });
    expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(/demeanBy|rows/);
  }
});
