// Bins from federated quantiles: each column's persons are counted in cells, crowded cells are cut finer for the next
// count, and the last count is cut into bins of about equal crowds. Only counts are ever summed. A border where values
// stand on one side only may be anywhere in the gap, so it becomes the shortest number there.
import type { Column } from '../../contracts/dictionary.js';
import { categoriesOf, edgesUpTo, requirePlace, type ColumnBins } from './bins.js';

/** The cells that a column's persons are counted in next. */
export interface ColumnCells {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly lower: number;
  readonly upper: number;
  /** Borders between cells, ascending; empty for a category. */
  readonly edges: Float64Array;
  readonly categories: readonly string[];
  /** False for a binary column, whose two cells are its two values. */
  readonly isRefined: boolean;
}

/** How fine cells get, and what counts as a crowd. */
export interface CellRules {
  /** Most bins of a column. */
  readonly bins: number;
  /** Pieces that crowded cells are cut into, over the whole column; also the cells of the first count. */
  readonly pieces: number;
  /** A cell of no more is taken for empty: 0 without noise. */
  readonly emptyCount: number;
  /** Fewest persons in a bin of numbers. */
  readonly leastPersons: number;
}

/** @param pieces that the range of a number is cut into, of equal width and finer towards nothing. */
export function firstCells(column: Column, pieces: number): ColumnCells {
  const { name, lower, upper, type } = column;
  const categories = categoriesOf(column);
  if (type === 'category')
    return { name, kind: 'category', lower, upper, edges: new Float64Array(), categories, isRefined: false };
  const edges = type === 'binary' ? Float64Array.of(0.5) : firstBorders(lower, upper, pieces);
  return { name, kind: 'number', lower, upper, edges, categories, isRefined: type === 'number' };
}

/** Cells of a column that are counted; missing values of a number come last. */
export function cellCount({ kind, edges, categories }: ColumnCells): number {
  return kind === 'category' ? categories.length : edges.length + 2;
}

/** Halvings of the range that the first cells go down to, where amounts crowd near nothing. */
const HALVINGS = 20;

/** Half of the cells are of equal width; the others double in width from the lower bound, or from 0 where that is inside. */
function firstBorders(lower: number, upper: number, pieces: number): Float64Array {
  const from = lower < 0 && upper > 0 ? 0 : lower;
  const doubling = Math.floor(pieces / 4);
  const borders = [...inPieces(lower, upper, Math.max(2, Math.floor(pieces / 2)))];
  for (let step = 0; step < doubling; step += 1) {
    const width = (upper - lower) * 2 ** (-HALVINGS * (1 - step / doubling));
    borders.push(from + width, from - width);
  }
  if (from > lower) borders.push(from);
  const inside = borders.filter((border) => border > lower && border < upper);
  return Float64Array.from(new Set(inside)).sort();
}

/** Position of an encoded value among the cells; a missing number is in the last. */
export function cellOf(column: ColumnCells, value: number): number {
  if (column.kind === 'category') return requirePlace(column, value);
  return Number.isNaN(value) ? column.edges.length + 1 : edgesUpTo(column.edges, value);
}

/** Crowded cells are cut by their share of the column's persons; neighbours that are empty, or light together, become one. */
export function refine(cells: ColumnCells, counts: Float64Array, rules: CellRules): ColumnCells {
  if (!cells.isRefined) return cells;
  const { lower, upper, edges } = cells;
  const crowd = crowds(counts.subarray(0, edges.length + 1), rules);
  const total = sum(crowd);
  const light = total / (LIGHT_SHARE * rules.bins);
  const finer: number[] = [];
  let held = crowd[0]!;
  for (let cell = 0; cell <= edges.length; cell += 1) {
    const from = cell === 0 ? lower : edges[cell - 1]!;
    const to = cell === edges.length ? upper : edges[cell]!;
    if (cell > 0) {
      const isOne = held === 0 ? crowd[cell] === 0 : crowd[cell]! > 0 && held + crowd[cell]! <= light;
      if (!isOne) finer.push(from);
      held = isOne ? held + crowd[cell]! : crowd[cell]!;
    }
    if (crowd[cell]! > light)
      finer.push(...inPieces(from, to, Math.floor((rules.pieces * crowd[cell]!) / total)));
  }
  return { ...cells, edges: Float64Array.from(finer) };
}

/** A cell lighter than a bin by this factor is not cut. */
const LIGHT_SHARE = 8;

