// Measuring a model by counts of scores: what the pooled scores say, whatever the split.
import { testEntropy } from '@chorale/crypto/testing';
import {
  areaUnderCurve,
  computationByName,
  planStudy,
  predictPeople,
  selectPeople,
  type LinearModel,
  type LogisticModel,
  type People,
} from '@chorale/models';
import fc from 'fast-check';
import type { ReadableEvaluation } from '../../../models/src/computations/evaluation/evaluate-result.js';
import {
  classifierMeasures,
  scoreBin,
  type ClassifierMeasures,
} from '../../../models/src/computations/evaluation/score-bins.js';
import type { ValueMeasures } from '../../../models/src/computations/evaluation/value-errors.js';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'x', type: 'number', lower: -4, upper: 4 },
  { name: 'idle', type: 'number', lower: 0, upper: 1 },
  { name: 'region', type: 'category', categories: ['north', 'south'] },
];
const logistic: LogisticModel = {
  kind: 'logistic',
  columns: ['x', 'idle'],
  normaliser: { centre: Float64Array.of(0, 0), scale: Float64Array.of(1, 1), limit: null },
  weights: Float64Array.of(1.5, 0),
  means: Float64Array.of(0, 0),
  intercept: -0.5,
};
const linear: LinearModel = {
  kind: 'linear',
  columns: ['x'],
  terms: [{ name: 'x', factors: [{ column: 'x', place: -1 }] }],
  normaliser: { centre: Float64Array.of(0), scale: Float64Array.of(4), limit: null },
  weights: Float64Array.of(40),
  means: Float64Array.of(0),
  intercept: 50,
  response: 'identity',
  bounds: { lower: -200, upper: 200 },
  intervals: [],
};

type Row = readonly [x: number, idle: number, region: number, chance: number];
const rows = fc.array(
  fc.tuple(
    // Coarse, so that scores are the same or bins apart.
    fc.integer({ min: -30, max: 30 }).map((tenths) => tenths / 10),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 0, max: 2 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ) satisfies fc.Arbitrary<Row>,
  { minLength: 20, maxLength: 60 },
);
const saysYes = ([x, , , chance]: Row): number => Number(chance < 1 / (1 + Math.exp(0.5 - 1.5 * x)));
const peopleOf = (some: readonly Row[], labelOf: (row: Row) => number): People =>
  peopleOfColumns({
    ...{ x: some.map(([x]) => x), idle: some.map((row) => row[1]), region: some.map((row) => row[2]) },
    label: some.map(labelOf),
  });

async function measured(
  model: LogisticModel | LinearModel,
  parties: readonly People[],
  terms: Partial<TermsInBrief> = {},
): Promise<ReadableEvaluation> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'evaluate', mode: 'none', features, people: 100, ...terms },
    settings: { model: { study: 'earlier' }, ...terms.settings },
  });
  const { state } = await simulateStudy(
    agreement,
    study,
    parties,
    testEntropy('measure'),
    undefined,
    undefined,
    model,
  );
  return computationByName('evaluate').result!(state, agreement.dictionary) as ReadableEvaluation;
}
const split = (some: readonly Row[], labelOf: (row: Row) => number): People[] =>
  [0, 1, 2, 3].map((party) =>
    peopleOf(
      some.filter((_, at) => (7 * at) % 4 === party || (party === 3 && at === 0)),
      labelOf,
    ),
  );

