// The sums that least squares needs: for z = (1, v_1..v_p, y) the lower triangle of sum z z', over all rows of all parties.
import type { Column } from '../../contracts/dictionary.js';
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, columnValues, exactPrecision, sumRangeOver } from '../design.js';
import { packedIndex } from '../vectors.js';
import { termReader, within, type TermColumn } from './terms.js';

/** Which rows are added up, and how they count; plain state. */
export interface GramSetup {
  readonly terms: readonly TermColumn[];
  readonly label: { readonly name: string; readonly centre: number; readonly scale: number };
  /** Column of codes whose groups are freed of their means at each node; null: none. */
  readonly demeanBy: string | null;
  /** Whether a person's rows count one each, instead of as one together. */
  readonly countsRows: boolean;
  /** Declared rows: persons where each of them counts as one. */
  readonly rows: number;
}

/** Takes a label from its bounds to [-1, 1]: (y - centre) / scale. */
export function labelScale({ name, lower, upper }: Column): GramSetup['label'] {
  return { name, centre: (lower + upper) / 2, scale: (upper - lower) / 2 };
}

/** 1, terms and label. */
function sizeOf({ terms }: GramSetup): number {
  return terms.length + 2;
}

/** The packed triangle of z z', and where means are taken off how many groups there were; a row never needs clipping. */
export function gramLayout(setup: GramSetup): VectorLayout {
  const size = sizeOf(setup);
  // What is freed of a mean lies in [-2, 2].
  const sumRange = sumRangeOver(setup.rows, setup.demeanBy === null ? 1 : 4);
  const precision = exactPrecision(sumRange);
  return {
    blocks: [
      { name: 'gram', length: packedIndex(size, 0), sumRange, precision },
      ...(setup.demeanBy === null ? [] : [{ name: 'groups', length: 1, sumRange, precision }]),
    ],
    // |z|^2 <= size, and the triangle of z z' is no longer than |z|^2.
    clipNormL2: size,
  };
}

/** @returns the blocks of {@link gramLayout}. */
export function contributeGram(setup: GramSetup, people: People): Float64Array {
  const size = sizeOf(setup);
  const length = packedIndex(size, 0);
  const gram = new Float64Array(length + (setup.demeanBy === null ? 0 : 1));
  const means = setup.demeanBy === null ? undefined : groupMeans(setup, people, setup.demeanBy);
  if (means) gram[length] = means.groups;
  const places = new Uint32Array(size);
  forEachScaledRow(setup, people, (weight, z, row) => {
    if (means) means.take(row, z);
    addOuter(gram, z, weight, places);
  });
  return gram;
}

/** Calls `visit` with each row as z = (1, v_1..v_p, y), reused from row to row. */
export function forEachScaledRow(
  { terms, label, countsRows }: GramSetup,
  people: People,
  visit: (weight: number, z: Float64Array, row: number) => void,
): void {
  const read = termReader(terms, people);
  const labels = columnValues(people, label.name);
  const z = new Float64Array(terms.length + 2);
  const values = z.subarray(1, 1 + terms.length);
  for (let person = 0; person < people.size; person += 1) {
    const first = people.rowStart[person]!;
    const end = people.rowStart[person + 1]!;
    for (let row = first; row < end; row += 1) {
      z[0] = 1;
      read(row, values);
      z[z.length - 1] = within((labels[row]! - label.centre) / label.scale);
      visit(countsRows ? 1 : 1 / (end - first), z, row);
    }
  }
}

/** Adds weight z z'. Most of a row of many categories is zero, and passed over: `places` is where the rest stands. */
function addOuter(gram: Float64Array, z: Float64Array, weight: number, places: Uint32Array): void {
  let filled = 0;
  for (let at = 0; at < z.length; at += 1) if (z[at] !== 0) places[filled++] = at;
  for (let row = 0; row < filled; row += 1) {
    const at = places[row]!;
    const start = packedIndex(at, 0);
    const scaled = weight * z[at]!;
    for (let column = 0; column <= row; column += 1)
      gram[start + places[column]!]! += scaled * z[places[column]!]!;
  }
}

/**
 * Weighted means within each group of this node, which takes them off: what differs from store to store, whatever its cause, then
 * says nothing about the terms (Frisch and Waugh 1933).
 */
function groupMeans(
  setup: GramSetup,
  people: People,
  by: string,
): { readonly groups: number; take(row: number, z: Float64Array): void } {
  const codes = columnValues(people, by);
  const sums = new Map<number, { weight: number; total: Float64Array }>();
  forEachScaledRow(setup, people, (weight, z, row) => {
    const code = codes[row]!;
    const group = sums.get(code) ?? { weight: 0, total: new Float64Array(z.length) };
    sums.set(code, group);
    group.weight += weight;
    for (let at = 0; at < z.length; at += 1) group.total[at]! += weight * z[at]!;
  });
  return {
    groups: sums.size,
    take(row, z) {
      const { weight, total } = sums.get(codes[row]!)!;
      // The constant stays: it counts the rows.
      for (let at = 1; at < z.length; at += 1) z[at]! -= total[at]! / weight;
    },
  };
}

/** The opened sums as least squares takes them. */
export interface Gram {
  /** Rows, or persons where they count as one each. */
  readonly count: number;
  /** Of v_1..v_p, y. */
  readonly mean: Float64Array;
  /** Lower triangle of sum (x - mean)(x - mean)' over v_1..v_p, y. */
  readonly scatter: Float64Array;
  /** Lower triangle of sum x x' over v_1..v_p, y: how large rounding may be. */
  readonly squares: Float64Array;
  /** Means that were taken off at the nodes; 0 where none were. */
  readonly groups: number;
}

/** @param leastCount a count below is taken for noise. */
export function readGram(setup: GramSetup, sum: OpenedSum, leastCount: number): Gram {
  const packed = blockOf(sum, 'gram');
  const size = sizeOf(setup) - 1;
  const count = Math.max(packed[0]!, leastCount);
  const mean = Float64Array.from({ length: size }, (_, at) =>
    count > 0 ? packed[packedIndex(at + 1, 0)]! / count : 0,
  );
  const squares = new Float64Array(packedIndex(size, 0));
  const scatter = new Float64Array(squares.length);
  for (let row = 0, at = 0; row < size; row += 1)
    for (let column = 0; column <= row; column += 1, at += 1) {
      squares[at] = packed[packedIndex(row + 1, column + 1)]!;
      scatter[at] = squares[at]! - count * mean[row]! * mean[column]!;
    }
  const groups = setup.demeanBy === null ? 0 : blockOf(sum, 'groups')[0]!;
  return { count, mean, scatter, squares, groups };
}
