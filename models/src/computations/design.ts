// What computations over a design matrix share: the columns by position and the bounds of sums over persons.
import type { Column } from '../contracts/dictionary.js';
import type { People } from './computation.js';

/** The columns of a study as plain state: public, the same at every node. */
export interface Design {
  readonly names: readonly string[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Whether each column is a number, rather than a 0/1 code of a category or binary. */
  readonly isNumber: readonly boolean[];
}

/** In the order of the columns, which is that of every vector over the design. */
export function designOf(columns: readonly Column[]): Design {
  return {
    names: columns.map((column) => column.name),
    lower: Float64Array.from(columns, (column) => column.lower),
    upper: Float64Array.from(columns, (column) => column.upper),
    isNumber: columns.map((column) => column.type === 'number'),
  };
}

/** @throws RangeError naming a column that the persons do not have. */
export function columnValues(people: People, name: string): Float64Array {
  const values = people.columns.get(name);
  if (values === undefined)
    throw new RangeError(`the prepared data has no column "${name}"; map it in node.yaml and prepare again`);
  return values;
}

/** x on [-1, 1] by the column's public bounds, whatever x is. */
export function scaleByBounds(design: Pick<Design, 'lower' | 'upper'>, column: number, x: number): number {
  const lower = design.lower[column]!;
  const upper = design.upper[column]!;
  const scaled = (2 * x - lower - upper) / (upper - lower);
  return Math.max(-1, Math.min(1, scaled));
}

/** Twice the declared number of persons: agreements go stale, and a sum that leaves its lane is lost. */
export function mostPeople(declared: number): number {
  return 2 * declared;
}

/** Bound on a sum over all persons of parts that are at most `partBound`. */
export function sumRangeOver(people: number, partBound: number): number {
  return mostPeople(people) * partBound;
}

/** A grid in mode `none` so fine that rounding is beyond float32, in lanes of 44 bits. */
export function finePrecision(sumRange: number): number {
  return 2 ** (Math.ceil(Math.log2(sumRange)) - 42);
}

/**
 * A grid in mode `none` on which even the mean of a single person is exact to 1e-9, in lanes of 52 bits that take two
 * coefficients.
 */
export function exactPrecision(sumRange: number): number {
  return 2 ** (Math.ceil(Math.log2(sumRange)) - 50);
}

/** The block of an opened sum. @throws RangeError where the sum belongs to another layout. */
export function blockOf(sum: ReadonlyMap<string, Float64Array>, name: string): Float64Array {
  const values = sum.get(name);
  if (values === undefined) throw new RangeError(`the opened sum has no block "${name}"`);
  return values;
}