test('AUC, log-loss, calibration and groups are those of the pooled scores, whatever the split', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), async (some, partyOf) => {
      const labels = some.map(saysYes);
      fc.pre(labels.includes(0) && labels.includes(1));
      const people = peopleOf(some, saysYes);
      const scores = await predictPeople(logistic, people);
      const parties = [0, 1, 2, 3].map((party) =>
        peopleOf(
          some.filter((_, at) => partyOf[at] === party),
          saysYes,
        ),
      );
      const { everybody, groups, calibration } = await measured(logistic, parties, {
        settings: { groupBy: 'region' },
      });
      const { auc, logLoss, rows: counted, positives } = everybody as ClassifierMeasures;
      expect(counted).toBeCloseTo(some.length, 8);
      expect(positives).toBeCloseTo(labels.filter((label) => label === 1).length, 8);
      expect(Math.abs(auc! - areaUnderCurve(scores, Float64Array.from(labels)))).toBeLessThan(1e-9);
      const loss = labels.reduce(
        (sum, label, at) => sum - Math.log(label === 1 ? scores[at]! : 1 - scores[at]!),
        0,
      );
      expect(logLoss).toBeCloseTo(loss / some.length, 3);
      expect(groups.map(({ group }) => group)).toEqual(['north', 'south', 'other']);
      groups.forEach(({ rows: size }, place) =>
        expect(size).toBeCloseTo(some.filter((row) => row[2] === place).length, 8),
      );
      expect(calibration.reduce((sum, { rows: size }) => sum + size, 0)).toBeCloseTo(some.length, 6);
      expect(calibration.reduce((sum, { rows: size, observed }) => sum + size * observed, 0)).toBeCloseTo(
        positives,
        6,
      );
    }),
    { numRuns: 25 },
  );
});

test('errors of a number are those of the pooled rows, whatever the split', async () => {
  const worth = ([x, idle]: Row): number => Math.round(50 + 9 * x + 20 * idle);
  const label = { type: 'number', unit: 'EUR', lower: 0, upper: 200, transform: 'log1p' };
  await fc.assert(
    fc.asyncProperty(rows, async (some) => {
      const encoded = (row: Row): number => Math.log1p(worth(row));
      const { everybody } = await measured(linear, split(some, encoded), { label });
      const all = split(some, encoded);
      const counted = all.reduce((sum, { size }) => sum + size, 0);
      const kept = [0, 1, 2, 3].flatMap((party) =>
        some.filter((_, at) => (7 * at) % 4 === party || (party === 3 && at === 0)),
      );
      const values = kept.map(([x]) => Math.max(0, Math.min(200, 50 + 10 * x)));
      const errors = kept.map((row, at) => values[at]! - worth(row));
      const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);
      const labels = kept.map(worth);
      const mean = sum(labels) / counted;
      const measures = everybody as ValueMeasures;
      expect(measures.rows).toBeCloseTo(counted, 8);
      expect(measures.wape).toBeCloseTo(sum(errors.map(Math.abs)) / sum(labels), 8);
      expect(measures.mape).toBeCloseTo(
        sum(errors.map((error, at) => Math.abs(error) / labels[at]!)) / counted,
        7,
      );
      expect(measures.rootMeanSquaredError).toBeCloseTo(
        Math.sqrt(sum(errors.map((error) => error ** 2)) / counted),
        6,
      );
      expect(measures.bias).toBeCloseTo(sum(values) / sum(labels) - 1, 8);
      const spread = sum(labels.map((value) => (value - mean) ** 2));
      if (spread > 100)
        expect(measures.rSquared).toBeCloseTo(1 - sum(errors.map((error) => error ** 2)) / spread, 4);
    }),
    { numRuns: 25 },
  );
});

const many: Row[] = Array.from({ length: 4000 }, (_, at) => [
  ((at * 7919) % 6000) / 1000 - 3,
  ((at * 104_729) % 1000) / 1000,
  at % 3,
  ((at * 15_485_863) % 10_000) / 10_000,
]);
const fourParties = [0, 1, 2, 3].map((party) =>
  peopleOf(
    many.filter((_, at) => at % 4 === party),
    saysYes,
  ),
);

test('a feature that the model lives on is important, one that it does not use is not', async () => {
  const { importance, everybody } = await measured(logistic, fourParties, {
    ...{ people: 4000, settings: { importance: true } },
  });
  const lost = Object.fromEntries(importance.map((each) => [each.feature, each.lost!]));
  expect(lost['x']!).toBeCloseTo((everybody as ClassifierMeasures).auc! - 0.5, 1);
  expect([lost['idle'], lost['region']]).toEqual([0, 0]);
});

test('with noise the AUC is near, and no count is below zero', async () => {
  const { everybody, calibration } = await measured(logistic, fourParties, {
    ...{ mode: 'pooled', people: 4000, epsilon: 2, delta: 1e-5, settings: { bins: 50 } },
  });
  const exact = areaUnderCurve(
    await predictPeople(logistic, peopleOf(many, saysYes)),
    Float64Array.from(many, saysYes),
  );
  expect(Math.abs((everybody as ClassifierMeasures).auc! - exact)).toBeLessThan(0.05);
  expect(calibration.every(({ observed, lift }) => observed >= 0 && lift >= 0)).toBe(true);
});

