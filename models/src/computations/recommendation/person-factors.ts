// A person's taste as factors, found at home from the items' public factors: implicit least squares (Hu 2008), where every item
// is wanted or not, and what was bought counts 1 + alpha.
import { addOuter, packedIndex, solvePositiveDefinite } from '../vectors.js';

export interface ItemFactors {
  readonly rank: number;
  /** `items * rank`, an item's factors together. */
  readonly values: Float64Array;
  /** Extra weight of an item that was bought. */
  readonly alpha: number;
  /** Weight of squared factors. */
  readonly lambda: number;
}

/** Packed lower triangle of the sum of y y' over all items. */
export function gramOf({ rank, values }: ItemFactors): Float64Array {
  const gram = new Float64Array(packedIndex(rank, 0));
  for (let start = 0; start < values.length; start += rank) addOuter(gram, 0, values, start, rank, 1);
  return gram;
}

/**
 * The factors x that make (gram + alpha sum y y' + lambda) x = (1 + alpha) sum y, sums over the basket. Their squared norm is at most
 * {@link mostSquaredNorm}.
 */
export function personFactors(factors: ItemFactors, gram: Float64Array, basket: Uint32Array): Float64Array {
  const { rank, values, alpha, lambda } = factors;
  const matrix = gram.slice();
  const right = new Float64Array(rank);
  for (const item of basket) {
    addOuter(matrix, 0, values, item * rank, rank, alpha);
    for (let at = 0; at < rank; at += 1) right[at]! += (1 + alpha) * values[item * rank + at]!;
  }
  for (let at = 0; at < rank; at += 1) matrix[packedIndex(at, at)]! += lambda;
  return solvePositiveDefinite(matrix, right);
}

/** Factors of 0 cost (1 + alpha) an item, so that the best ones cost no more: lambda |x|^2 <= (1 + alpha) items. */
export function mostSquaredNorm(
  { alpha, lambda }: Pick<ItemFactors, 'alpha' | 'lambda'>,
  items: number,
): number {
  return ((1 + alpha) * items) / lambda;
}
