// Steps of DP-SGD at the public side (Abadi 2016, arXiv:1607.00133), by Adam (Kingma and Ba 2015) whose second moments are
// rid of the noise that everybody knows is in them (Tang 2023, arXiv:2304.11208). All of it is post-processing of released sums.
import { startMoments } from './federated/adaptive.js';
import { stepAdaptively, type AdaptiveOptimiser } from './federated/optimiser.js';
import { addScaled } from '../vectors.js';

/** Public and fixed before the study. */
export interface DescentPlan {
  readonly learningRate: number;
  readonly samplingRate: number;
  /** Of a person's gradient, L2. */
  readonly clipNorm: number;
  /** By step: standard deviation of the noise in a sum over its clip. */
  readonly noiseOverClip: Float64Array;
  /** Steps by a federated optimiser instead, whose rate it is; null: as above. */
  readonly optimiser: AdaptiveOptimiser | null;
}

export interface Descent {
  readonly step: number;
  /** Persons that a step's sum is expected to hold. */
  readonly expectedPeople: number;
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
  /** Mean of the weights since half-time: noise averages out. */
  readonly average: Float64Array;
}

/** @param people persons in the federation, as the first round counted them. */
export function startDescent(plan: DescentPlan, weights: Float64Array, people: number): Descent {
  const { first, second } = startMoments(weights.length, plan.optimiser?.tau ?? 0);
  return {
    step: 0,
    expectedPeople: plan.samplingRate * people,
    firstMoment: first,
    secondMoment: second,
    average: weights,
  };
}

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.99;

interface Step {
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
  readonly weights: Float64Array;
}

/** @param sum of clipped gradients. */
export function descend(
  plan: DescentPlan,
  descent: Descent,
  weights: Float64Array,
  sum: Float64Array,
): { readonly descent: Descent; readonly weights: Float64Array } {
  const gradient = sum.map((total) => total / descent.expectedPeople);
  const { optimiser } = plan;
  const moved = optimiser
    ? stepAsAgreed(optimiser, descent, weights, gradient)
    : stepByAdam(plan, descent, weights, gradient);
  const { firstMoment, secondMoment } = moved;
  const step = descent.step + 1;
  const taken = step - Math.ceil(plan.noiseOverClip.length / 2);
  const average =
    taken < 1
      ? moved.weights
      : addScaled(descent.average, 1 / taken, addScaled(moved.weights, -1, descent.average));
  return { descent: { ...descent, step, firstMoment, secondMoment, average }, weights: moved.weights };
}

function stepAsAgreed(
  optimiser: AdaptiveOptimiser,
  { firstMoment: first, secondMoment: second }: Descent,
  weights: Float64Array,
  gradient: Float64Array,
): Step {
  const downhill = gradient.map((value) => -value);
  const { moments, weights: moved } = stepAdaptively(optimiser, { first, second }, weights, downhill);
  return { firstMoment: moments.first, secondMoment: moments.second, weights: moved };
}

function stepByAdam(
  plan: DescentPlan,
  descent: Descent,
  weights: Float64Array,
  gradient: Float64Array,
): Step {
  const step = descent.step + 1;
  const noise = (plan.noiseOverClip[descent.step]! * plan.clipNorm) / descent.expectedPeople;
  const firstMoment = descent.firstMoment.map(
    (mean, at) => FIRST_DECAY * mean + (1 - FIRST_DECAY) * gradient[at]!,
  );
  const secondMoment = descent.secondMoment.map(
    (mean, at) => SECOND_DECAY * mean + (1 - SECOND_DECAY) * gradient[at]! ** 2,
  );
  const firstScale = 1 / (1 - FIRST_DECAY ** step);
  const secondScale = 1 / (1 - SECOND_DECAY ** step);
  const moved = weights.map((weight, at) => {
    const signal = secondMoment[at]! * secondScale - noise ** 2;
    const deviation = Math.sqrt(Math.max(signal, LEAST_SIGNAL * noise ** 2, LEAST_MOMENT));
    return weight - (plan.learningRate * firstMoment[at]! * firstScale) / deviation;
  });
  return { firstMoment, secondMoment, weights: moved };
}

/** A coordinate's signal is taken for at least this share of the noise: below, it would be divided by chance. */
const LEAST_SIGNAL = 0.1;
const LEAST_MOMENT = 1e-16;
