// What was measured: of models, and of columns.
import type { ReadableEvaluation, ReadableQuantiles, ReadableStatistics } from '@chorale/models';
import { HOSTILE } from './hostile.js';

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

export const forecastErrors: ReadableEvaluation = {
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

export const quantiles: ReadableQuantiles = {
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

export const statistics: ReadableStatistics = {
  persons: 3920,
  columns: [
    {
      ...{ name: HOSTILE, of: 'ln(1 + EUR)', mean: 5.82, variance: 1.44 },
      histogram: { unit: 'EUR', edges: [0, 10, 100, 1000, 10_000], persons: [12, 610, 2900, 398] },
    },
    { name: 'tier=gold', of: 'share of persons', mean: 0.12, variance: 0.1056, histogram: null },
  ],
};
