// Quantiles by histograms that are drawn finer round by round: those of the pooled values, to the grid, whatever the split.
import { testEntropy } from '@chorale/crypto/testing';
import { computationByName, planStudy, type People } from '@chorale/models';
import fc from 'fast-check';
import type { ReadableQuantiles } from '../../../models/src/computations/quantiles.js';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'spent', type: 'number', unit: 'EUR', lower: 0, upper: 1000, transform: 'log1p' },
  { name: 'age', type: 'number', unit: 'years', lower: 0, upper: 120 },
  { name: 'member', type: 'binary' },
];
type Row = readonly [spent: number, age: number];
const row: fc.Arbitrary<Row> = fc.tuple(
  fc.oneof(fc.double({ min: 0, max: 1000, noNaN: true }), fc.constantFrom(0, 9, 999, 1000)),
  fc.integer({ min: 0, max: 120 }),
);
const peopleOf = (some: readonly Row[]): People =>
  peopleOfColumns({
    spent: some.map(([spent]) => Math.log1p(spent)),
    age: some.map(([, age]) => age),
    member: some.map(() => 1),
    label: some.map(() => 0),
  });

async function run(parties: readonly People[], more: Partial<TermsInBrief> = {}): Promise<ReadableQuantiles> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'quantiles', mode: 'none', features, people: 200, ...more },
  });
  const { state } = await simulateStudy(agreement, study, parties, testEntropy('quantiles'));
  return computationByName('quantiles').result!(state, agreement.dictionary) as ReadableQuantiles;
}

/** The least value that at least a share of all values does not exceed. */
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length - 1e-6) - 1)]!;

test('each quantile is a value that the pooled rows have there, to the grid, whatever the split', async () => {
  const probabilities = [0.05, 0.5, 0.9];
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 80 }),
      fc.array(fc.nat(3), { minLength: 80, maxLength: 80 }),
      fc.constantFrom({}, { bins: 10, rounds: 4 }),
      async (some, split, settings) => {
        const parties = [0, 1, 2, 3].map((party) => peopleOf(some.filter((_, at) => split[at] === party)));
        const { columns, persons } = await run(parties, { settings: { probabilities, ...settings } });
        expect(persons).toBeCloseTo(some.length, 8);
        expect(columns.map(({ name, unit }) => [name, unit])).toEqual([
          ['spent', 'EUR'],
          ['age', 'years'],
        ]);
        columns.forEach(({ quantiles }, column) =>
          quantiles.forEach(({ probability, value, atMost }) => {
            const exact = quantile(
              some.map((each) => each[column]!),
              probability,
            );
            expect(Math.abs(value - exact)).toBeLessThanOrEqual(atMost * (1 + 1e-6) + 1e-9);
            expect(atMost).toBeLessThan(column === 0 ? 0.5 : 0.01);
          }),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('a number to learn has quantiles, too; nobody at all has none that mean anything', async () => {
  const label = { type: 'number', lower: 0, upper: 10 };
  const people = peopleOfColumns({ spent: [0], age: [7], member: [0], label: [3] });
  const nobody = peopleOfColumns({ spent: [], age: [], member: [], label: [] });
  const { columns } = await run([people, nobody, nobody, nobody], {
    label,
    settings: { probabilities: [0.5] },
  });
  expect(columns.map(({ name, quantiles: [median] }) => [name, median!.value])).toEqual([
    ['spent', expect.closeTo(0, 3)],
    ['age', expect.closeTo(7, 4)],
    ['label', expect.closeTo(3, 4)],
  ]);
  expect((await run([nobody, nobody, nobody, nobody])).persons).toBe(0);
});

test('with noise the median is near', async () => {
  const some: Row[] = Array.from({ length: 4000 }, (_, at) => [(at * 7) % 1000, (at * 13) % 101]);
  const parties = [0, 1, 2, 3].map((party) => peopleOf(some.filter((_, at) => at % 4 === party)));
  const { columns } = await run(parties, {
    ...{ mode: 'pooled', people: 4000, epsilon: 4, delta: 1e-5, settings: { probabilities: [0.5] } },
  });
  expect(Math.abs(columns[1]!.quantiles[0]!.value - 50)).toBeLessThan(5);
});

test.each([
  [{ probabilities: [0.5, 0.25] }, /have to ascend/],
  [{ probabilities: [1] }, /settings of "quantiles"/],
])('settings %j are refused before anything is spent', (settings, message) => {
  const { agreement, study } = agreementAndStudy({
    computation: 'quantiles',
    mode: 'none',
    features,
    people: 10,
    settings,
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});

test('features without a number have no quantiles', () => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'quantiles', mode: 'none', features: [features[2]], people: 10 },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(/quantiles are of numbers/);
});
