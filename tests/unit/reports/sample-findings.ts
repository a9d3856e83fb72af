// A result of every kind, as studies leave it, with names that would break a page which let them.
import type { PrivacyStatement } from '@chorale/models';
import type { ResultDocument } from '../../../client-node/src/reports/index.js';
import { segments, lifetime, states, items } from './sample-results/customers.js';
import { experiment, uplift, attribution, bandit } from './sample-results/decisions.js';
import { HOSTILE } from './sample-results/hostile.js';
import { evaluation, forecastErrors, quantiles, statistics } from './sample-results/measures.js';
import { logistic, network, regression, prices, generalised, trees } from './sample-results/models.js';

const exactPrivacy: PrivacyStatement = {
  ...{ mode: 'none', epsilon: null, delta: null, unit: 'person', adjacency: 'add-or-remove-one' },
  ...{ sampling: { kind: 'all' }, nodesPerPerson: 1, colluding: 1, accountant: 'rdp' },
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
