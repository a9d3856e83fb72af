import { inProcessRing, protocolSum, systemEntropy } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { stateHash, type LogisticModel } from '@chorale/models';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'amount', type: 'number', lower: 0, upper: 100 },
  { name: 'member', type: 'binary' },
];
const offers = [
  { name: 'offer', type: 'category', categories: ['mail', 'sms'] },
  { name: 'chance', type: 'number', lower: 0, upper: 1 },
];
const parties = [0, 1, 2, 3].map((party) => {
  const amount = Array.from({ length: 25 }, (_, person) => (37 * person + 11 * party) % 100);
  const label = amount.map((value, person) => (value + 20 * (person % 3) > 60 ? 1 : 0));
  return peopleOfColumns({
    ...{ amount, member: amount.map((_, person) => person % 2), label },
    'offer=mail': amount.map((_, person) => person % 2),
    'offer=sms': amount.map((_, person) => 1 - (person % 2)),
    'offer=other': amount.map(() => 0),
    chance: amount.map(() => 0.5),
  });
});

test.each([
  { computation: 'statistics', mode: 'pooled' as const, settings: {} },
  { computation: 'k-means', mode: 'pooled' as const, settings: { rounds: 3 } },
  { computation: 'k-means', mode: 'none' as const, settings: { rounds: 2, starts: 3 } },
  {
    computation: 'ab-test',
    mode: 'pooled' as const,
    settings: { treated: 'member', outcomes: ['amount'] },
  },
  {
    computation: 'uplift',
    mode: 'pooled' as const,
    settings: { treated: 'member', gradientRounds: 2, splits: 1 },
  },
  {
    computation: 'uplift',
    mode: 'none' as const,
    settings: { treated: 'member', learner: 'x', splits: 2 },
  },
  {
    computation: 'uplift-trees',
    mode: 'none' as const,
    settings: { treated: 'member', trees: 1, depth: 1, leastPersons: 5, splits: 1 },
  },
  {
    computation: 'bandit',
    mode: 'pooled' as const,
    features: [...features, ...offers],
    settings: { action: 'offer', reward: 'amount', propensity: 'chance', policy: 'thompson' },
  },
  {
    computation: 'item-neighbours',
    mode: 'none' as const,
    features: [{ name: 'member', type: 'category', categories: ['no', 'yes'] }],
    settings: { item: 'member' },
  },
  { computation: 'markov-states', mode: 'pooled' as const, settings: { state: 'amount' } },
  {
    computation: 'customer-lifetime',
    mode: 'none' as const,
    settings: { frequency: 'amount', recency: 'amount', age: 'amount', rounds: 2 },
  },
  {
    computation: 'linear-regression',
    mode: 'pooled' as const,
    settings: { terms: ['member*amount'], intervals: [0.5] },
  },
  { computation: 'linear-regression', mode: 'none' as const, settings: {} },
  { computation: 'quantiles', mode: 'none' as const, settings: { bins: 16 } },
  { computation: 'quantiles', mode: 'pooled' as const, settings: { rounds: 2 } },
  {
    computation: 'generalised-linear',
    mode: 'none' as const,
    label: { type: 'number', lower: 0, upper: 5 },
    settings: { family: 'poisson', rounds: 4 },
  },
  { computation: 'logistic-regression', mode: 'pooled' as const, settings: { gradientRounds: 3 } },
  { computation: 'logistic-regression', mode: 'local' as const, settings: { gradientRounds: 2 } },
  { computation: 'logistic-regression', mode: 'none' as const, settings: {} },
  { computation: 'boosted-trees', mode: 'none' as const, settings: { trees: 2, validationShare: 0.2 } },
  {
    computation: 'boosted-trees',
    mode: 'pooled' as const,
    epsilon: 50,
    settings: { trees: 4, treesPerRound: 2 },
  },
  { computation: 'neural-network', mode: 'pooled' as const, settings: { hidden: [3], rounds: 2 } },
  { computation: 'neural-network', mode: 'member' as const, settings: { hidden: [3], rounds: 2 } },
  {
    computation: 'neural-network',
    mode: 'none' as const,
    settings: { hidden: [3], rounds: 2, optimiser: { name: 'scaffold' } },
  },
  ...['lstm', 'transformer'].map((sequence) => ({
    computation: 'neural-network',
    mode: 'none' as const,
    label: { type: 'number', lower: 0, upper: 1 },
    settings: { sequence, window: ['amount', 'member'], sequenceUnits: 4, hidden: [3], rounds: 2 },
  })),
  {
    computation: 'neural-network',
    mode: 'pooled' as const,
    label: { type: 'number', lower: 0, upper: 1 },
    settings: { likelihood: 'zero-inflated', hidden: [3], rounds: 1 },
  },
])('$computation, $mode: the encrypted protocol ends in the very state of the exact sum', async (terms) => {
  const { agreement, study } = agreementAndStudy({
    features,
    people: 100,
    epsilon: 2,
    delta: 1e-3,
    ...terms,
  });
  const exact = await simulateStudy(agreement, study, parties, testEntropy('study'));
  const real = protocolSum(await inProcessRing(systemEntropy()), systemEntropy());
  const encrypted = await simulateStudy(agreement, study, parties, testEntropy('study'), real);
  expect(stateHash(encrypted.state)).toBe(stateHash(exact.state));
  expect(encrypted.rounds).toBe(exact.rounds);
});

test('a model is measured to the very same counts', async () => {
  const { agreement, study } = agreementAndStudy({
    ...{ features, people: 100, computation: 'evaluate', mode: 'none' },
    settings: { model: { study: 'earlier' }, groupBy: 'member', bins: 100 },
  });
  const model: LogisticModel = {
    ...{ kind: 'logistic', columns: ['amount'], weights: Float64Array.of(0.1), intercept: -5 },
    means: Float64Array.of(50),
    normaliser: { centre: Float64Array.of(0), scale: Float64Array.of(1), limit: null },
  };
  const ring = protocolSum(await inProcessRing(systemEntropy()), systemEntropy());
  const [exact, encrypted] = await Promise.all(
    [undefined, ring].map((sum) =>
      simulateStudy(agreement, study, parties, testEntropy('study'), sum, undefined, model),
    ),
  );
  expect(stateHash(encrypted!.state)).toBe(stateHash(exact!.state));
});
