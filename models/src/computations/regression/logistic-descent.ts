// Gradient descent on clipped, noised sums of gradients (DP-SGD: Abadi 2016, arXiv:1607.00133). Everything after
// the sum - step width, ridge, averaging - is post-processing of what was released, so it costs no privacy.
import { clipFactor, normL2 } from '../../privacy/clip.js';
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, finePrecision, sumRangeOver, type Design } from '../design.js';
import { forEachRow, logOdds } from './logistic-rows.js';
import type { Normaliser } from '../released-model.js';
import { addScaled, dot, sigmoid } from '../vectors.js';

/** Public and fixed before the study. */
export interface DescentPlan {
  readonly rounds: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly samplingRate: number;
  /** Standard deviation of the noise in a round's sum over its clip. */
  readonly noiseOverClip: number;
}

/** Coefficients are the intercept, then one weight a column. */
export interface Descent {
  readonly plan: DescentPlan;
  readonly step: number;
  readonly learningRate: number;
  /** Weight of |weights|^2 / 2 in the mean objective. */
  readonly meanRidge: number;
  /** Persons that a round's sum is expected to hold. */
  readonly expectedPeople: number;
  /** Standard deviation of the noise in a coordinate of the mean gradient. */
  readonly meanNoise: number;
  readonly coefficients: Float64Array;
  readonly velocity: Float64Array;
  readonly lastGradient: Float64Array;
  /** Mean of the iterates since half-time: noise averages out. */
  readonly average: Float64Array;
}

/** About half the norm of a person's input; most gradients keep their length. */
function clipNorm(size: number): number {
  return Math.sqrt(size) / 2;
}

/** Ridge in units of the noise that is left in the mean of all gradients: more noise, smaller weights. */
const RIDGE_PER_NOISE = 12;

/** @param people persons in the federation, as counted by the moments' round. */
export function startDescent(design: Design, plan: DescentPlan, ridge: number, people: number): Descent {
  const size = 1 + design.names.length;
  const expectedPeople = plan.samplingRate * people;
  const meanNoise = (plan.noiseOverClip * clipNorm(size)) / expectedPeople;
  return {
    plan,
    step: 0,
    learningRate: plan.learningRate,
    meanRidge: ridge / people + (RIDGE_PER_NOISE * meanNoise) / Math.sqrt(plan.rounds),
    expectedPeople,
    meanNoise,
    coefficients: new Float64Array(size),
    velocity: new Float64Array(size),
    lastGradient: new Float64Array(size),
    average: new Float64Array(size),
  };
}

/** One block of 1 + d values: the gradient of intercept and weights, clipped by person. */
export function gradientLayout(design: Design, people: number): VectorLayout {
  const size = 1 + design.names.length;
  const clipNormL2 = clipNorm(size);
  const sumRange = sumRangeOver(people, clipNormL2);
  return {
    blocks: [{ name: 'gradient', length: size, sumRange, precision: finePrecision(sumRange) }],
    clipNormL2,
  };
}

/**
 * Sum over persons of their mean gradient, each clipped to `clipNormL2`.
 * @param label name of a column of 0 and 1.
 * @param coefficients where the gradient is taken: intercept, then a weight a column.
 * @returns 1 + d values.
 */
export function contributeGradient(
  design: Design,
  normaliser: Normaliser,
  label: string,
  people: People,
  coefficients: Float64Array,
  clipNormL2: number,
): Float64Array {
  const total = new Float64Array(coefficients.length);
  const part = new Float64Array(coefficients.length);
  let current = 0;
  const closePerson = (): void => {
    const factor = clipFactor(normL2(part), clipNormL2);
    for (let at = 0; at < total.length; at += 1) total[at]! += factor * part[at]!;
    part.fill(0);
  };
  forEachRow(people, design, normaliser, label, (person, weight, input, y) => {
    if (person !== current) closePerson();
    current = person;
    const residual = weight * (sigmoid(logOdds(coefficients, input)) - y);
    for (let at = 0; at < part.length; at += 1) part[at]! += residual * input[at]!;
  });
  closePerson();
  return total;
}

/** One step by the summed gradient, with momentum; the step narrows for good where gradients point apart. */
export function descend(descent: Descent, sum: OpenedSum): Descent {
  const { plan, coefficients, expectedPeople, meanRidge, meanNoise, lastGradient } = descent;
  const gradient = blockOf(sum, 'gradient').map(
    (total, at) => total / expectedPeople + (at === 0 ? 0 : meanRidge * coefficients[at]!),
  );
  // Successive gradients that point apart, by more than noise explains, mean that the step was too wide.
  const noiseInProduct = meanNoise ** 2 * Math.sqrt(gradient.length);
  const hasOvershot = dot(gradient, lastGradient) < -2 * noiseInProduct;
  const learningRate = hasOvershot ? descent.learningRate / 2 : descent.learningRate;
  const velocity = addScaled(gradient, plan.momentum, descent.velocity);
  const moved = addScaled(coefficients, -learningRate, velocity);
  return {
    ...descent,
    step: descent.step + 1,
    learningRate,
    coefficients: moved,
    velocity,
    lastGradient: gradient,
    average: averageSinceHalfTime(descent, moved),
  };
}

function averageSinceHalfTime({ plan, step, average }: Descent, moved: Float64Array): Float64Array {
  const taken = step - Math.floor(plan.rounds / 2);
  if (taken < 0) return average;
  return average.map((mean, at) => mean + (moved[at]! - mean) / (taken + 1));
}
