import { forecastStudy, forecastTexts, type ForecastOption } from '@chorale/models/forecast';
import {
  areaUnderCurve,
  computationByName,
  designColumns,
  planStudy,
  StudyPlanError,
  type StatisticsState,
} from '@chorale/models';
import { drawsFrom } from '../../../models/src/forecast/draws.js';
import { simulateStudy } from '../../../models/src/forecast/simulate-study.js';
import { syntheticPopulation } from '../../../models/src/forecast/synthetic-people.js';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.js';

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
  const { options, accuracy, recommended, reason } = await forecastStudy(agreement, study, request);
  expect(options).toHaveLength(16);
  expect(accuracy).toMatchObject({ measure: 'auc', simulation: { persons: 1200, runs: 3, signalAuc: 0.8 } });
  const valueOf = ({ expected }: ForecastOption): number => expected!.value;
  const atRounds = options.filter(({ roundsSetting }) => roundsSetting === 4);
  expect(atRounds.map(({ epsilon }) => epsilon)).toEqual([0.125, 0.25, 0.5, 1]);
  const noise = atRounds.map(({ noiseOnMean }) => noiseOnMean);
  expect([...noise].sort((a, b) => b - a)).toEqual(noise);
  expect(accuracy!.noiseFree).toBeGreaterThan(0.75);
  expect(valueOf(atRounds.at(-1)!)).toBeGreaterThan(valueOf(atRounds[0]!) + 0.01);
  expect(valueOf(atRounds.at(-1)!)).toBeLessThan(accuracy!.noiseFree + 0.01);
  expect(options).toContain(recommended);
  expect(reason).toBe('accuracy');
  expect(valueOf(recommended!)).toBeGreaterThanOrEqual(Math.max(...options.map(valueOf)) - 0.005);
});

test('an option costs and noises what the plan of that very study does', async () => {
  const { agreement, study } = agreementAndStudy(terms);
  const { options, privacy } = await forecastStudy(agreement, study, request);
  const plan = planStudy(agreement, study, { nodes: 5 });
  expect(privacy).toEqual(plan.privacy);
  const asked = options.filter(({ isAsked }) => isAsked);
  expect(asked).toMatchObject([
    { epsilon: 1, rounds: 5, noiseMultiplier: plan.rounds.at(-1)!.noiseMultiplier },
  ]);
  expect(asked[0]!.noiseOnMean).toBeCloseTo(plan.noise.stdDevOverClip[4]! / 1200, 12);
});

test('statistics: exact standard errors, which measured noise agrees with', async () => {
  const { agreement, study } = agreementAndStudy({ ...terms, computation: 'statistics', settings: {} });
  const forecast = await forecastStudy(agreement, study, request);
  expect(forecast.accuracy).toEqual({ measure: 'standard-error', noiseFree: 0, simulation: null });
  expect(forecast.options.map(({ rounds }) => rounds)).toEqual([1, 1, 1, 1]);
  // Everybody in the middle of the bounds: the noise of a mean is at its least, and a binary's at its most.
  const amount = Math.log1p(1000) / 2;
  const people = peopleOfColumns({
    amount: new Array<number>(1200).fill(amount),
    'channel=store': new Array<number>(1200).fill(1),
    'channel=web': new Array<number>(1200).fill(0),
    'channel=other': new Array<number>(1200).fill(0),
    member: new Array<number>(1200).fill(1),
    label: new Array<number>(1200).fill(1),
  });
  const plan = planStudy(agreement, study, { nodes: 5 });
  const runs: { count: number; amount: number; member: number }[] = [];
  for (let seed = 1; seed <= 400; seed += 1) {
    const end = await simulateStudy(computationByName('statistics'), plan, people, drawsFrom(seed));
    const { count, columns } = (end as StatisticsState).result!;
    const meanOf = (name: string): number => columns.find((column) => column.name === name)!.mean;
    runs.push({ count, amount: meanOf('amount'), member: meanOf('member') });
  }
  const deviation = (values: readonly number[], mean: number): number =>
    Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
  const { count, means } = forecast.standardErrors!;
  const ofColumn = (name: string) => means.find(({ column }) => column === name)!;
  const measured = {
    count: deviation(
      runs.map((run) => run.count),
      1200,
    ),
    amount: deviation(
      runs.map((run) => run.amount),
      amount,
    ),
    // Clamped at the bound: half of the noise is cut off, and with it half of the square.
    member:
      deviation(
        runs.map((run) => run.member),
        1,
      ) * Math.SQRT2,
  };
  expect(measured.count / count).toBeCloseTo(1, 0.8);
  expect(measured.amount / ofColumn('amount').least).toBeCloseTo(1, 0.8);
  expect(measured.member / ofColumn('member').most).toBeCloseTo(1, 0.8);
  expect(forecast.options.at(-1)!.expected!.value).toBeCloseTo(ofColumn('member').most, 12);
});

test('k-means: inertia over that without noise, on made-up persons without a label', async () => {
  const { agreement, study } = agreementAndStudy({
    ...terms,
    computation: 'k-means',
    people: 3000,
    settings: { segments: 3, starts: 2, rounds: 4 },
  });
  const { options, accuracy } = await forecastStudy(agreement, study, request);
  expect(accuracy).toMatchObject({ measure: 'inertia-ratio', noiseFree: 1, simulation: { signalAuc: null } });
  const asked = options.filter(({ roundsSetting }) => roundsSetting === 4);
  const [least, most] = [asked[0]!.expected!.value, asked.at(-1)!.expected!.value];
  expect(most).toBeGreaterThan(0.95);
  expect(most).toBeLessThan(1.2);
  expect(least).toBeGreaterThan(most);
});

