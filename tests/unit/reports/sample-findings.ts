// A result of every kind, as studies leave it, with names that would break a page which let them.
import type {
  AbResult,
  AttributionResult,
  BanditResult,
  LifetimeResult,
  PrivacyStatement,
  ReadableEvaluation,
  ReadableGeneralised,
  ReadableItems,
  ReadableLogistic,
  ReadableNetwork,
  ReadableQuantiles,
  ReadableRegression,
  ReadableSegments,
  ReadableStatistics,
  ReadableTrees,
  StatesResult,
  UpliftResult,
} from '@chorale/models';
import type { ResultDocument } from '../../../client-node/src/reports/index.js';

/** A name that a page must show and never obey. */
export const HOSTILE = `<img src=x onerror="alert('1')">&`;

const exactPrivacy: PrivacyStatement = {
  ...{ mode: 'none', epsilon: null, delta: null, unit: 'person', adjacency: 'add-or-remove-one' },
  ...{ sampling: { kind: 'all' }, nodesPerPerson: 1, colluding: 1, accountant: 'rdp' },
};

const segments: ReadableSegments = (() => {
  const centre = (recency: number, frequency: number, spend: number, gold: number) => [
    { column: 'recency', unit: 'days', value: 120 + 80 * recency, encoded: recency, normalised: recency },
    { column: HOSTILE, unit: 'value', value: 4 + 3 * frequency, encoded: frequency, normalised: frequency },
    { column: 'spend', unit: 'EUR', value: 310 + 200 * spend, encoded: spend, normalised: spend },
    { column: 'tier=gold', unit: 'share of persons', value: gold, encoded: gold, normalised: gold },
  ];
  return {
    persons: 4000,
    meanSquaredDistance: 0.987,
    hasConverged: true,
    segments: [
      { segment: 1, persons: 1800, share: 0.45, centre: centre(-0.4, -0.3, -0.2, 0.1) },
      { segment: 2, persons: 1200, share: 0.3, centre: centre(1.3, -0.7, -0.6, 0.02) },
      { segment: 3, persons: 800, share: 0.2, centre: centre(-0.8, 1.1, 0.6, 0.4) },
      { segment: 4, persons: 200, share: 0.05, centre: centre(-0.9, 2.6, 3.1, 0.85) },
    ],
  };
})();

const lifetime: LifetimeResult = {
  purchases: { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 },
  value: { p: 6.249, q: 3.744, v: 15.44 },
  logLikelihood: { purchases: -9582.43, value: -4055.92 },
  ...{ horizon: 9.75, hasConverged: true, steps: 7 },
};

const states: StatesResult = {
  ...{ horizon: 6, active: 'active', lost: HOSTILE, unseen: ['asleep'] },
  states: [
    {
      ...{ state: 'active', persons: 900, next: { active: 0.7, asleep: 0.1, [HOSTILE]: 0.2 } },
      ...{ transitions: 1200, periodsUntilLost: 4.25, lostWithin: 0.61, activeWithin: 0.97 },
    },
    {
      ...{ state: 'asleep', persons: 300, next: null, transitions: 0 },
      ...{ periodsUntilLost: null, lostWithin: 0, activeWithin: 0 },
    },
    {
      ...{ state: HOSTILE, persons: 800, next: { active: 0.15, asleep: 0, [HOSTILE]: 0.85 } },
      ...{ transitions: 640, periodsUntilLost: 0, lostWithin: 1, activeWithin: 0.52 },
    },
  ],
};

const experiment: AbResult = {
  persons: { control: 5012, treated: 4988 },
  sampleRatio: { expectedShare: 0.5, share: 0.4988, pValue: 0.8103, isMismatch: false },
  confidence: 0.95,
  outcomes: [
    {
      outcome: HOSTILE,
      ...{ effect: 1.84, standardError: 0.71, pValue: 0.0095 },
      interval: { lower: 0.45, upper: 3.23 },
      anytime: { lower: -0.32, upper: 4.0 },
      control: { mean: 24.6, standardDeviation: 35.1 },
      treated: { mean: 26.44, standardDeviation: 36.2 },
      lift: 0.0748,
      adjusted: {
        ...{ effect: 1.71, standardError: 0.49, pValue: 0.0005, varianceLeft: 0.48 },
        interval: { lower: 0.75, upper: 2.67 },
        anytime: { lower: 0.22, upper: 3.2 },
      },
    },
  ],
};

