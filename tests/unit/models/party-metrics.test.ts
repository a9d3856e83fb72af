// What a party may release of itself, what it says, and what releases of many cost one person.
import fc from 'fast-check';
import {
  accountFor,
  countedPartyRelease,
  dearestOfEachModel,
  partyMetricsOf,
  planPartyMeasuring,
  type Agreement,
  type MeasuredModel,
  type PrivacyEvent,
} from '@chorale/models';
import { agreementAndStudy } from '../../support/people.ts';
import { casesOf } from '../../support/soak.ts';

const features = [{ name: 'x', type: 'number', lower: -1, upper: 1, description: 'anything' }];
const local = agreementAndStudy({
  computation: 'evaluate',
  mode: 'local',
  features,
  people: 4000,
  epsilon: 4,
});
const { agreement } = local;
const made = agreementAndStudy({
  computation: 'logistic-regression',
  mode: 'pooled',
  features,
  people: 4000,
});
const hash = 'ab'.repeat(32);
const model: MeasuredModel = {
  name: 'churn',
  pinned: { study: hash, state: hash, computation: 'logistic-regression', features: ['x'], settings: {} },
  agreement: made.agreement,
};
const planned = (changes: Partial<Agreement> = {}, epsilon = 1) =>
  planPartyMeasuring({ ...agreement, ...changes }, model, epsilon);

test('a node adds all of the noise that the epsilon asks for, whatever others would add', () => {
  const { terms, plan } = planned();
  const { encoding, privacy } = terms;
  const [event] = [plan.rounds[0]!.event!];
  expect(
    accountFor([{ study: 'one', events: [event] }], { delta: 1e-5, nodesPerPerson: 1 }).epsilon,
  ).toBeLessThanOrEqual(1);
  const sigma = privacy.noiseMultiplier * encoding.sensitivityGrid;
  expect(Number(encoding.nodeNoiseVariance.numerator)).toBeGreaterThanOrEqual(sigma ** 2);
  expect(plan.privacy).toMatchObject({
    mode: 'local',
    delta: 1e-5,
    unit: 'person',
    sampling: { kind: 'all' },
  });
  expect(plan.privacy.epsilon).toBeCloseTo(1, 3);
  // A person in two nodes is hidden by twice the noise of each; measures reckon with that of this node alone.
  const twice = planned({ privacy: { ...agreement.privacy, nodesPerPerson: 2 } });
  expect(twice.terms.encoding.countedNoiseStdDevGrid).toBeCloseTo(2 * encoding.countedNoiseStdDevGrid, 6);
  expect(twice.state.setup.noiseOverClip).toBeCloseTo(2 * privacy.noiseMultiplier, 12);
});

test.each<[string, Partial<Agreement>, number]>([
  ['in mode pooled, and a party releases', { privacy: { ...agreement.privacy, mode: 'pooled' } }, 1],
  ['does not allow "evaluate"', { computations: ['statistics'] }, 1],
  ['needs a label', { dictionary: { features: agreement.dictionary.features } }, 1],
  ['asks for epsilon 5, the agreement allows 4', {}, 5],
  ['epsilon has to lie above 0', {}, 0],
  ['epsilon has to lie above 0', {}, Number.NaN],
  ['epsilon has to lie above 0', {}, 101],
  [
    'takes feature "x"',
    { dictionary: { ...agreement.dictionary, features: [{ name: 'x', type: 'binary' }] } },
    1,
  ],
])('refused: %s', (reason, changes, epsilon) => {
  expect(() => planned(changes, epsilon)).toThrow(reason);
});

test('words for people tell no two dictionaries apart', () => {
  const [x] = agreement.dictionary.features;
  const said = { ...agreement.dictionary, features: [{ ...x!, description: 'something' }] };
  expect(() => planned({ dictionary: said })).not.toThrow();
});

