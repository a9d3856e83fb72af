// How values fall into bins: public numbers that every node applies alike. Trees split between bins only.
import type { Column } from '../../contracts/dictionary.js';

/** The bins of one column. */
export interface ColumnBins {
  readonly name: string;
  /** A binary column is a number of two values. */
  readonly kind: 'number' | 'category';
  /** Of a number: ascending; a value is in the bin of as many edges as are at or below it. Empty for a category. */
  readonly edges: Float64Array;
  /** Of a category: by place, and `other` at the end; empty for a number. */
  readonly categories: readonly string[];
  /** False where everybody was in one bin when bins were counted: nothing is summed of such a column. */
  readonly isUsed: boolean;
}

/** Bins are kept in bytes. */
export const MOST_BINS = 255;

/** Bins of the column; the last one of a number holds missing values. */
export function binCount({ kind, edges, categories }: ColumnBins): number {
  return kind === 'category' ? categories.length : edges.length + 2;
}

/** Bin of missing values. */
export function missingBin({ edges }: ColumnBins): number {
  return edges.length + 1;
}

/** @throws RangeError for a place that the category does not have. */
export function binOf(column: ColumnBins, value: number): number {
  if (column.kind === 'category') return requirePlace(column, value);
  return Number.isNaN(value) ? missingBin(column) : edgesUpTo(column.edges, value);
}

/** @throws RangeError for a value that is no place of the category. */
export function requirePlace(
  { name, categories }: Pick<ColumnBins, 'name' | 'categories'>,
  value: number,
): number {
  if (!(Number.isInteger(value) && value >= 0 && value < categories.length))
    throw new RangeError(`column "${name}" holds ${value}, which is no place of its category`);
  return value;
}

/** How many ascending edges are at or below `value`. */
export function edgesUpTo(edges: Float64Array, value: number): number {
  let from = 0;
  let to = edges.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (edges[middle]! <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The bins of all values of a column. */
export function binsOfValues(column: ColumnBins, values: Float64Array): Uint8Array {
  const bins = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row += 1) bins[row] = binOf(column, values[row]!);
  return bins;
}

/** Position of each column's first bin among the bins of all used columns, and their number at the end. */
export function binOffsets(columns: readonly ColumnBins[]): Uint32Array {
  const offsets = new Uint32Array(columns.length + 1);
  columns.forEach((column, index) => {
    offsets[index + 1] = offsets[index]! + (column.isUsed ? binCount(column) : 0);
  });
  return offsets;
}

/** Categories of a column by place, `other` at the end; none for a number. */
export function categoriesOf({ type, categories = [] }: Column): readonly string[] {
  return type === 'category' ? [...categories, 'other'] : [];
}
