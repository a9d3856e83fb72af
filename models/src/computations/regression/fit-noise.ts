// How much noise is in what a regression says about its fit, from released numbers alone.
import type { LeastSquares } from './least-squares.js';

/** Standard deviations of noise that a sum has to exceed to say anything. */
export const STANDS_CLEAR = 3;

type Fit = Pick<LeastSquares, 'weights' | 'intercept'> & { readonly means: Float64Array };

/** Standard deviation of the noise in the sum of squared residuals, u' Z u for u = (-intercept, -weights, 1). */
export function residualNoise({ weights, intercept }: Fit, noiseStdDev: number): number {
  return noiseStdDev * formDeviation([intercept, ...weights, 1]);
}

/** The same of the squared deviations of y from its mean. */
export function totalNoise({ weights, intercept, means }: Fit, noiseStdDev: number): number {
  const mean = weights.reduce((sum, weight, at) => sum + weight * means[at]!, intercept);
  return noiseStdDev * formDeviation([mean, 1]);
}

/** Deviation of u' E u for a symmetric E with independent entries of variance 1 in its triangle: 2 |u|^4 - sum u_i^4, rooted. */
function formDeviation(u: readonly number[]): number {
  const squares = u.map((value) => value ** 2);
  const norm = squares.reduce((sum, square) => sum + square, 0);
  return Math.sqrt(2 * norm ** 2 - squares.reduce((sum, square) => sum + square ** 2, 0));
}
