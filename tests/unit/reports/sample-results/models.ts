// What models look like to a reader.
import type {
  ReadableGeneralised,
  ReadableLogistic,
  ReadableNetwork,
  ReadableRegression,
  ReadableTrees,
} from '@chorale/models';
import { HOSTILE } from './hostile.js';

export const logistic: ReadableLogistic = {
  hasConverged: true,
  averageProbability: 0.2231,
  columns: [
    { column: 'recency', weight: -0.8127, oddsFactor: Math.exp(-0.8127), centre: 91.5, scale: 100.2 },
    { column: HOSTILE, weight: 0.4412, oddsFactor: Math.exp(0.4412), centre: 4.27, scale: 7.7 },
    { column: 'tier=gold', weight: 0.0931, oddsFactor: Math.exp(0.0931), centre: 0, scale: 1 },
  ],
};

export const network: ReadableNetwork = {
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

export const regression: ReadableRegression = {
  label: 'units',
  ...{ rows: 9640, groups: null, rSquared: 0.6134, residualDeviation: 0.5521 },
  ...{ isFitCovered: false, intercept: 8.25 },
  coefficients: [
    { term: 'ahead=1', coefficient: null, standardError: null, kept: null },
    { term: 'ahead=2', coefficient: -0.05, standardError: 0.011, kept: 1 },
    { term: 'ahead=3', coefficient: -0.12, standardError: 0.012, kept: 1 },
    { term: 'ahead=other', coefficient: 0, standardError: null, kept: 1 },
    { term: HOSTILE, coefficient: 0.873, standardError: 0.021, kept: 1 },
  ],
  leftOut: ['ahead=1'],
  intervals: [
    { share: 0.1, offset: -0.62 },
    { share: 0.9, offset: 0.71 },
  ],
  transform: 'log',
};

export const prices: ReadableRegression = {
  ...regression,
  ...{ groups: 83, intercept: null, leftOut: [], intervals: [] },
  coefficients: [
    { term: 'brand=tea', coefficient: 0.4, standardError: 0.05, kept: 1 },
    { term: 'brand=tea*price', coefficient: -2.5, standardError: 0.2, kept: 1 },
    { term: 'brand=milk*price', coefficient: -0.8, standardError: 0.1, kept: 1 },
    { term: `brand=${HOSTILE}*price`, coefficient: -3.4, standardError: 0.9, kept: 1 },
    { term: 'deal', coefficient: 0.31, standardError: 0.02, kept: 1 },
  ],
};

export const generalised: ReadableGeneralised = {
  ...{ label: 'visits', family: 'poisson', rows: 3100, hasConverged: true, steps: 6, intercept: 0.693 },
  coefficients: [
    { term: HOSTILE, coefficient: 0.25, factor: Math.exp(0.25) },
    { term: 'age', coefficient: -0.01, factor: Math.exp(-0.01) },
  ],
};

export const trees: ReadableTrees = {
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
