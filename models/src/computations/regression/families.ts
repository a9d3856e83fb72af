// Generalised linear models: how the loss of one row depends on a, the linear predictor. All are minus log-likelihoods, but for terms
// that no coefficient changes; losses are convex in a, whatever a.
import { sigmoid } from '../vectors.js';

export interface Family {
  loss(a: number, y: number): number;
  /** Derivative of the loss by a. */
  residual(a: number, y: number): number;
  /** Second derivative by a, never negative. */
  curvature(a: number, y: number): number;
  /** Bounds on the absolute values of the three, for a predictor of at most `most`. */
  bounds(most: number): { readonly loss: number; readonly residual: number; readonly curvature: number };
}

/** P(y = 1) = sigmoid(a). */
export const bernoulli: Family = {
  // ln(1 + exp(-+a)), stable for any log-odds a.
  loss: (a, y) => (a > 0 ? a : 0) - a * y + Math.log1p(Math.exp(a > 0 ? -a : a)),
  residual: (a, y) => sigmoid(a) - y,
  curvature(a) {
    const probability = sigmoid(a);
    return probability * (1 - probability);
  },
  bounds: (most) => ({ loss: Math.LN2 + most, residual: 1, curvature: 1 / 4 }),
};

/** Predictors stop this far beyond the label's bounds: a step that overshoots must not leave the range of numbers. */
const BEYOND = 1;

/** E y = exp(a), variance in proportion to it: counts. Beyond the label's bounds the loss goes on as a straight line. */
export function poisson(upper: number): Family {
  const high = Math.log(upper) + BEYOND;
  const most = Math.exp(high);
  return {
    loss: (a, y) => (a > high ? most * (1 + a - high) : Math.exp(a)) - y * a,
    residual: (a, y) => (a > high ? most : Math.exp(a)) - y,
    curvature: (a) => (a > high ? most : Math.exp(a)),
    bounds: (size) => ({ loss: most * (1 + size) + upper * size, residual: most, curvature: most }),
  };
}

/** E y = exp(a), deviation in proportion to it: amounts above 0. */
export function gamma(lower: number, upper: number): Family {
  const low = Math.log(lower) - BEYOND;
  const most = upper * Math.exp(-low);
  const ratio = (a: number, y: number): number => y * Math.exp(a < low ? -low : -a);
  return {
    loss: (a, y) => a + ratio(a, y) * (a < low ? 1 + low - a : 1),
    residual: (a, y) => 1 - ratio(a, y),
    curvature: ratio,
    bounds: (size) => ({
      loss: size + most * (1 + size + Math.abs(low)),
      residual: 1 + most,
      curvature: most,
    }),
  };
}
