import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  encodingOfRound,
  decode,
  encode,
  planStudy,
  selectPeople,
  type LogisticModel,
  type People,
  type StatisticsState,
} from '@chorale/models';
import fc from 'fast-check';
import { agreementAndStudy, fourParties, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'amount', type: 'number', lower: 0, upper: 1000, transform: 'log1p' },
  { name: 'age', type: 'number', lower: 18, upper: 90 },
  { name: 'member', type: 'binary' },
];
const names = [
  ...['amount', 'age', 'member', 'channel', 'label'],
  ...['offer=a', 'offer=b', 'offer=other', 'chance'],
];

/** Persons with one to three rows; `wild` ones stray far beyond the dictionary's bounds. */
function somePeople(sizes: readonly number[], seed: string, wild: boolean): People {
  const entropy = testEntropy(seed);
  const uniform = (): number => entropy.uint32() / 2 ** 32;
  const rows = sizes.reduce((a, b) => a + b, 0);
  const stretch = wild ? 20 : 1;
  const draw = (from: number, to: number): Float64Array =>
    Float64Array.from({ length: rows }, () => (from + to) / 2 + (uniform() - 0.5) * (to - from) * stretch);
  const coin = (): Float64Array => Float64Array.from({ length: rows }, () => entropy.uint32() & 1);
  const rowStart = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, person) => {
    rowStart[person + 1] = rowStart[person]! + size;
  });
  const columns = [draw(0, Math.log1p(1000)), draw(18, 90), coin(), coin(), coin()];
  const [a, b] = [coin(), coin()];
  columns.push(
    a,
    b.map((value, row) => value * (1 - a[row]!)),
    a.map((value, row) => (1 - value) * (1 - b[row]!)),
    draw(0, 1),
  );
  return {
    size: sizes.length,
    rowStart,
    columns: new Map(names.map((name, index) => [name, columns[index]!])),
  };
}

const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 12 });
const norm = (vector: Float64Array): number => Math.hypot(...vector);

/** The states that a study passes through, with noise as planned. */
async function statesOf(terms: TermsInBrief, people: People): Promise<{ name: string; states: object[] }> {
  const { agreement, study } = agreementAndStudy(terms);
  const plan = planStudy(agreement, study, { nodes: 4 });
  const computation = computationByName(terms.computation);
  const entropy = testEntropy('states');
  const states = [computation.start(plan.context, plan.noise)];
  for (const round of plan.rounds) {
    const state = states.at(-1)!;
    if (computation.done(state)) break;
    const layout = computation.layout(state);
    const encoding = encodingOfRound(plan, round.index, layout, 46);
    const vector = await computation.contribute(state, people, layout.clipNormL2, entropy);
    states.push(computation.update(state, decode(encode(vector, encoding, entropy), encoding)));
  }
  return { name: terms.computation, states: states.filter((state) => !computation.done(state)) };
}

