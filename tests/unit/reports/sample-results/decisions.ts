// What studies of decisions found: whether a treatment works, for whom, which channel earned it and what to offer.
import type { AbResult, AttributionResult, BanditResult, UpliftResult } from '@chorale/models';
import { HOSTILE } from './hostile.js';

export const experiment: AbResult = {
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

export const uplift: UpliftResult = {
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

export const attribution: AttributionResult = (() => {
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

export const bandit: BanditResult = {
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
