// What an experiment adds up: for each arm its persons, and first and second moments of every outcome and of the covariate
// that was known before. All values on [-1, 1] by the dictionary's bounds.
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import {
  blockOf,
  columnValues,
  exactPrecision,
  scaleByBounds,
  sumRangeOver,
  type Design,
} from '../design.js';
import { meanOverRows } from '../moments.js';

export const arms = ['control', 'treated'] as const;
export type Arm = (typeof arms)[number];

/** Outcomes, then the covariate where there is one, as columns of a design of their own. */
export interface Measured {
  readonly design: Design;
  readonly outcomes: number;
}

/** Sums over the persons of one arm. */
export interface ArmSums {
  readonly persons: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Of each outcome with the covariate; empty without one. */
  readonly cross: Float64Array;
}

function crossLength({ design, outcomes }: Measured): number {
  return design.names.length > outcomes ? outcomes : 0;
}

/** A person's part is 1 and values within [-1, 1], in the blocks of their arm alone: it never needs clipping. */
export function abLayout(measured: Measured, people: number): VectorLayout {
  const length = measured.design.names.length;
  const cross = crossLength(measured);
  const sumRange = sumRangeOver(people, 1);
  const precision = exactPrecision(sumRange);
  const blocks = arms.flatMap((arm) => [
    { name: `${arm}.persons`, length: 1, sumRange, precision },
    { name: `${arm}.first`, length, sumRange, precision },
    { name: `${arm}.second`, length, sumRange, precision },
    ...(cross > 0 ? [{ name: `${arm}.cross`, length: cross, sumRange, precision }] : []),
  ]);
  return { blocks, clipNormL2: Math.sqrt(1 + 2 * length + cross) };
}

/** @param treated column that is 1 for who was treated; persons in several rows belong to the arm of most. */
export function contributeAb(measured: Measured, treated: string, people: People): Float64Array {
  const { design, outcomes } = measured;
  const length = design.names.length;
  const cross = crossLength(measured);
  const armLength = 1 + 2 * length + cross;
  const total = new Float64Array(2 * armLength);
  const arm = columnValues(people, treated);
  const columns = design.names.map((name) => columnValues(people, name));
  const u = new Float64Array(length);
  for (let person = 0; person < people.size; person += 1) {
    const start = meanOverRows(people, person, (row) => arm[row]!) > 0.5 ? armLength : 0;
    columns.forEach((values, column) => {
      u[column] = meanOverRows(people, person, (row) => scaleByBounds(design, column, values[row]!));
    });
    total[start]! += 1;
    for (let column = 0; column < length; column += 1) {
      total[start + 1 + column]! += u[column]!;
      total[start + 1 + length + column]! += u[column]! ** 2;
    }
    for (let outcome = 0; outcome < cross; outcome += 1)
      total[start + 1 + 2 * length + outcome]! += u[outcome]! * u[outcomes]!;
  }
  return total;
}

/** One arm of the opened sum. */
export function readArm(measured: Measured, sum: OpenedSum, arm: Arm): ArmSums {
  return {
    persons: blockOf(sum, `${arm}.persons`)[0]!,
    first: blockOf(sum, `${arm}.first`),
    second: blockOf(sum, `${arm}.second`),
    cross: crossLength(measured) > 0 ? blockOf(sum, `${arm}.cross`) : new Float64Array(0),
  };
}
