// Ridge regression from sums, at every recipient alike: plain float64 in a fixed order.
import { packedIndex } from '../vectors.js';
import type { Gram } from './gram.js';

/** In the scaled units of the sums: y = intercept + sum_j weights_j v_j. */
export interface LeastSquares {
  readonly weights: Float64Array;
  readonly intercept: number;
  /** Standard deviations of the weights, for independent rows of one variance; null with a ridge. */
  readonly standardErrors: Float64Array | null;
  /** What the ridge leaves of each weight: diagonal of (V'V + ridge)^-1 V'V; 1 without one. */
  readonly kept: Float64Array;
  /** Columns that are constant, or that columns before them already make up; their weight is 0. */
  readonly leftOut: readonly boolean[];
  /** Sum of squared residuals, and of squared deviations of y from its mean. */
  readonly residual: number;
  readonly total: number;
  /** Rows less the coefficients and means that were fitted. */
  readonly freedom: number;
}

/** A column whose variance, or what earlier columns leave of it, is a smaller share than this is rounding. */
const NOTHING_LEFT = 1e-10;

/**
 * Minimises sum (y - intercept - w v)^2 + ridge |w s|^2, where s are the columns' population deviations: the ridge counts z-scores.
 * The intercept is free; where means were taken off there is none.
 * @param isNoised deviations are then no more to be relied on than the rest, and s is 1: the ridge counts values scaled by bounds.
 */
export function leastSquares(gram: Gram, ridge: number, isNoised: boolean): LeastSquares {
  const { count, mean, scatter, groups } = gram;
  const columns = mean.length - 1;
  const deviation = isNoised ? new Float64Array(columns).fill(1) : deviationsOf(gram);
  const between = (row: number, column: number): number => {
    const scale = row === columns ? deviation[column]! : deviation[row]! * deviation[column]!;
    return scale === 0 ? 0 : scatter[packedIndex(row, column)]! / scale;
  };
  const matrix = new Float64Array(packedIndex(columns, 0));
  for (let row = 0, at = 0; row < columns; row += 1)
    for (let column = 0; column <= row; column += 1, at += 1)
      matrix[at] = between(row, column) + (row === column ? ridge : 0);
  const target = Float64Array.from({ length: columns }, (_, column) => between(columns, column));
  const isConstant = (column: number): boolean => deviation[column] === 0;
  const { solution, inverseDiagonal, leftOut } = solveInOrder(
    matrix,
    target,
    isConstant,
    NOTHING_LEFT * Math.max(1, count),
  );
  const weights = solution.map((value, column) => (leftOut[column]! ? 0 : value / deviation[column]!));
  const total = Math.max(0, scatter[packedIndex(columns, columns)]!);
  const residual = Math.max(0, residualOf(scatter, weights));
  const fitted = leftOut.filter((isOut) => !isOut).length + Math.max(1, groups);
  const freedom = count - fitted;
  const rowVariance = freedom > 0 ? residual / freedom : 0;
  return {
    weights,
    intercept: mean[columns]! - weights.reduce((sum, weight, column) => sum + weight * mean[column]!, 0),
    standardErrors:
      ridge > 0
        ? null
        : inverseDiagonal.map((value, column) =>
            leftOut[column]! ? 0 : Math.sqrt(rowVariance * value) / deviation[column]!,
          ),
    kept: inverseDiagonal.map((value) => Math.min(1, Math.max(0, 1 - ridge * value))),
    leftOut,
    residual,
    total,
    freedom,
  };
}

/** Population deviations of the columns; 0 where rounding is all there is. */
function deviationsOf({ count, mean, scatter, squares }: Gram): Float64Array {
  return Float64Array.from({ length: mean.length - 1 }, (_, column) => {
    const at = packedIndex(column, column);
    const isConstant = count <= 0 || scatter[at]! <= NOTHING_LEFT * squares[at]!;
    return isConstant ? 0 : Math.sqrt(scatter[at]! / count);
  });
}

/** sum (y - w v)^2 about the means: y'y - 2 w'v'y + w'v'v w. */
function residualOf(scatter: Float64Array, weights: Float64Array): number {
  const columns = weights.length;
  let total = scatter[packedIndex(columns, columns)]!;
  for (let row = 0; row < columns; row += 1) {
    const weight = weights[row]!;
    if (weight === 0) continue;
    total -= 2 * weight * scatter[packedIndex(columns, row)]!;
    for (let column = 0; column < columns; column += 1)
      total +=
        weight * weights[column]! * scatter[packedIndex(Math.max(row, column), Math.min(row, column))]!;
  }
  return total;
}

/**
 * Cholesky's method that leaves out a column as soon as those before it leave nothing of it, as statisticians' programs do.
 * @param isConstant columns that are left out in any case.
 * @param least what counts as nothing.
 */
function solveInOrder(
  packed: Float64Array,
  target: Float64Array,
  isConstant: (column: number) => boolean,
  least: number,
): { solution: Float64Array; inverseDiagonal: Float64Array; leftOut: boolean[] } {
  const size = target.length;
  const factor = packed.slice();
  const leftOut: boolean[] = [];
  const at = (row: number, column: number): number => factor[packedIndex(row, column)]!;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < row; column += 1) {
      let value = at(row, column);
      for (let k = 0; k < column; k += 1) value -= at(row, k) * at(column, k);
      factor[packedIndex(row, column)] = leftOut[column]! ? 0 : value / at(column, column);
    }
    let left = at(row, row);
    for (let k = 0; k < row; k += 1) left -= at(row, k) ** 2;
    const isOut = isConstant(row) || left <= least;
    leftOut.push(isOut);
    if (isOut) for (let k = 0; k < row; k += 1) factor[packedIndex(row, k)] = 0;
    factor[packedIndex(row, row)] = isOut ? 1 : Math.sqrt(left);
  }
  /** L^-1 b in place, where b is 0 before `from`. */
  const forward = (b: Float64Array, from = 0): Float64Array => {
    for (let row = from; row < size; row += 1) {
      for (let k = from; k < row; k += 1) b[row]! -= at(row, k) * b[k]!;
      b[row]! /= at(row, row);
      if (leftOut[row]!) b[row] = 0;
    }
    return b;
  };
  const solution = forward(target.slice());
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let k = row + 1; k < size; k += 1) solution[row]! -= at(k, row) * solution[k]!;
    solution[row]! /= at(row, row);
    if (leftOut[row]!) solution[row] = 0;
  }
  // The inverse is L^-T L^-1: its diagonal is what each unit vector becomes on the way forward, squared.
  const inverseDiagonal = Float64Array.from({ length: size }, (_, column) => {
    const unit = new Float64Array(size);
    unit[column] = 1;
    return forward(unit, column).reduce((sum, value) => sum + value * value, 0);
  });
  return { solution, inverseDiagonal, leftOut };
}
