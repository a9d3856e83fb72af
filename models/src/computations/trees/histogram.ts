// Gradients and Hessians summed by node, column and bin: all that a level of a tree needs of anybody's rows.
import { binOffsets, type ColumnBins } from './bins.js';

/** A node's histogram: gradient and Hessian of each bin, side by side, columns one after the other. */
export type Histogram = Float64Array;

/** Length of a node's histogram. */
export function histogramLength(columns: readonly ColumnBins[]): number {
  return 2 * binOffsets(columns).at(-1)!;
}

export interface RowSums {
  /** By column of the design: the bin of each row. */
  readonly bins: readonly Uint8Array[];
  /** By row, on the study's grid, so that sums are exact and the same in any order. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/**
 * Histograms of several nodes, one after the other.
 * @param slot by row: position of its node among those that are summed; -1 for none.
 */
export function sumHistograms(
  columns: readonly ColumnBins[],
  { bins, gradient, hessian }: RowSums,
  slot: Int16Array,
  slots: number,
): Float64Array {
  const offsets = binOffsets(columns);
  const length = 2 * offsets[columns.length]!;
  const sums = new Float64Array(slots * length);
  // Rows that count, with their gradients beside each other: columns are then passed over in one stride each.
  const rows = Uint32Array.from(slot.keys()).filter((row) => slot[row]! >= 0);
  const first = Uint32Array.from(rows, (row) => slot[row]! * length);
  const own = { gradient: gather(gradient, rows), hessian: gather(hessian, rows) };
  columns.forEach((column, index) => {
    if (column.isUsed) addColumn(sums, bins[index]!, rows, first, own, 2 * offsets[index]!);
  });
  return sums;
}

function addColumn(
  sums: Float64Array,
  bins: Uint8Array,
  rows: Uint32Array,
  first: Uint32Array,
  own: { readonly gradient: Float64Array; readonly hessian: Float64Array },
  offset: number,
): void {
  const { gradient, hessian } = own;
  for (let at = 0; at < rows.length; at += 1) {
    const cell = first[at]! + offset + 2 * bins[rows[at]!]!;
    sums[cell]! += gradient[at]!;
    sums[cell + 1]! += hessian[at]!;
  }
}

function gather(values: Float64Array, rows: Uint32Array): Float64Array {
  const gathered = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) gathered[at] = values[rows[at]!]!;
  return gathered;
}

/** What is left of a node's histogram without one of its children's: the other child's. */
export function subtract(parent: Histogram, child: Histogram): Histogram {
  return parent.map((total, cell) => total - child[cell]!);
}