test('values say what the histogram says, and others than the terms allow are refused', () => {
  const measuring = planned();
  const { length, grid } = measuring.terms.encoding.blocks[0]!;
  const [yes, no] = [new Float64Array(length), new Float64Array(length)];
  yes.fill(Math.round(10 / grid), length / 2);
  no.fill(Math.round(10 / grid), 0, length / 2);
  const { measures, calibration, label, privacy } = partyMetricsOf(measuring, [...yes, ...no]);
  expect(label).toBe('label');
  expect(measures['auc']).toBeCloseTo(1, 10);
  expect(measures['rows']).toBeCloseTo(10 * length, 0);
  expect(calibration.map(({ decile }) => decile)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(privacy).toBe(measuring.plan.privacy);
  const zeros = Array<number>(2 * length).fill(0);
  for (const values of [
    zeros.slice(1),
    zeros.with(0, 0.5),
    zeros.with(0, 2 ** 50),
    zeros.with(3, -(2 ** 50)),
  ])
    expect(() => partyMetricsOf(measuring, values)).toThrow(RangeError);
});

test('a label that is a number is measured by its errors', () => {
  const label = { type: 'number', lower: 0, upper: 50 };
  const terms = agreementAndStudy({ computation: 'evaluate', mode: 'local', features, people: 4000, label });
  const measuring = planPartyMeasuring(terms.agreement, model, 1);
  const { blocks } = measuring.terms.encoding;
  const grid = blocks[0]!.grid;
  // 100 rows, labels and values at 25, a tenth of the bounds off.
  const sums = [100, 50, 50, 10, 1, 25, 50].map((sum) => Math.round(sum / grid));
  const { measures, calibration } = partyMetricsOf(measuring, sums);
  expect(measures).toMatchObject({ mape: null });
  expect(measures['rootMeanSquaredError']).toBeCloseTo(5, 1);
  expect(measures['wape']).toBeCloseTo(0.2, 2);
  expect(calibration).toEqual([]);
});

test('of many nodes the dearest release counts, which is never less than what p of them cost a person', () => {
  const delta = 1e-5;
  const epsilonOf = (noise: readonly number[], nodesPerPerson: number): number =>
    accountFor(
      noise.map((noiseMultiplier, at): { study: string; events: PrivacyEvent[] } => ({
        study: String(at),
        events: [{ type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier, count: 1 }],
      })),
      { delta, nodesPerPerson },
    ).epsilon;
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.5, max: 20, noNaN: true }), { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 2, max: 6 }),
      (noise, p) => {
        const releases = noise.map((noiseMultiplier) => ({ study: 's', agreement: 'a', noiseMultiplier }));
        const counted = dearestOfEachModel(releases);
        expect(counted).toHaveLength(1);
        // sigma = z p D at each node, and a person moves one node's sum by D.
        const worst = noise
          .toSorted((a, b) => a - b)
          .slice(0, p)
          .map((z) => z * p);
        const dearest = [counted[0]!.noiseMultiplier];
        expect(epsilonOf(worst, p)).toBeLessThanOrEqual(epsilonOf([...dearest, 1e9], p) * (1 + 1e-9));
      },
    ),
    { numRuns: casesOf(50, 20) },
  );
});

test('other models, and other agreements, count by themselves; and none as part of its study', () => {
  const release = (study: string, under: string, noiseMultiplier: number) => ({
    study,
    agreement: under,
    noiseMultiplier,
  });
  const all = [release('s', 'a', 3), release('s', 'a', 2), release('s', 'b', 9), release('t', 'a', 5)];
  expect(dearestOfEachModel(all)).toEqual([all[1], all[2], all[3]]);
  const counted = countedPartyRelease({
    ...{ study: 's', purpose: 'test', agreement: undefined, noiseMultiplier: 2, isSpent: true },
  });
  expect(counted).toMatchObject({ period: undefined, nodesPerPerson: 1, isSpent: true });
  expect(counted.study).not.toBe('s');
});
