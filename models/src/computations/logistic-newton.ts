// Newton's method (iteratively reweighted least squares) on sums of losses, gradients and Hessians.
import type { OpenedSum, People, VectorLayout } from './computation.js';
import { blockOf, finePrecision, sumRangeOver, type Design } from './design.js';
import { forEachRow, logLoss, logOdds } from './logistic-rows.js';
import { normalisedBounds } from './moments.js';
import type { Normaliser } from './released-model.js';
import { addScaled, concatenate, dot, packedIndex, sigmoid, solvePositiveDefinite } from './vectors.js';

/** Coefficients are the intercept, then one weight a column. */
export interface Newton {
  /** Where the next round measures loss, gradient and Hessian. */
  readonly coefficients: Float64Array;
  /** The best point so far and the step tried from it; null before the first round. */
  readonly base: {
    readonly coefficients: Float64Array;
    readonly objective: number;
    readonly step: Float64Array;
  } | null;
  /** Share of the step that `coefficients` lies along. */
  readonly stepShare: number;
  readonly steps: number;
}

export function startNewton(design: Design): Newton {
  return { coefficients: new Float64Array(1 + design.names.length), base: null, stepShare: 1, steps: 0 };
}

export function newtonLayout(
  design: Design,
  normaliser: Normaliser,
  newton: Newton,
  people: number,
): VectorLayout {
  const inputBound = Float64Array.of(1, ...normalisedBounds(design, normaliser));
  const size = inputBound.length;
  const largest = Math.max(...inputBound);
  const lossBound = Math.LN2 + dot(newton.coefficients.map(Math.abs), inputBound);
  const block = (name: string, length: number, bound: number): VectorLayout['blocks'][number] => {
    const sumRange = sumRangeOver(people, bound);
    return { name, length, sumRange, precision: finePrecision(sumRange) };
  };
  const norm = Math.sqrt(dot(inputBound, inputBound));
  return {
    blocks: [
      block('loss', 1, lossBound),
      block('gradient', size, largest),
      block('hessian', packedIndex(size, 0), largest ** 2 / 4),
    ],
    // A bound that every person's part keeps by itself: nothing is cut.
    clipNormL2: Math.sqrt(lossBound ** 2 + norm ** 2 + (norm ** 2 / 4) ** 2),
  };
}

export function contributeNewton(
  design: Design,
  normaliser: Normaliser,
  label: string,
  people: People,
  coefficients: Float64Array,
): Float64Array {
  const size = coefficients.length;
  const loss = new Float64Array(1);
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(packedIndex(size, 0));
  forEachRow(people, design, normaliser, label, (_, weight, input, y) => {
    const a = logOdds(coefficients, input);
    const probability = sigmoid(a);
    loss[0]! += weight * logLoss(a, y);
    const residual = weight * (probability - y);
    const curvature = weight * probability * (1 - probability);
    let at = 0;
    for (let row = 0; row < size; row += 1) {
      gradient[row]! += residual * input[row]!;
      const scaled = curvature * input[row]!;
      for (let column = 0; column <= row; column += 1, at += 1) hessian[at]! += scaled * input[column]!;
    }
  });
  return concatenate([loss, gradient, hessian]);
}

/** Squared Newton decrement at which one last step lands on the optimum to float precision. */
const TOLERANCE = 1e-8;
/** Keeps the intercept's curvature positive where every probability is 0 or 1. */
const LEAST_CURVATURE = 1e-9;

/**
 * Takes the next step, or half the last one where the objective rose.
 * @param ridge weight of |weights|^2 / 2 in the objective; the intercept is free.
 */
export function newtonStep(
  newton: Newton,
  sum: OpenedSum,
  ridge: number,
): { newton: Newton; hasConverged: boolean } {
  const { coefficients, base } = newton;
  const steps = newton.steps + 1;
  const weights = coefficients.slice(1);
  const objective = blockOf(sum, 'loss')[0]! + (ridge / 2) * dot(weights, weights);
  if (base !== null && objective > base.objective + 1e-9 * Math.abs(base.objective)) {
    const stepShare = newton.stepShare / 2;
    return {
      newton: { base, stepShare, steps, coefficients: addScaled(base.coefficients, -stepShare, base.step) },
      hasConverged: false,
    };
  }
  const gradient = blockOf(sum, 'gradient').map(
    (value, at) => value + (at === 0 ? 0 : ridge * coefficients[at]!),
  );
  const hessian = blockOf(sum, 'hessian').slice();
  hessian[0]! += LEAST_CURVATURE;
  for (let row = 1; row < coefficients.length; row += 1) hessian[packedIndex(row, row)]! += ridge;
  const step = solvePositiveDefinite(hessian, gradient);
  return {
    newton: {
      base: { coefficients, objective, step },
      stepShare: 1,
      steps,
      coefficients: addScaled(coefficients, -1, step),
    },
    hasConverged: dot(gradient, step) <= TOLERANCE,
  };
}