const uplift: UpliftResult = {
  ending: null,
  arms: { control: { persons: 21306, rate: 0.1062 }, treated: { persons: 21387, rate: 0.1514 } },
  effect: 0.0452,
  measures: {
    ...{ splits: 20, qini: 0.063, qiniStandardDeviation: 0.011, effectAt30: 0.071 },
    tenths: [0.092, 0.071, 0.062, 0.055, 0.048, 0.041, 0.034, 0.027, 0.016, -0.004],
  },
  columns: [
    { column: 'womens=1', control: 0.21, treated: 0.39 },
    { column: HOSTILE, control: -0.12, treated: -0.24 },
    { column: 'recency', control: -0.18, treated: -0.16 },
  ],
  constant: ['one_value'],
};

const attribution: AttributionResult = (() => {
  const channel = (name: string, weights: readonly number[], cost: number | null, removalEffect: number) => {
    const credit = (conversions: number) => ({
      conversions,
      value: 40 * conversions,
      returnOnCost: cost === null ? null : (40 * conversions) / cost - 1,
    });
    const [first, last, linear, shapley, markov] = weights.map(credit);
    return {
      ...{ channel: name, cost, removalEffect },
      credit: { first: first!, last: last!, linear: linear!, shapley: shapley!, markov: markov! },
    };
  };
  return {
    ...{ conversions: 1000, value: 40_000 },
    channels: [
      channel('search', [420, 510, 455, 470, 440], 9000, 0.52),
      channel('mail', [180, 290, 245, 230, 260], 1200, 0.31),
      channel(HOSTILE, [400, 200, 300, 300, 300], null, 0.36),
    ],
    paths: [
      { from: null, passed: 5000, toChannels: [0.45, 0.15, 0.4], toConversion: 0, toNothing: 0 },
      { from: 'search', passed: 3100, toChannels: [0.12, 0.14, 0.2], toConversion: 0.16, toNothing: 0.38 },
      { from: 'mail', passed: 1500, toChannels: [0.22, 0.08, 0.1], toConversion: 0.19, toNothing: 0.41 },
      { from: HOSTILE, passed: 2900, toChannels: [0.25, 0.1, 0.05], toConversion: 0.07, toNothing: 0.53 },
    ],
  };
})();

const bandit: BanditResult = {
  policy: 'linucb',
  actions: [
    { action: 'voucher', persons: 1400, meanReward: 3.1, alone: { value: 3.3, standardError: 0.12 } },
    { action: HOSTILE, persons: 1350, meanReward: 2.4, alone: { value: 2.2, standardError: 0.1 } },
    { action: 'gift', persons: 0, meanReward: null, alone: null },
  ],
  unseen: ['gift'],
  unusable: { decisions: 3, propensities: 12 },
  evaluation: {
    persons: 2735,
    logged: { value: 2.76, standardError: 0.07 },
    inversePropensity: { value: 3.71, standardError: 0.19 },
    selfNormalised: { value: 3.66, standardError: 0.14 },
    doublyRobust: { value: 3.64, standardError: 0.11 },
    ...{ effectivePersons: 1310, cappedShare: 0.004 },
  },
  refused: null,
};

const items: ReadableItems = {
  items: 1200,
  popular: [
    {
      ...{ item: 'white heart holder', buyers: 812 },
      nearest: [
        { item: HOSTILE, likeness: 0.231 },
        { item: 'jumbo bag', likeness: 0.118 },
      ],
    },
    { item: HOSTILE, buyers: 640, nearest: [{ item: 'white heart holder', likeness: 0.231 }] },
    { item: 'jumbo bag', buyers: 601, nearest: [] },
  ],
};

