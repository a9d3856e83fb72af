// A clip that follows the median of the nodes' updates (Andrew 2021, arXiv:1905.03871). Whether a node's update was within
// the clip is one more lane of the same vector, so that clip and noise cover it together with the update.

/** Height of that lane over the clip: noise falls on the two as their heights do, so updates carry 3 % more for it. */
const BIT_HEIGHT = 0.25;
const TARGET_QUANTILE = 0.5;
const LEARNING_RATE = 0.2;

/** L2 bound of a clipped update and its lane together. */
export function normWithBit(clipNorm: number): number {
  return clipNorm * Math.hypot(1, BIT_HEIGHT);
}

/** Bound on the lane's absolute value. */
export function bitHeight(clipNorm: number): number {
  return BIT_HEIGHT * clipNorm;
}

/** Up for an update within the clip, down for one beyond it: nodes that stay away, and noise, pull to neither side. */
export function bitOf(updateNorm: number, clipNorm: number): number {
  return updateNorm <= clipNorm ? bitHeight(clipNorm) : -bitHeight(clipNorm);
}

/** The clip of the next round, by the noised sum of this one's bits. */
export function nextClip(clipNorm: number, sumOfBits: number, nodes: number): number {
  const within = (1 + sumOfBits / (nodes * bitHeight(clipNorm))) / 2;
  const share = Math.max(0, Math.min(1, within));
  return clipNorm * Math.exp(-LEARNING_RATE * (share - TARGET_QUANTILE));
}
