// SCAFFOLD (Karimireddy et al. 2020, arXiv:1910.06378, Algorithm 1, option II): each node keeps how its own gradients differ from
// everybody's, its control variate, and steps against that, so that nodes with other customers do not pull the weights apart.
import { addScaled } from '../../vectors.js';

/** What a node keeps from round to round; it never leaves the node but inside a sum. */
export interface Variate {
  /** Its mean gradient at the last round that counted it; as long as the weights. */
  readonly values: Float64Array;
  /** Its share of the declared persons at that round. */
  readonly weight: number;
}

/** Public: what all nodes' variates add up to, however many of them took part in the last round. */
export interface Variates {
  /** Sum over all nodes of weight times variate. */
  readonly sum: Float64Array;
  /** The largest sum of weights that a round had; 0 before the first. */
  readonly weight: number;
}

/** A node's control variate before its first contribution. @param size weights of the network. */
export function noVariate(size: number): Variate {
  return { values: new Float64Array(size), weight: 0 };
}

/** The server's sum of control variates before the first round. @param size weights of the network. */
export function startVariates(size: number): Variates {
  return { sum: new Float64Array(size), weight: 0 };
}

/** Everybody's variate, c: a node that never took part counts as zero. */
export function commonVariate({ sum, weight }: Variates): Float64Array {
  return weight > 0 ? sum.map((value) => value / weight) : sum;
}

/** What a node adds to each gradient of its local steps: c - c_i. */
export function stepShift(own: Variate, common: Float64Array): Float64Array {
  return addScaled(common, -1, own.values);
}

/**
 * A node's variate after its local steps: c_i - c + (x - y) / (K eta).
 * @param moved y - x, how far the steps moved the weights.
 * @param steps K, at least 1.
 * @param learningRate eta, of the plain gradient descent on the node.
 */
export function nextVariate(
  shift: Float64Array,
  moved: Float64Array,
  steps: number,
  learningRate: number,
): Float64Array {
  return moved.map((value, at) => -shift[at]! - value / (steps * learningRate));
}

/** What a node adds to the sum of weighted variates: its new one in place of the one that the sum holds. */
export function variateChange(before: Variate, after: Variate): Float64Array {
  return after.values.map((value, at) => after.weight * value - before.weight * before.values[at]!);
}

/**
 * @param change sum of {@link variateChange} over the nodes of a round; those who stayed away remain in the sum as they are.
 * @param weight sum of the weights of the nodes of the round.
 */
export function updateVariates(variates: Variates, change: Float64Array, weight: number): Variates {
  return { sum: addScaled(variates.sum, 1, change), weight: Math.max(variates.weight, weight) };
}
