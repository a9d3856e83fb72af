// The most likely parameters by Newton's method with Levenberg's damping, on sums of log-likelihoods, gradients and
// Hessians over persons. Public and deterministic.
import { packedIndex, solveIfPositiveDefinite } from '../vectors.js';
import type { Derivatives } from './likelihood.js';

/** Where the ascent stands; parameters are logarithms. */
export interface Ascent {
  /** Where the next sum is taken. */
  readonly logParameters: Float64Array;
  /** The best point so far with what was summed there; null before the first sum. */
  readonly best: {
    readonly logParameters: Float64Array;
    readonly logLikelihood: number;
    readonly gradient: Float64Array;
    readonly hessian: Float64Array;
  } | null;
  readonly damping: number;
  readonly hasConverged: boolean;
}

export function startAscent(parameters: readonly number[]): Ascent {
  return {
    logParameters: Float64Array.from(parameters, Math.log),
    best: null,
    damping: 1e-3,
    hasConverged: false,
  };
}

/** Expected gain in log-likelihood below which a step is the last. */
const TOLERANCE = 1e-9;
/** A parameter changes at most by this factor's logarithm in a step: likelihoods are flat far from their top. */
const LONGEST_STEP = 1;
/** Logarithms of parameters stay within; beyond, data say nothing about them. */
const LARGEST_LOG = 12;
const DAMPING_FACTOR = 8;
const LEAST_DAMPING = 1e-12;
const MOST_DAMPING = 1e12;

/** The next point: a Newton step from the best so far, shorter where the last one lost. */
export function ascend(ascent: Ascent, sum: Derivatives, precision: number): Ascent {
  const { best } = ascent;
  const hasLost = best !== null && sum.value < best.logLikelihood - precision;
  const from = hasLost
    ? best
    : {
        logParameters: ascent.logParameters,
        logLikelihood: sum.value,
        gradient: sum.gradient,
        hessian: sum.hessian,
      };
  const wanted = hasLost
    ? ascent.damping * DAMPING_FACTOR ** 2
    : Math.max(LEAST_DAMPING, ascent.damping / DAMPING_FACTOR);
  const { step, damping } = dampedStep(from.gradient, from.hessian, wanted);
  const gain = from.gradient.reduce((total, slope, at) => total + slope * step[at]!, 0) / 2;
  if (gain <= Math.max(TOLERANCE, precision) || damping >= MOST_DAMPING)
    return { logParameters: from.logParameters, best: from, damping, hasConverged: true };
  const logParameters = from.logParameters.map((value, at) =>
    Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, value + step[at]!)),
  );
  return { logParameters, best: from, damping, hasConverged: false };
}

/** A curvature this many deviations of its noise above zero is a curvature. */
const SURE_CURVATURE = 2;

/**
 * The next point where sums carry noise of standard deviation `noiseStdDev` a coordinate: no likelihood is compared, and no curvature
 * below the noise is trusted, so that steps are short where little is known.
 */
export function ascendNoised(
  ascent: Ascent,
  { gradient, hessian }: Pick<Derivatives, 'gradient' | 'hessian'>,
  noiseStdDev: number,
): Ascent {
  const floored = hessian.slice();
  gradient.forEach((_, at) => {
    const diagonal = packedIndex(at, at);
    floored[diagonal] = Math.min(floored[diagonal]!, 0) - SURE_CURVATURE * noiseStdDev;
  });
  const { step } = dampedStep(gradient, floored, LEAST_DAMPING);
  return {
    ...ascent,
    logParameters: ascent.logParameters.map((value, at) =>
      Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, value + step[at]!)),
    ),
  };
}

/** Solves (-H + damping |diag H|) step = gradient with the least damping, from the given on, for which this climbs. */
function dampedStep(
  gradient: Float64Array,
  hessian: Float64Array,
  from: number,
): { step: Float64Array; damping: number } {
  for (let damping = from; ; damping *= DAMPING_FACTOR) {
    const curvature = hessian.map((value) => -value);
    gradient.forEach((_, at) => {
      curvature[packedIndex(at, at)]! += damping * Math.max(Math.abs(hessian[packedIndex(at, at)]!), 1e-9);
    });
    const step = solveIfPositiveDefinite(curvature, gradient);
    if (step === undefined && damping < MOST_DAMPING) continue;
    if (step === undefined) return { step: new Float64Array(gradient.length), damping };
    const longest = Math.max(...step.map(Math.abs));
    return {
      step: longest > LONGEST_STEP ? step.map((value) => (value * LONGEST_STEP) / longest) : step,
      damping,
    };
  }
}
