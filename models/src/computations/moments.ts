// The counted first round of models on a design matrix: how many persons, and each column's mean and deviation.
import type { OpenedSum, People, VectorLayout } from './computation.js';
import { blockOf, columnValues, exactPrecision, scaleByBounds, sumRangeOver, type Design } from './design.js';
import type { Normaliser } from './released-model.js';

export interface Moments {
  /** Persons, as counted (with noise: estimated). */
  readonly count: number;
  readonly mean: Float64Array;
  /** Population variance, of each person's mean over their rows where they have several. */
  readonly variance: Float64Array;
}

/** A person's part is (1, u_1..u_d, u_1^2..u_d^2) with every u in [-1, 1]: it never needs clipping. */
export function momentsLayout(design: Design, people: number): VectorLayout {
  const length = design.names.length;
  const sumRange = sumRangeOver(people, 1);
  const precision = exactPrecision(sumRange);
  return {
    blocks: [
      { name: 'count', length: 1, sumRange, precision },
      { name: 'first', length, sumRange, precision },
      { name: 'second', length, sumRange, precision },
    ],
    clipNormL2: Math.sqrt(1 + 2 * length),
  };
}

/** @returns (persons, sum of u by column, sum of u^2 by column): 1 + 2 d values, blocks as {@link momentsLayout} has them. */
export function contributeMoments(design: Design, people: People): Float64Array {
  const length = design.names.length;
  const vector = new Float64Array(1 + 2 * length);
  vector[0] = people.size;
  design.names.forEach((name, column) => {
    const values = columnValues(people, name);
    for (let person = 0; person < people.size; person += 1) {
      const u = meanOverRows(people, person, (row) => scaleByBounds(design, column, values[row]!));
      vector[1 + column]! += u;
      vector[1 + length + column]! += u * u;
    }
  });
  return vector;
}

/** A person's rows count together as one person. */
export function meanOverRows(people: People, person: number, valueOf: (row: number) => number): number {
  const first = people.rowStart[person]!;
  const end = people.rowStart[person + 1]!;
  let total = 0;
  for (let row = first; row < end; row += 1) total += valueOf(row);
  return end > first ? total / (end - first) : 0;
}

/** {@link meanOverRows} of every person. @param values a number a row. @returns a number a person. */
export function meansByPerson(people: People, values: Float64Array): Float64Array {
  return Float64Array.from({ length: people.size }, (_, person) =>
    meanOverRows(people, person, (row) => values[row]!),
  );
}

/** Noise must not turn a count into nothing, or divide by it. */
const LEAST_SHARE_OF_PEOPLE = 0.1;

/** @param people declared number of persons. */
export function readMoments(design: Design, sum: OpenedSum, people: number): Moments {
  const count = Math.max(blockOf(sum, 'count')[0]!, LEAST_SHARE_OF_PEOPLE * people);
  const first = blockOf(sum, 'first');
  const second = blockOf(sum, 'second');
  const half = first.map((_, column) => (design.upper[column]! - design.lower[column]!) / 2);
  const scaledMean = first.map((total) => Math.max(-1, Math.min(1, total / count)));
  return {
    count,
    mean: scaledMean.map(
      (mean, column) => (design.upper[column]! + design.lower[column]!) / 2 + mean * half[column]!,
    ),
    variance: scaledMean.map(
      (mean, column) => half[column]! ** 2 * Math.max(0, Math.min(1, second[column]! / count - mean ** 2)),
    ),
  };
}

/** Below this share of (half the range)^2 a variance is rounding, and the column constant. */
const NO_VARIANCE = 1e-10;

/** z-scores of the numbers by their population deviation; codes of categories stay as they are. */
export function exactNormaliser(design: Design, moments: Moments): Normaliser {
  return numbersNormaliser(design, moments, false);
}

/** As {@link exactNormaliser}; where moments carry noise, deviations are bounded below. */
export function numbersNormaliser(design: Design, moments: Moments, isNoised: boolean): Normaliser {
  const isScaled = (column: number): boolean => design.isNumber[column]!;
  return {
    centre: moments.mean.map((mean, column) => (isScaled(column) ? mean : 0)),
    scale: moments.variance.map((variance, column) => {
      if (!isScaled(column)) return 1;
      const half = (design.upper[column]! - design.lower[column]!) / 2;
      if (isNoised) return Math.max(Math.sqrt(variance), LEAST_DEVIATION * half);
      return variance > NO_VARIANCE * half ** 2 ? Math.sqrt(variance) : 1;
    }),
    limit: null,
  };
}

/** Of half the range: a smaller deviation may be nothing but noise. */
const LEAST_DEVIATION = 0.05;
/** Beyond three deviations a column says little and takes up clip. */
const LIMIT = 3;

/** z-scores of all columns, from noised moments: deviations bounded below, scores bounded above. */
export function robustNormaliser(design: Design, moments: Moments): Normaliser {
  return {
    centre: moments.mean,
    scale: moments.variance.map((variance, column) => {
      const half = (design.upper[column]! - design.lower[column]!) / 2;
      return Math.max(Math.sqrt(variance), LEAST_DEVIATION * half);
    }),
    limit: LIMIT,
  };
}

/** The model input of column `column` at encoded value x. */
export function normalise({ centre, scale, limit }: Normaliser, column: number, x: number): number {
  const z = (x - centre[column]!) / scale[column]!;
  if (limit === null || (z >= -limit && z <= limit)) return z;
  return z > 0 ? limit : -limit;
}

/** Largest |z| of each column over all encoded values within its bounds. */
export function normalisedBounds(design: Design, normaliser: Normaliser): Float64Array {
  return design.lower.map((lower, column) =>
    Math.max(
      Math.abs(normalise(normaliser, column, lower)),
      Math.abs(normalise(normaliser, column, design.upper[column]!)),
    ),
  );
}