const pooled: TermsInBrief[] = [
  { computation: 'statistics', mode: 'pooled', features, people: 1000, settings: { bins: 5 } },
  { computation: 'statistics', mode: 'none', features, people: 1000, kMin: 4 },
  {
    computation: 'logistic-regression',
    mode: 'pooled',
    features,
    people: 1000,
    settings: { gradientRounds: 3 },
  },
  { computation: 'logistic-regression', mode: 'none', features, people: 1000 },
  { computation: 'k-means', mode: 'pooled', features, people: 1000, settings: { rounds: 4, segments: 3 } },
  { computation: 'k-means', mode: 'none', features, people: 1000, settings: { rounds: 3, starts: 2 } },
  {
    computation: 'ab-test',
    mode: 'pooled',
    features,
    people: 1000,
    settings: { treated: 'member', outcomes: ['amount'], covariate: 'age' },
  },
  {
    computation: 'uplift',
    mode: 'pooled',
    features,
    people: 1000,
    settings: { treated: 'member', gradientRounds: 2, splits: 3 },
  },
  ...['t', 'x'].map((learner) => ({
    computation: 'uplift',
    mode: 'none' as const,
    features,
    people: 1000,
    settings: { treated: 'member', learner, splits: 2, newtonRounds: 3 },
  })),
  ...(['linucb', 'thompson'] as const).map((policy) => ({
    computation: 'bandit',
    mode: 'pooled' as const,
    features: [
      ...features,
      { name: 'offer', type: 'category', categories: ['a', 'b'] },
      { name: 'chance', type: 'number', lower: 0, upper: 1 },
    ],
    people: 1000,
    settings: { action: 'offer', reward: 'age', propensity: 'chance', mostWeight: 3, policy },
  })),
  ...(['pooled', 'none'] as const).map((mode) => ({
    computation: 'markov-states',
    mode,
    features,
    people: 1000,
    settings: { state: 'age', bounds: [40, 60], mostPeriods: 2 },
  })),
  {
    computation: 'item-neighbours',
    mode: 'pooled',
    features: [{ name: 'channel', type: 'category', categories: ['web', 'shop', 'mail'] }],
    people: 1000,
    settings: { item: 'channel' },
  },
  {
    computation: 'attribution',
    mode: 'pooled',
    features: [...features, { name: 'channel', type: 'category', categories: ['search'] }],
    people: 1000,
    settings: { conversions: 'member', value: 'amount' },
  },
  {
    computation: 'customer-lifetime',
    mode: 'pooled',
    features,
    people: 1000,
    settings: { frequency: 'amount', recency: 'age', age: 'age', value: 'amount', rounds: 3 },
  },
  {
    computation: 'customer-lifetime',
    mode: 'none',
    features,
    people: 1000,
    settings: { frequency: 'amount', recency: 'age', age: 'age', value: 'amount', rounds: 3 },
  },
  {
    computation: 'linear-regression',
    mode: 'pooled',
    features,
    people: 1000,
    settings: { terms: ['amount', 'age', 'member*amount'], intervals: [0.1, 0.9] },
  },
  { computation: 'boosted-trees', mode: 'none', features, people: 1000, settings: { trees: 2 } },
  {
    computation: 'neural-network',
    mode: 'pooled',
    features,
    people: 1000,
    settings: { hidden: [4], rounds: 2, clipNorm: 0.1 },
  },
  {
    computation: 'neural-network',
    mode: 'pooled',
    features,
    people: 1000,
    label: { type: 'number', lower: 0, upper: 1 },
    settings: { hidden: [4], rounds: 2, clipNorm: 0.1 },
  },
];

test.each(pooled)(
  '$computation, $mode: without any one person the vector moves by at most the clip',
  async (terms) => {
    const typical = somePeople(
      Array.from({ length: 40 }, () => 1),
      'typical',
      false,
    );
    const { name, states } = await statesOf(terms, typical);
    const computation = computationByName(name);
    // Networks add up in float32 within a batch; the sensitivity that noise is counted with allows for a percent.
    const slack = name === 'neural-network' ? 1e-4 : 1e-9;
    await fc.assert(
      fc.asyncProperty(sizes, fc.string(), fc.boolean(), async (rows, seed, wild) => {
        // Sums without noise are not clipped; there bounds hold for values that the dictionary admits.
        const people = somePeople(rows, seed, wild && terms.mode !== 'none');
        for (const state of states) {
          const { clipNormL2 } = computation.layout(state);
          const vectorOf = async (some: People): Promise<Float64Array> =>
            computation.contribute(state, some, clipNormL2, testEntropy('none'));
          const whole = await vectorOf(people);
          for (let left = 0; left < people.size; left += 1) {
            const others = selectPeople(
              people,
              [...Array(people.size).keys()].filter((person) => person !== left),
            );
            const without = await vectorOf(others);
            expect(norm(whole.map((value, at) => value - without[at]!))).toBeLessThanOrEqual(
              clipNormL2 * (1 + slack),
            );
          }
        }
      }),
      { numRuns: 15 },
    );
  },
);

test.each(['member', 'none'] as const)(
  'neural-network, %s: a whole contribution is at most the clip',
  async (mode) => {
    const settings = {
      hidden: [3],
      rounds: 1,
      localEpochs: 2,
      batchSize: 4,
      learningRate: 0.5,
      clipNorm: 0.3,
    };
    const people = somePeople(
      Array.from({ length: 30 }, () => 1),
      'network',
      false,
    );
    const { states } = await statesOf(
      { computation: 'neural-network', mode, features, people: 100, settings },
      people,
    );
    const computation = computationByName('neural-network');
    const state = states.at(-1)!;
    const layout = computation.layout(state);
    const vector = await computation.contribute(state, people, layout.clipNormL2, testEntropy('train'));
    const length = layout.blocks[0]!.length;
    expect(norm(vector.subarray(0, length))).toBeLessThanOrEqual(0.3 * (1 + 1e-9));
    expect(norm(vector.subarray(0, length))).toBeGreaterThan(mode === 'none' ? 0.05 : 0.29);
    // Nobody here: nothing moves, and the node still contributes.
    const nobody = selectPeople(people, []);
    const empty = await computation.contribute(state, nobody, layout.clipNormL2, testEntropy('train'));
    expect(empty.subarray(0, length)).toEqual(new Float64Array(length));
    if (mode === 'none') {
      expect(empty[length]).toBe(0);
      return;
    }
    // The bit that the update was cut is covered by the clip as well.
    expect(norm(vector)).toBeLessThanOrEqual(layout.clipNormL2 * (1 + 1e-9));
    expect([vector[length]!, empty[length]!].map(Math.sign)).toEqual([-1, 1]);
  },
);