const logistic: ReadableLogistic = {
  hasConverged: true,
  averageProbability: 0.2231,
  columns: [
    { column: 'recency', weight: -0.8127, oddsFactor: Math.exp(-0.8127), centre: 91.5, scale: 100.2 },
    { column: HOSTILE, weight: 0.4412, oddsFactor: Math.exp(0.4412), centre: 4.27, scale: 7.7 },
    { column: 'tier=gold', weight: 0.0931, oddsFactor: Math.exp(0.0931), centre: 0, scale: 1 },
  ],
};

const network: ReadableNetwork = {
  parameters: 161,
  tensors: [
    { name: 'dense/kernel', shape: [3, 32] },
    { name: 'dense/bias', shape: [32] },
    { name: HOSTILE, shape: [32, 1] },
    { name: 'dense_1/bias', shape: [1] },
  ],
  columns: [
    { column: 'recency', strength: 2.125 },
    { column: HOSTILE, strength: 0.875 },
  ],
  comparison: (() => {
    const measures = (meanAbsoluteError: number) => ({
      ...{ rows: 400, meanLabel: 51.2, meanValue: 49.9, meanAbsoluteError, rootMeanSquaredError: 18.3 },
      ...{ wape: meanAbsoluteError / 51.2, mape: null, bias: -0.0254, rSquared: 0.71 },
    });
    return { network: measures(12.8), linear: measures(11.52), better: 'linear' };
  })(),
};

const regression: ReadableRegression = {
  label: 'units',
  ...{ rows: 9640, groups: null, rSquared: 0.6134, residualDeviation: 0.5521, intercept: 8.25 },
  coefficients: [
    { term: 'ahead=1', coefficient: null, standardError: null },
    { term: 'ahead=2', coefficient: -0.05, standardError: 0.011 },
    { term: 'ahead=3', coefficient: -0.12, standardError: 0.012 },
    { term: 'ahead=other', coefficient: 0, standardError: null },
    { term: HOSTILE, coefficient: 0.873, standardError: 0.021 },
  ],
  leftOut: ['ahead=1'],
  intervals: [
    { share: 0.1, offset: -0.62 },
    { share: 0.9, offset: 0.71 },
  ],
  transform: 'log',
};

const prices: ReadableRegression = {
  ...regression,
  ...{ groups: 83, intercept: null, leftOut: [], intervals: [] },
  coefficients: [
    { term: 'brand=tea', coefficient: 0.4, standardError: 0.05 },
    { term: 'brand=tea*price', coefficient: -2.5, standardError: 0.2 },
    { term: 'brand=milk*price', coefficient: -0.8, standardError: 0.1 },
    { term: `brand=${HOSTILE}*price`, coefficient: -3.4, standardError: 0.9 },
    { term: 'deal', coefficient: 0.31, standardError: 0.02 },
  ],
};

const generalised: ReadableGeneralised = {
  ...{ label: 'visits', family: 'poisson', rows: 3100, hasConverged: true, steps: 6, intercept: 0.693 },
  coefficients: [
    { term: HOSTILE, coefficient: 0.25, factor: Math.exp(0.25) },
    { term: 'age', coefficient: -0.01, factor: Math.exp(-0.01) },
  ],
};

export const evaluation: ReadableEvaluation = {
  ...{ model: 'returns', label: 'returned' },
  everybody: {
    ...{ rows: 1000, positives: 250, auc: 0.7565, aucStandardError: 0.0171 },
    ...{ logLoss: 0.4712, brier: 0.1533 },
  },
  calibration: [0.71, 0.52, 0.4, 0.31, 0.24, 0.19, 0.14, 0.1, 0.06, 0.03].map((observed, at) => ({
    ...{ decile: at + 1, rows: 100, predicted: observed * 0.9 + 0.02, observed, lift: observed / 0.25 },
  })),
  groups: [
    {
      ...{ group: HOSTILE, rows: 600, positives: 130, auc: 0.7701, aucStandardError: 0.022 },
      ...{ logLoss: 0.44, brier: 0.14 },
    },
    {
      ...{ group: 'south', rows: 400, positives: 120, auc: null, aucStandardError: null },
      ...{ logLoss: 0.52, brier: 0.17 },
    },
  ],
  importance: [
    { feature: 'recency', lost: 0.0912 },
    { feature: HOSTILE, lost: 0.0213 },
    { feature: 'age', lost: -0.0004 },
  ],
};