test('noise in bins where no score lies is not taken for persons', async () => {
  const figuresOf = async (terms: Partial<TermsInBrief>): Promise<ClassifierMeasures> =>
    (await measured(logistic, fourParties, { people: 4000, ...terms })).everybody as ClassifierMeasures;
  const exact = await figuresOf({});
  const noised = await figuresOf({ mode: 'pooled', epsilon: 1, delta: 1e-5 });
  expect(Math.abs(noised.rows / exact.rows - 1)).toBeLessThan(0.1);
  expect(Math.abs(noised.logLoss! - exact.logLoss!)).toBeLessThan(0.05);
  expect(Math.abs(noised.brier! - exact.brier!)).toBeLessThan(0.02);
  expect(Math.abs(noised.auc! - exact.auc!)).toBeLessThan(0.03);
});

test('nobody at all: nothing is measured, and nothing breaks', async () => {
  const nobody = selectPeople(fourParties[0]!, []);
  const { everybody, calibration } = await measured(logistic, [nobody, nobody, nobody, nobody]);
  expect(everybody).toMatchObject({ rows: 0, auc: null, logLoss: null });
  expect(calibration).toEqual([]);
});

describe('what cannot be measured is refused before anything is spent', () => {
  const plan = (terms: Partial<TermsInBrief>, settings: object): unknown => {
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'evaluate', mode: 'none', features, people: 100, ...terms },
      settings: { model: { study: 'earlier' }, ...settings },
    });
    return planStudy(agreement, study, { nodes: 4 });
  };
  const pinned = {
    ...{ study: 'a'.repeat(64), state: 'b'.repeat(64), computation: 'logistic-regression' },
    ...{ features: ['x', 'income'], settings: {} },
  };

  test.each([
    [{}, { groupBy: 'x' }, /groupBy: "x" is no category/],
    [{}, { model: {} }, /settings of "evaluate": model/],
    [{}, { model: { study: 'earlier', pinned } }, /takes "income"; add it to the features/],
    [{}, { bins: 100_000, importance: true, groupBy: 'region' }, undefined],
    [{ mode: 'pooled' as const }, { importance: true }, /importance: values dealt out anew mix persons/],
    [{ mode: 'pooled' as const }, { rows: 'each' }, /rows: with noise/],
  ])('%j, %j', (terms, settings, message) => {
    if (message === undefined) expect(() => plan(terms, settings)).not.toThrow();
    else expect(() => plan(terms, settings)).toThrow(message);
  });

  test('a model of numbers for a label of yes or no', async () => {
    await expect(measured(linear, fourParties)).rejects.toThrow(
      /gives a value, and the label asks for a probability/,
    );
  });

  test('a model that this node does not hold', () => {
    const evaluate = computationByName('evaluate');
    expect(() => evaluate.contribute({}, fourParties[0]!, 1, testEntropy('none'))).toThrow(
      /does not hold it/,
    );
  });
});

test('the AUC of 10,000 bins is within 1e-4 of the exact one, for rare and for common answers', () => {
  const entropy = testEntropy('scores');
  const uniform = (): number => (entropy.uint32() + 0.5) / 2 ** 32;
  for (const intercept of [-5, -2, 0.5]) {
    const bins = 10_000;
    const [positives, negatives] = [new Float64Array(bins), new Float64Array(bins)];
    const rows = Array.from({ length: 45_000 }, () => {
      const probability = 1 / (1 + Math.exp(-intercept - 1.2 * (uniform() + uniform() + uniform() - 1.5)));
      return { probability, label: Number(uniform() < probability) };
    });
    for (const { probability, label } of rows)
      (label === 1 ? positives : negatives)[scoreBin(probability, bins)]! += 1;
    const exact = areaUnderCurve(
      Float64Array.from(rows, ({ probability }) => probability),
      Float64Array.from(rows, ({ label }) => label),
    );
    expect(Math.abs(classifierMeasures({ positives, negatives }).auc! - exact)).toBeLessThan(1e-4);
  }
});