/** Borders that cut [from, to) into pieces of equal width; fewer where floats are no finer. */
function inPieces(from: number, to: number, pieces: number): Float64Array {
  const borders: number[] = [];
  for (let piece = 1; piece < pieces; piece += 1) {
    const border = from + ((to - from) * piece) / pieces;
    if (border > (borders.at(-1) ?? from) && border < to) borders.push(border);
  }
  return Float64Array.from(borders);
}

/** The column's bins after the last count. */
export function binsOfCells(cells: ColumnCells, counts: Float64Array, rules: CellRules): ColumnBins {
  const { name, kind, categories, edges } = cells;
  const crowd = crowds(counts, rules);
  if (kind === 'category') {
    const isUsed = crowd.filter((count) => count > 0).length > 1;
    return { name, kind, categories, edges: new Float64Array(), isUsed };
  }
  const values = crowd.subarray(0, edges.length + 1);
  const groups = withFewestPersons(inQuantiles(values, rules.bins), rules);
  const found = groups.slice(1).map(({ first }, index) => {
    const before = groups[index]!.last;
    return shortestBetween(edges[before]!, edges[first - 1]!);
  });
  const hasMissing = crowd[edges.length + 1]! > 0;
  return {
    name,
    kind,
    categories,
    edges: Float64Array.from(found),
    isUsed: found.length > 0 || (hasMissing && groups.length > 0),
  };
}

/** Neighbouring cells that are one bin. */
interface Group {
  readonly first: number;
  readonly last: number;
  readonly persons: number;
}

/** Occupied cells in bins of about equal persons, in order; a cell that holds a bin's share alone is a bin. */
function inQuantiles(crowd: Float64Array, bins: number): Group[] {
  const occupied = [...crowd.keys()].filter((cell) => crowd[cell]! > 0);
  const one = (cell: number): Group => ({ first: cell, last: cell, persons: crowd[cell]! });
  if (occupied.length <= bins) return occupied.map(one);
  const total = sum(crowd);
  const isHeavy = (cell: number | undefined): boolean => cell !== undefined && crowd[cell]! >= total / bins;
  const heavy = occupied.filter(isHeavy);
  let restPersons = total - heavy.reduce((persons, cell) => persons + crowd[cell]!, 0);
  let restBins = Math.max(1, bins - heavy.length);
  const groups: Group[] = [];
  let current: Group | undefined;
  occupied.forEach((cell, position) => {
    if (isHeavy(cell)) {
      groups.push(one(cell));
      return;
    }
    current = current ? { ...current, last: cell, persons: current.persons + crowd[cell]! } : one(cell);
    const next = occupied[position + 1];
    if (current.persons < restPersons / restBins && next !== undefined && !isHeavy(next)) return;
    groups.push(current);
    restPersons -= current.persons;
    restBins = Math.max(1, restBins - 1);
    current = undefined;
  });
  return groups;
}

/** The lightest bin joins its lighter neighbour until there are few enough and each is large enough. */
function withFewestPersons(groups: readonly Group[], { bins, leastPersons }: CellRules): Group[] {
  const kept = [...groups];
  while (kept.length > 1) {
    const lightest = kept.reduce(
      (best, { persons }, index) => (persons < kept[best]!.persons ? index : best),
      0,
    );
    if (kept.length <= bins && kept[lightest]!.persons >= leastPersons) break;
    const before = kept[lightest - 1]?.persons ?? Infinity;
    const after = kept[lightest + 1]?.persons ?? Infinity;
    const left = before <= after ? lightest - 1 : lightest;
    const [one, other] = [kept[left]!, kept[left + 1]!];
    kept.splice(left, 2, { first: one.first, last: other.last, persons: one.persons + other.persons });
  }
  return kept;
}

function crowds(counts: Float64Array, { emptyCount }: CellRules): Float64Array {
  return counts.map((count) => (count > emptyCount ? count : 0));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

const MOST_DIGITS = 17;

/** The number of fewest digits in the middle half of [from, to]: what people read as a threshold. */
export function shortestBetween(from: number, to: number): number {
  const middle = from + (to - from) / 2;
  const most = (to - from) / 4;
  for (let digits = 1; digits < MOST_DIGITS && from < to; digits += 1) {
    const short = Number(middle.toPrecision(digits));
    if (Math.abs(short - middle) <= most) return short;
  }
  return middle;
}