test('networks: one run, fewer settings; what averages updates, is too large or has other layers is not simulated', async () => {
  const network = { ...terms, computation: 'neural-network', people: 400 };
  const settings = { hidden: [4], rounds: 4 };
  const pooled = agreementAndStudy({ ...network, settings });
  const { options, accuracy } = await forecastStudy(pooled.agreement, pooled.study, request);
  expect(accuracy).toMatchObject({ measure: 'auc', simulation: { persons: 400, runs: 1 } });
  expect(options).toHaveLength(12);
  expect(options.every(({ expected }) => expected!.value > 0.3 && expected!.stdDev === null)).toBe(true);
  for (const [changes, reason] of [
    [{ mode: 'member' as const, settings }, 'averages-updates'],
    [{ settings: { ...settings, hidden: [1000, 30] } }, 'too-large'],
  ] as const) {
    const { agreement, study } = agreementAndStudy({ ...network, ...changes });
    const forecast = await forecastStudy(agreement, study, request);
    expect(forecast).toMatchObject({ accuracy: null, noExpectation: reason, standardErrors: null });
    expect(['noise', 'largest-budget']).toContain(forecast.reason);
  }
});

test('the number of rounds that is asked for is among those that are weighed, whatever it is', async () => {
  for (const changes of [
    { computation: 'neural-network', mode: 'member' as const, settings: { hidden: [2] } },
    { computation: 'statistics', settings: {} },
    { settings: { gradientRounds: 2 } },
  ]) {
    const { agreement, study } = agreementAndStudy({ ...terms, ...changes, people: 200 });
    const { options } = await forecastStudy(agreement, study, request);
    const asked = options.filter(({ isAsked }) => isAsked);
    expect(asked.map(({ rounds }) => rounds)).toEqual([
      planStudy(agreement, study, { nodes: 5 }).rounds.length,
    ]);
  }
});

test('a study that flattens its vectors, or adds up by a robust rule, is weighed like any other', async () => {
  const { agreement, study } = agreementAndStudy({ ...terms, people: 200, settings: { gradientRounds: 2 } });
  const robust = {
    agreement: { ...agreement, aggregation: ['median' as const] },
    study: { ...study, flatten: true, aggregation: { rule: 'median' as const, groupSize: 4 } },
  };
  const { accuracy } = await forecastStudy(robust.agreement, robust.study, { ...request, nodes: 12 });
  expect(accuracy!.noiseFree).toBeGreaterThan(0.6);
});

test('studies that promise nothing, or do not fit, are refused', async () => {
  const none = agreementAndStudy({ ...terms, mode: 'none' });
  await expect(forecastStudy(none.agreement, none.study, request)).rejects.toThrow(StudyPlanError);
  const { agreement, study } = agreementAndStudy(terms);
  const tooMuch = { ...study, privacy: { epsilon: 2 } };
  await expect(forecastStudy(agreement, tooMuch, request)).rejects.toThrow(/asks for epsilon 2/);
  await expect(forecastStudy(agreement, study, { ...request, signalAuc: 1 })).rejects.toThrow(RangeError);
});

test.each([
  ['logistic-regression', 1],
  ['logistic-regression', 3],
  ['neural-network', 3],
  ['k-means', 3],
])('%s of %i persons is weighed by its noise alone, which drowns them', async (computation, people) => {
  const { agreement, study } = agreementAndStudy({ ...terms, computation, people, settings: {} });
  expect(await forecastStudy(agreement, study, request)).toMatchObject({
    accuracy: null,
    noExpectation: 'too-few-persons',
    recommended: null,
    reason: 'drowned',
  });
});

test.each([
  ['logistic-regression', 1e-7, 'drowned'],
  ['neural-network', 1e-7, 'drowned'],
  ['logistic-regression', 0.01, 'chance'],
  ['statistics', 0.02, 'chance'],
])('recommends nothing for %s at epsilon %f: %s', async (computation, epsilon, reason) => {
  const { agreement, study } = agreementAndStudy({ ...terms, computation, epsilon, settings: {} });
  const forecast = await forecastStudy(agreement, study, request);
  expect(forecast).toMatchObject({ recommended: null, reason });
  expect(forecastTexts.en.recommended(forecast)).toContain('No setting here is worth running');
  expect(forecastTexts['zh-CN'].recommended(forecast)).toContain('没有值得运行的设置');
});

test('settings that cannot be planned are named with the reason', async () => {
  const settings = { gradientRounds: 10_000 };
  const { agreement, study } = agreementAndStudy({ ...terms, people: 20, settings });
  const forecast = await forecastStudy(agreement, study, request);
  expect(forecast.options).toHaveLength(12);
  expect(forecast.unplanned.map(({ roundsSetting }) => roundsSetting)).toEqual(
    Array.from({ length: 4 }, () => [20_000, 40_000]).flat(),
  );
  expect(forecastTexts.en.leftOut(forecast)).toMatch(
    /^Not in the table.*privacy\.epsilon: 0\.125, settings\.gradientRounds: 20000; .*\(.*gradientRounds/,
  );
  const inChinese = forecastTexts['zh-CN'].leftOut(forecast);
  expect(inChinese).toContain('settings.gradientRounds: 20000');
  expect(inChinese).not.toContain(forecast.unplanned[0]!.why);
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
