// Poisson and gamma regression: the optimum of the pooled rows, whatever the split.
import { testEntropy } from '@chorale/crypto/testing';
import { computationByName, numbersOf, planStudy, scorePeople, type People } from '@chorale/models';
import fc from 'fast-check';
import type { ReadableGeneralised } from '../../../models/src/computations/regression/generalised-linear.js';
import { gamma, poisson, type Family } from '../../../models/src/computations/regression/families.js';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'visits', type: 'number', lower: 0, upper: 10 },
  { name: 'member', type: 'binary' },
];
type Row = readonly [visits: number, member: number, luck: number];
const rows = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 40 }).map((quarters) => quarters / 4),
    fc.integer({ min: 0, max: 1 }),
    fc.double({ min: 0.2, max: 3, noNaN: true }),
  ) satisfies fc.Arbitrary<Row>,
  { minLength: 30, maxLength: 60 },
);
const ORDERS = { type: 'number', lower: 0, upper: 60 } as const;
const AMOUNT = { type: 'number', unit: 'EUR', lower: 0.5, upper: 400 } as const;
const orders = ([visits, member, luck]: Row): number =>
  Math.min(60, Math.round(luck * Math.exp(0.2 * visits + 0.5 * member)));
const amount = ([visits, member, luck]: Row): number =>
  Math.max(0.5, Math.min(400, luck * Math.exp(3 - 0.1 * visits + member)));

const peopleOf = (some: readonly Row[], labelOf: (row: Row) => number): People =>
  peopleOfColumns({
    visits: some.map(([visits]) => visits),
    member: some.map((row) => row[1]),
    label: some.map(labelOf),
  });

async function run(
  family: string,
  parties: readonly People[],
  label: Record<string, unknown>,
  settings: object = {},
) {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'generalised-linear', mode: 'none', features, people: 60, label },
    settings: { family, ...settings },
  });
  const { state, model, rounds } = await simulateStudy(agreement, study, parties, testEntropy('glm'));
  const result = computationByName('generalised-linear').result!(
    state,
    agreement.dictionary,
  ) as ReadableGeneralised;
  return { result, model, rounds };
}

/** Gradient of the ridge objective at the found coefficients, on z-scores of the pooled rows: zero at the optimum. */
function gradientAt(
  some: readonly Row[],
  labelOf: (row: Row) => number,
  family: Family,
  result: ReadableGeneralised,
  ridge: number,
): number[] {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const columns = [some.map(([visits]) => visits), some.map((row) => row[1])];
  const moments = columns.map((values) => ({
    mean: mean(values),
    deviation: Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2))),
  }));
  const slopes = result.coefficients.map(({ coefficient }) => coefficient);
  const residuals = some.map((row, at) =>
    family.residual(
      result.intercept + slopes[0]! * columns[0]![at]! + slopes[1]! * columns[1]![at]!,
      labelOf(row),
    ),
  );
  return [
    residuals.reduce((a, b) => a + b, 0),
    ...moments.map(
      ({ mean: centre, deviation }, column) =>
        residuals.reduce(
          (sum, residual, at) => sum + (residual * (columns[column]![at]! - centre)) / deviation,
          0,
        ) +
        ridge * slopes[column]! * deviation,
    ),
  ];
}

test.each([
  { family: 'poisson', label: ORDERS, labelOf: orders, own: poisson(60) },
  { family: 'gamma', label: AMOUNT, labelOf: amount, own: gamma(0.5, 400) },
])(
  '$family: where the pooled gradient is zero, whatever the split',
  async ({ family, label, labelOf, own }) => {
    await fc.assert(
      fc.asyncProperty(rows, fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), async (some, split) => {
        fc.pre(
          new Set(some.map(([visits]) => visits)).size > 4 && new Set(some.map((row) => row[1])).size === 2,
        );
        fc.pre(some.some((row) => labelOf(row) > 0));
        const parties = [0, 1, 2, 3].map((party) =>
          peopleOf(
            some.filter((_, at) => split[at] === party),
            labelOf,
          ),
        );
        const { result, model } = await run(family, parties, label, { ridge: 0.5 });
        expect(result.hasConverged).toBe(true);
        expect(result.rows).toBeCloseTo(some.length, 8);
        const scale = some.reduce((sum, row) => sum + labelOf(row), 0) + some.length;
        for (const slope of gradientAt(some, labelOf, own, result, 0.5))
          expect(Math.abs(slope) / scale).toBeLessThan(1e-5);
        const value = numbersOf(await scorePeople(model!, peopleOf(some, labelOf)), 'value');
        const [visits, member] = result.coefficients.map(({ coefficient }) => coefficient);
        some.forEach((row, at) =>
          expect(Math.log(value[at]!)).toBeCloseTo(result.intercept + visits! * row[0] + member! * row[1], 8),
        );
      }),
      { numRuns: 15 },
    );
  },
);

test('finds the effects that made the counts', async () => {
  const some: Row[] = Array.from({ length: 4000 }, (_, at) => [((at * 37) % 41) / 4, at % 2, 1]);
  const parties = [0, 1, 2, 3].map((party) =>
    peopleOf(
      some.filter((_, at) => (at >> 1) % 4 === party),
      ([visits, member]) => Math.exp(0.2 * visits + 0.5 * member),
    ),
  );
  const { result, rounds } = await run('poisson', parties, ORDERS, { ridge: 1e-6 });
  expect(result.coefficients.map(({ coefficient }) => coefficient)).toEqual([
    expect.closeTo(0.2, 6),
    expect.closeTo(0.5, 6),
  ]);
  expect(result.coefficients[1]!.factor).toBeCloseTo(Math.exp(0.5), 6);
  expect(rounds).toBeLessThan(10);
});

test.each([
  ['poisson', { ...ORDERS, transform: 'log1p' }, /has a logarithm of its own/],
  ['poisson', { ...ORDERS, lower: -1 }, /poisson counts from 0/],
  ['gamma', ORDERS, /gamma is for amounts above 0/],
  ['tweedie', ORDERS, /settings of "generalised-linear": family/],
])('%s, %j is refused before anything is spent', (family, label, message) => {
  const terms: TermsInBrief = {
    ...{ computation: 'generalised-linear', mode: 'none', features, people: 60, label, settings: { family } },
  };
  const { agreement, study } = agreementAndStudy(terms);
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});

test('a label of yes or no is no count', () => {
  const { agreement, study } = agreementAndStudy({
    ...{
      computation: 'generalised-linear',
      mode: 'none',
      features,
      people: 60,
      settings: { family: 'poisson' },
    },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(
    /learns a number label, and "label" .* is of type binary/,
  );
});