const forecastErrors: ReadableEvaluation = {
  ...{ model: 'demand', label: 'units', calibration: [], importance: [{ feature: 'price', lost: 0.21 }] },
  everybody: {
    ...{ rows: 800, meanLabel: 51.2, meanValue: 49.9, meanAbsoluteError: 12.1, rootMeanSquaredError: 18.3 },
    ...{ wape: 0.236, mape: null, bias: -0.0254, rSquared: 0.71 },
  },
  groups: [
    {
      ...{ group: HOSTILE, rows: 300, meanLabel: 60, meanValue: 58, meanAbsoluteError: 13 },
      ...{ rootMeanSquaredError: 20, wape: 0.217, mape: null, bias: -0.0333, rSquared: 0.68 },
    },
  ],
};

const quantiles: ReadableQuantiles = {
  persons: 3920,
  columns: [
    {
      ...{ name: HOSTILE, unit: 'EUR' },
      quantiles: [
        { probability: 0.25, value: 178.3, atMost: 0.002 },
        { probability: 0.5, value: 298.1, atMost: 0.002 },
        { probability: 0.75, value: 660.4, atMost: 0.002 },
      ],
    },
    {
      ...{ name: 'visits', unit: '' },
      quantiles: [
        { probability: 0.25, value: 1, atMost: 0.0001 },
        { probability: 0.5, value: 2, atMost: 0.0001 },
        { probability: 0.75, value: 5, atMost: 0.0001 },
      ],
    },
  ],
};

const statistics: ReadableStatistics = {
  persons: 3920,
  columns: [
    {
      ...{ name: HOSTILE, of: 'ln(1 + EUR)', mean: 5.82, variance: 1.44 },
      histogram: { unit: 'EUR', edges: [0, 10, 100, 1000, 10_000], persons: [12, 610, 2900, 398] },
    },
    { name: 'tier=gold', of: 'share of persons', mean: 0.12, variance: 0.1056, histogram: null },
  ],
};

const trees: ReadableTrees = {
  persons: 1234,
  meanLabel: 0.25,
  trees: 2,
  ending: 'loss no longer falls',
  importance: [
    { feature: 'visits', gainShare: 0.75, splits: 4 },
    { feature: HOSTILE, gainShare: 0.25, splits: 1 },
    { feature: 'constant_one', gainShare: 0, splits: 0 },
  ],
  constant: ['constant_one'],
  losses: [
    { trees: 0, loss: 0.6 },
    { trees: 1, loss: 0.5 },
  ],
  firstTree: {
    ...{ feature: 'visits', unit: 'days', below: 12.5, oneOf: null, missing: 'no', share: 1 },
    yes: { value: -0.125, share: 0.4 },
    no: {
      ...{ feature: 'tier', unit: '', below: null, oneOf: ['gold', HOSTILE], missing: 'no', share: 0.6 },
      yes: { value: 0.5, share: 0.2 },
      no: { value: 0.25, share: 0.4 },
    },
  },
};

export interface SampleFinding {
  readonly document: ResultDocument;
  /** Drawings and tables of the finding; no part of the plan. */
  readonly drawings: number;
  /** What the English page says of the result, worked out from it here. */
  readonly told: readonly string[];
}

const sample = (
  computation: string,
  result: unknown,
  drawings: number,
  told: readonly string[],
  more: Partial<ResultDocument> = {},
): SampleFinding => ({
  document: { study: 'a-study', computation, privacy: exactPrivacy, result, ...more },
  ...{ drawings, told },
});

