import { forecastStudy } from '@chorale/models/forecast';
import { areaUnderCurve, designColumns, planStudy, StudyPlanError } from '@chorale/models';
import { syntheticPopulation } from '../../../models/src/forecast/synthetic-people.js';
import { agreementAndStudy, type TermsInBrief } from '../../support/people.js';

const features = [
  { name: 'amount', type: 'number', lower: 0, upper: 1000, transform: 'log1p' },
  { name: 'channel', type: 'category', categories: ['store', 'web'] },
  { name: 'member', type: 'binary' },
];
const terms: TermsInBrief = {
  computation: 'logistic-regression',
  mode: 'pooled',
  features,
  people: 1200,
  settings: { gradientRounds: 4 },
};
const request = { nodes: 5, signalAuc: 0.8 };

test('more epsilon means less noise and a better expected model; the recommended option is one of them', async () => {
  const { agreement, study } = agreementAndStudy(terms);
  const { options, simulation, recommended, reason } = await forecastStudy(agreement, study, request);
  expect(options).toHaveLength(16);
  const atRounds = options.filter(({ roundsSetting }) => roundsSetting === 4);
  expect(atRounds.map(({ epsilon }) => epsilon)).toEqual([0.125, 0.25, 0.5, 1]);
  const noise = atRounds.map(({ noiseOnMean }) => noiseOnMean);
  expect([...noise].sort((a, b) => b - a)).toEqual(noise);
  expect(simulation!.noiseFreeAuc).toBeGreaterThan(0.75);
  expect(atRounds.at(-1)!.expectedAuc!).toBeGreaterThan(atRounds[0]!.expectedAuc! + 0.01);
  expect(atRounds.at(-1)!.expectedAuc!).toBeLessThan(simulation!.noiseFreeAuc + 0.01);
  expect(options).toContain(recommended);
  expect(reason).toBe('accuracy');
  const best = Math.max(...options.map(({ expectedAuc }) => expectedAuc!));
  expect(recommended.expectedAuc!).toBeGreaterThanOrEqual(best - 0.005);
});

test('an option costs and noises what the plan of that very study does', async () => {
  const { agreement, study } = agreementAndStudy(terms);
  const { options, privacy } = await forecastStudy(agreement, study, request);
  const plan = planStudy(agreement, study, { nodes: 5 });
  expect(privacy).toEqual(plan.privacy);
  const asked = options.filter(({ isAsked }) => isAsked);
  expect(asked).toMatchObject([
    {
      epsilon: 1,
      rounds: 5,
      noiseMultiplier: Math.min(...plan.rounds.map((round) => round.noiseMultiplier)),
    },
  ]);
  expect(asked[0]!.noiseOnMean).toBeCloseTo(plan.noise.stdDevOverClip[4]! / 1200, 12);
});

test('computations that are not simulated are weighed by their noise alone', async () => {
  const { agreement, study } = agreementAndStudy({ ...terms, computation: 'statistics', settings: {} });
  const forecast = await forecastStudy(agreement, study, request);
  expect(forecast.simulation).toBeNull();
  expect(forecast.options.map(({ rounds, expectedAuc }) => [rounds, expectedAuc])).toEqual(
    Array.from({ length: 4 }, () => [1, null]),
  );
  expect(forecast.recommended.noiseOnMean).toBeLessThanOrEqual(0.01);
});

test('studies that promise nothing, or do not fit, are refused', async () => {
  const none = agreementAndStudy({ ...terms, mode: 'none' });
  await expect(forecastStudy(none.agreement, none.study, request)).rejects.toThrow(StudyPlanError);
  const { agreement, study } = agreementAndStudy(terms);
  const tooMuch = { ...study, privacy: { epsilon: 2 } };
  await expect(forecastStudy(agreement, tooMuch, request)).rejects.toThrow(/asks for epsilon 2/);
  await expect(forecastStudy(agreement, study, { ...request, signalAuc: 1 })).rejects.toThrow(RangeError);
});

test('made-up persons keep to the dictionary, and their label is as predictable as asked', () => {
  const { agreement } = agreementAndStudy(terms);
  const columns = designColumns(agreement.dictionary, ['amount', 'channel', 'member']);
  const { training, test: held } = syntheticPopulation(columns, 'label', 2000, 0.8);
  for (const people of [training, held]) {
    for (const { name, lower, upper } of columns) {
      const values = people.columns.get(name)!;
      expect(Math.min(...values)).toBeGreaterThanOrEqual(lower);
      expect(Math.max(...values)).toBeLessThanOrEqual(upper);
    }
    const channel = ['store', 'web', 'other'].map((name) => people.columns.get(`channel=${name}`)!);
    for (let person = 0; person < people.size; person += 1)
      expect(channel.reduce((sum, values) => sum + values[person]!, 0)).toBe(1);
  }
  const auc = Math.max(
    ...columns.map(({ name }) => {
      const one = areaUnderCurve(training.columns.get(name)!, training.columns.get('label')!);
      return Math.max(one, 1 - one);
    }),
  );
  expect(auc).toBeGreaterThan(0.55);
  expect(auc).toBeLessThan(0.81);
});
