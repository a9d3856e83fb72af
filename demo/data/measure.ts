// What the demo's launcher measures on the test customers that it holds, and the two models it compares the
// federated one with: each party alone, and all rows in one place. None of this is part of the product's
// road; nothing here is ever sent to, or released by, a node.

import type { People } from '@chorale/models';
import { isHeldOut } from './held-out.ts';

/** People as columns of equal length, with their labels (0 or 1). */
export interface Table {
  readonly columns: readonly Float64Array[];
  readonly labels: Float64Array;
}

/** A party's people apart: those it trains on, and those the launcher holds for measuring. */
export interface TrainAndTest {
  readonly train: Table;
  readonly test: Table;
}

/**
 * Cuts a party's people, one row each, into training and test rows.
 * @param ids of the people, in their order.
 * @param columns to take, in model order.
 */
export function splitHeldOut(
  people: Pick<People, 'columns'>,
  ids: readonly string[],
  columns: readonly string[],
  label: string,
): TrainAndTest {
  const isTest = ids.map(isHeldOut);
  const table = (ofTest: boolean): Table => {
    const rows = (name: string): Float64Array => {
      const column = people.columns.get(name);
      if (!column) throw new RangeError(`the people have no column "${name}"`);
      return column.filter((_, row) => isTest[row] === ofTest);
    };
    return { columns: columns.map(rows), labels: rows(label) };
  };
  return { train: table(false), test: table(true) };
}

/** Weights on the original scale of the columns. */
export interface ReferenceModel {
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** Mean of -ln(probability given to what happened), probabilities kept 1e-15 away from 0 and 1. */
export function logLoss(probabilities: Float64Array, labels: Float64Array): number {
  const total = probabilities.reduce((sum, probability, row) => {
    const kept = Math.min(1 - 1e-15, Math.max(1e-15, probability));
    return sum - Math.log(labels[row] === 1 ? kept : 1 - kept);
  }, 0);
  return total / probabilities.length;
}

/** Puts tables with the same columns one under the other. */
export function stack(tables: readonly Table[]): Table {
  const width = tables[0]?.columns.length ?? 0;
  const join = (parts: readonly Float64Array[]): Float64Array =>
    Float64Array.from(parts.flatMap((part) => [...part]));
  return {
    columns: Array.from({ length: width }, (_, index) => join(tables.map(({ columns }) => columns[index]!))),
    labels: join(tables.map(({ labels }) => labels)),
  };
}

/** Probabilities of label 1, one a row. */
export function predictReference(model: ReferenceModel, { columns, labels }: Table): Float64Array {
  return labels.map((_, row) => {
    const logit = columns.reduce(
      (sum, column, index) => sum + column[row]! * model.weights[index]!,
      model.intercept,
    );
    return 1 / (1 + Math.exp(-logit));
  });
}

/**
 * Logistic regression without noise by Newton's method: columns z-scored by the table's own means and population
 * deviations, L2 penalty |w|^2 / 2 beside the summed loss (scikit-learn's C = 1), intercept free.
 * @throws RangeError when the table holds one class only: no such model exists.
 */
export function trainReference(table: Table): ReferenceModel {
  const rows = table.labels.length;
  const positives = table.labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === rows) throw new RangeError('training rows hold one class only');
  const scales = table.columns.map(meanAndDeviation);
  const scaled = table.columns.map((column, index) => {
    const { mean, deviation } = scales[index]!;
    return column.map((value) => (value - mean) / deviation);
  });
  const fitted = newton([...scaled, new Float64Array(rows).fill(1)], table.labels);
  const weights = Float64Array.from(scales, ({ deviation }, index) => fitted[index]! / deviation);
  const shift = scales.reduce((sum, { mean }, index) => sum + mean * weights[index]!, 0);
  return { weights, intercept: fitted[scales.length]! - shift };
}

function meanAndDeviation(column: Float64Array): { mean: number; deviation: number } {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

// The last column is the intercept's: no penalty.
function newton(columns: readonly Float64Array[], labels: Float64Array): Float64Array {
  const weights = new Float64Array(columns.length);
  const penalty = (index: number): number => (index === columns.length - 1 ? 0 : 1);
  for (let step = 0; step < 50; step++) {
    const probabilities = predictReference({ weights, intercept: 0 }, { columns, labels });
    const gradient = weights.map((weight, index) => {
      const column = columns[index]!;
      return column.reduce(
        (sum, value, row) => sum + value * (probabilities[row]! - labels[row]!),
        penalty(index) * weight,
      );
    });
    const hessian = columns.map((column, index) =>
      Float64Array.from(columns, (other, otherIndex) => {
        const start = index === otherIndex ? penalty(index) : 0;
        return column.reduce(
          (sum, value, row) => sum + value * other[row]! * probabilities[row]! * (1 - probabilities[row]!),
          start,
        );
      }),
    );
    const change = solve(hessian, gradient);
    change.forEach((value, index) => (weights[index]! -= value));
    if (Math.max(...change.map(Math.abs)) < 1e-10) break;
  }
  return weights;
}

// Gaussian elimination; the Hessian is positive definite, so that no pivoting is needed.
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const left = matrix.map((row) => Float64Array.from(row));
  const solution = Float64Array.from(right);
  const size = solution.length;
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = pivot + 1; row < size; row++) {
      const factor = left[row]![pivot]! / left[pivot]![pivot]!;
      for (let column = pivot; column < size; column++) left[row]![column]! -= factor * left[pivot]![column]!;
      solution[row]! -= factor * solution[pivot]!;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let column = row + 1; column < size; column++)
      solution[row]! -= left[row]![column]! * solution[column]!;
    solution[row]! /= left[row]![row]!;
  }
  return solution;
}