/** By name; every computation and every recipe with a page of its own is among them. */
export const sampleFindings: Readonly<Record<string, SampleFinding>> = {
  'k-means': sample('k-means', segments, 1, [
    ...['4,000', 'Segment 4', '200 customers, 5%', 'tier=gold (share of customers): 85%, high'],
    // 4 + 3 x 2.6 and 310 + 200 x 3.1.
    ...['11.8, high', 'spend (EUR): 930, high', '45%'],
  ]),
  'customer-lifetime': sample(
    'customer-lifetime',
    lifetime,
    2,
    [
      ...['r = 0.2426', 'q = 3.744', '-9582.43, -4055.92'],
      // p v / (q - 1).
      ...['35.16', 'silent for 4.875'],
    ],
    { study: HOSTILE },
  ),
  'markov-states': sample('markov-states', states, 2, [
    ...['70%', '4.25', '97%', 'may never come', 'Nobody was seen to leave: asleep', '1,200'],
  ]),
  'ab-test': sample('ab-test', experiment, 1, [
    ...['5,012', '+1.84', '0.45 to 3.23', '-0.32 to 4', '7.5%', '48%', 'as drawn'],
  ]),
  uplift: sample('uplift', uplift, 3, [
    // Qini's curve ends at the mean of the tenths, 0.0442.
    ...['0.0630', '± 0.0110', '9.2%', '4.4%', '+0.18', '21,306 customers, 10.6% answered'],
  ]),
  'uplift-trees': sample('uplift-trees', { ...uplift, columns: [] }, 2, ['0.0630', '9.2%'], {
    study: HOSTILE,
  }),
  attribution: sample('attribution', attribution, 2, [
    // 40 x 440 / 9000 - 1.
    ...['1,000', '40,000', '95.6%', 'Markov removal', '52%', 'start', '45%'],
  ]),
  bandit: sample('bandit', bandit, 2, [
    ...['voucher alone', 'policy, doubly robust', '3.64', 'LinUCB', 'No log shows: gift'],
    // Regret of what was logged: the best way earns 3.71.
    '0.95',
  ]),
  'item-neighbours': sample('item-neighbours', items, 1, ['1,200', '812', '(0.231)', 'shared buyers']),
  'matrix-factorisation': sample('matrix-factorisation', items, 1, ['by the items’ factors', '601']),
  'logistic-regression': sample('logistic-regression', logistic, 1, [
    ...['22.3%', '−0.8127', '× 0.4437', '91.5', 'recipe “model-quality”'],
  ]),
  'neural-network': sample('neural-network', network, 1, [
    '161',
    'dense/kernel (3 × 32)',
    '2.125',
    'Take the regression',
    '25%',
    '22.5%',
  ]),
  'linear-regression': sample('linear-regression', regression, 1, [
    ...['9,640', '0.6134', '0.5521', '0.873', 'ahead=1', 'effects multiply'],
  ]),
  'price-elasticity': sample(
    'linear-regression',
    prices,
    4,
    // 0.9 to the elasticity: tea sells more, and earns more below -1.
    ['-2.5', 'Units at −10%', '“chorale-node prices”', '83'],
    { recipe: 'price-elasticity', roles: { product: 'brand' } },
  ),
  'demand-forecast': sample(
    'linear-regression',
    regression,
    2,
    // exp(-0.62), exp(0.71).
    ['forecast × 0.5379', 'forecast × 2.034', '80% of the rows', 'by how far it looks ahead'],
    { recipe: 'demand-forecast', roles: { ahead: 'ahead' } },
  ),
  'generalised-linear': sample('generalised-linear', generalised, 1, [
    ...['Poisson, for counts', '× 1.284', '2'],
  ]),
  evaluate: sample('evaluate', evaluation, 5, [
    // Two tenths reach 0.71 + 0.52 of 2.7.
    ...['0.7565', '± 0.0171 (standard error)', '2.84', '45.6%', '+0.0912', '0.7701', 'not known'],
  ]),
  'evaluate values': sample('evaluate', forecastErrors, 2, ['23.6%', '-2.5%', '0.71', '21.7%']),
  quantiles: sample('quantiles', quantiles, 2, ['178.3', '298.1', '± 0.002', '25% lie below', 'visits']),
  statistics: sample('statistics', statistics, 1, ['5.82', '1.2', 'ln(1 + EUR)', 'share of customers']),
  'boosted-trees': sample('boosted-trees', trees, 2, ['1,234', '75%', 'Is visits below 12.5 days?']),
};