const splits = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 });
test('with noise off, federated equals pooled whatever the split', async () => {
  const people = somePeople(
    Array.from({ length: 60 }, (_, person) => 1 + (person % 2)),
    'pooled',
    false,
  );
  const run = async (computation: string, parties: readonly People[]): ReturnType<typeof simulateStudy> => {
    const { agreement, study } = agreementAndStudy({ computation, mode: 'none', features, people: 60 });
    return simulateStudy(agreement, study, parties, testEntropy('run'));
  };
  const together = fourParties(people, () => 0);
  const pooledModel = (await run('logistic-regression', together)).model as LogisticModel;
  const pooledStatistics = (await run('statistics', together)).state as StatisticsState;
  await fc.assert(
    fc.asyncProperty(splits, async (split) => {
      const parties = fourParties(people, (person) => split[person]!);
      const model = (await run('logistic-regression', parties)).model as LogisticModel;
      expect(Math.abs(model.intercept - pooledModel.intercept)).toBeLessThan(1e-8);
      model.weights.forEach((weight, at) =>
        expect(Math.abs(weight - pooledModel.weights[at]!)).toBeLessThan(1e-8),
      );
      const { result } = (await run('statistics', parties)).state as StatisticsState;
      expect(result!.count).toBeCloseTo(60, 8);
      result!.columns.forEach((column, at) => {
        const expected = pooledStatistics.result!.columns[at]!;
        expect(column.mean).toBeCloseTo(expected.mean, 8);
        expect(column.variance).toBeCloseTo(expected.variance, 7);
        column.histogram?.forEach((count, bin) => expect(count).toBeCloseTo(expected.histogram![bin]!, 8));
      });
    }),
    { numRuns: 10 },
  );
});

interface SummedGradients {
  readonly computation: string;
  readonly settings: Record<string, unknown>;
  readonly label?: Record<string, unknown>;
  readonly runs: number;
  readonly digits: number;
}
const amounts = { type: 'number', lower: 0, upper: 1 };

test.each<SummedGradients>([
  { computation: 'logistic-regression', settings: { gradientRounds: 2 }, runs: 20, digits: 9 },
  // Networks add up in float32 within a batch.
  { computation: 'neural-network', settings: { hidden: [5], rounds: 2 }, runs: 8, digits: 4 },
  { computation: 'neural-network', settings: { hidden: [5], rounds: 2 }, label: amounts, runs: 8, digits: 4 },
  ...[
    { likelihood: 'zero-inflated', hidden: [3] },
    ...['lstm', 'transformer'].map((sequence) => ({
      ...{ sequence, window: ['amount', 'age'], sequenceUnits: 4, hidden: [2] },
    })),
  ].map((settings) => ({
    ...{ computation: 'neural-network', settings: { ...settings, rounds: 1 }, label: amounts },
    ...{ runs: 1, digits: 4 },
  })),
])(
  'the clipped gradients of a pooled $computation with $settings add up to one and the same whatever the split',
  async ({ computation: name, settings, runs, digits, label }: SummedGradients) => {
    const people = somePeople(
      Array.from({ length: 60 }, () => 1),
      'gradients',
      true,
    );
    const { states } = await statesOf(
      { computation: name, mode: 'pooled', features, people: 60, settings, ...(label && { label }) },
      people,
    );
    const computation = computationByName(name);
    await fc.assert(
      fc.asyncProperty(splits, async (split) => {
        for (const state of states) {
          const { clipNormL2 } = computation.layout(state);
          const vectorOf = async (some: People): Promise<Float64Array> =>
            computation.contribute(state, some, clipNormL2, testEntropy('none'));
          const whole = await vectorOf(people);
          const parts = await Promise.all(fourParties(people, (person) => split[person]!).map(vectorOf));
          whole.forEach((value, at) => {
            expect(parts.reduce((total, part) => total + part[at]!, 0)).toBeCloseTo(value, digits);
          });
        }
      }),
      { numRuns: runs },
    );
  },
);
