// What a logistic regression learned, in words of the dictionary's columns.
import type { LogisticModel } from '../released-model.js';
import { sigmoid } from '../vectors.js';

export interface ReadableLogistic {
  /** False where Newton's steps ended before they settled; null with noise, where steps are averaged and nothing settles. */
  readonly hasConverged: boolean | null;
  /** What the model says of somebody average in everything, (0, 1). */
  readonly averageProbability: number;
  /** The strongest weight first. */
  readonly columns: readonly {
    /** A number's or a binary's name, or `tier=gold` of a category. */
    readonly column: string;
    /** What one deviation more adds to the log-odds; of a category's column, one whole step of its scale. */
    readonly weight: number;
    /** What it multiplies the odds by. */
    readonly oddsFactor: number;
    /** What stands for 0, and how much for 1, as the dictionary encodes the column. */
    readonly centre: number;
    readonly scale: number;
  }[];
}

/** Weights on normalised columns, the largest first. @param hasConverged null where noise lets nobody tell. */
export function readableLogistic(
  { columns, weights, means, intercept, normaliser }: LogisticModel,
  hasConverged: boolean | null,
): ReadableLogistic {
  return {
    hasConverged,
    averageProbability: sigmoid(weights.reduce((sum, weight, at) => sum + weight * means[at]!, intercept)),
    columns: columns
      .map((column, at) => ({
        column,
        weight: weights[at]!,
        oddsFactor: Math.exp(weights[at]!),
        centre: normaliser.centre[at]!,
        scale: normaliser.scale[at]!,
      }))
      .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)),
  };
}
