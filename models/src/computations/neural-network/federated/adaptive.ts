// What adaptive server optimisers share (Reddi et al. 2021, arXiv:2003.00295, Algorithm 2): the mean of the nodes' updates is taken
// for a gradient, and each coordinate's step is divided by what that coordinate has moved so far. Post-processing of sums that are released.

/** How a coordinate's second moment takes in the square of what it moved. */
export type SecondMoment = (moment: number, square: number, beta2: number) => number;

export interface AdaptiveSettings {
  /** Of the common weights, a round. */
  readonly learningRate: number;
  /** Decay of the mean of updates, [0, 1). */
  readonly beta1: number;
  /** Decay of the mean of their squares, [0, 1). */
  readonly beta2: number;
  /** Keeps small coordinates from being divided by nothing; the larger, the less adaptive. */
  readonly tau: number;
}

/** Public, and as long as the weights. */
export interface Moments {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** The second moment starts at tau squared, the least that Algorithm 2 takes. */
export function startMoments(size: number, tau: number): Moments {
  return { first: new Float64Array(size), second: new Float64Array(size).fill(tau * tau) };
}

/** @param update mean of the nodes' updates, or the negative of a mean gradient. */
export function adaptiveStep(
  rule: SecondMoment,
  { learningRate, beta1, beta2, tau }: AdaptiveSettings,
  moments: Moments,
  weights: Float64Array,
  update: Float64Array,
): { readonly moments: Moments; readonly weights: Float64Array } {
  const first = moments.first.map((mean, at) => beta1 * mean + (1 - beta1) * update[at]!);
  const second = moments.second.map((mean, at) => rule(mean, update[at]! * update[at]!, beta2));
  const moved = weights.map(
    (weight, at) => weight + (learningRate * first[at]!) / (Math.sqrt(second[at]!) + tau),
  );
  return { moments: { first, second }, weights: moved };
}
