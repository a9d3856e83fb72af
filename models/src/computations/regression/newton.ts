// Newton's method (iteratively reweighted least squares) on sums of losses, gradients and Hessians of a generalised linear model.
import type { OpenedSum, VectorLayout } from '../computation.js';
import { blockOf, exactPrecision, finePrecision, sumRangeOver } from '../design.js';
import { addScaled, concatenate, dot, packedIndex, solvePositiveDefinite } from '../vectors.js';
import type { Family } from './families.js';

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

/** From weights of 0. @param columns without the intercept. */
export function startNewton(columns: number, intercept = 0): Newton {
  const coefficients = new Float64Array(1 + columns);
  coefficients[0] = intercept;
  return { coefficients, base: null, stepShare: 1, steps: 0 };
}

/**
 * @param inputBound largest absolute value of each input, (1, z_1..z_d).
 * @param isNarrow whether the sums fill their range, as those of probabilities do.
 */
export function newtonLayout(
  inputBound: Float64Array,
  family: Family,
  { coefficients }: Newton,
  people: number,
  isNarrow: boolean,
): VectorLayout {
  const size = inputBound.length;
  const largest = Math.max(...inputBound);
  const most = family.bounds(dot(coefficients.map(Math.abs), inputBound));
  const block = (name: string, length: number, bound: number): VectorLayout['blocks'][number] => {
    const sumRange = sumRangeOver(people, bound);
    return {
      name,
      length,
      sumRange,
      precision: isNarrow ? finePrecision(sumRange) : exactPrecision(sumRange),
    };
  };
  const norm = Math.sqrt(dot(inputBound, inputBound));
  return {
    blocks: [
      block('loss', 1, most.loss),
      block('gradient', size, most.residual * largest),
      block('hessian', packedIndex(size, 0), most.curvature * largest ** 2),
    ],
    // A bound that every person's part keeps by itself: nothing is cut.
    clipNormL2: Math.sqrt(most.loss ** 2 + (most.residual * norm) ** 2 + (most.curvature * norm ** 2) ** 2),
  };
}

/** Calls `visit` with every row: its weight, its input (1, z_1..z_d), and its label. */
export type EachRow = (visit: (weight: number, input: Float64Array, label: number) => void) => void;

/** @returns (loss, gradient: 1 + d values, lower triangle of the Hessian by rows), at these coefficients. */
export function contributeNewton(eachRow: EachRow, family: Family, coefficients: Float64Array): Float64Array {
  const size = coefficients.length;
  const loss = new Float64Array(1);
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(packedIndex(size, 0));
  eachRow((weight, input, y) => {
    const a = dot(coefficients, input);
    loss[0]! += weight * family.loss(a, y);
    const residual = weight * family.residual(a, y);
    const curvature = weight * family.curvature(a, y);
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
