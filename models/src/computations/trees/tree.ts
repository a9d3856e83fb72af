// One tree as plain state, and the way of a row through it.
import { binCount, missingBin, type ColumnBins } from './bins.js';

/**
 * Nodes level by level from the root. Children are not written down: those of the k-th split stand at 1 + 2k (left)
 * and 2 + 2k. Every array holds one number a node.
 */
export interface Tree {
  /** Column that a split asks for; -1 at a leaf. */
  readonly column: Float64Array;
  /** Of a split of a number: the last bin that goes left. Of a category: position in `leftPlaces`. 0 at a leaf. */
  readonly cut: Float64Array;
  /** 1 where missing values go left. */
  readonly missingLeft: Float64Array;
  /** Of a leaf: what it adds to the raw score, the learning rate included. Of a split: its gain. */
  readonly value: Float64Array;
  /** Sum of Hessians: how much of the training persons passed. */
  readonly cover: Float64Array;
  /** By split of a category: places that go left, ascending. */
  readonly leftPlaces: readonly Float64Array[];
}

export const LEAF = -1;

export interface Leaf {
  readonly value: number;
  readonly cover: number;
}

export interface GrownSplit {
  /** The leaf that becomes a split. */
  readonly node: number;
  readonly column: number;
  readonly cut: number;
  readonly missingLeft: boolean;
  /** Null for a number. */
  readonly leftPlaces: readonly number[] | null;
  readonly gain: number;
  readonly left: Leaf;
  readonly right: Leaf;
}

export function oneLeaf({ value, cover }: Leaf): Tree {
  return {
    column: Float64Array.of(LEAF),
    cut: Float64Array.of(0),
    missingLeft: Float64Array.of(0),
    value: Float64Array.of(value),
    cover: Float64Array.of(cover),
    leftPlaces: [],
  };
}

/** @param splits of leaves of the last level, in the order of their nodes. */
export function withSplits(tree: Tree, splits: readonly GrownSplit[]): Tree {
  const [column, cut, missingLeft] = [[...tree.column], [...tree.cut], [...tree.missingLeft]];
  const [value, cover] = [[...tree.value], [...tree.cover]];
  const leftPlaces = [...tree.leftPlaces];
  for (const split of splits) {
    column[split.node] = split.column;
    cut[split.node] = split.leftPlaces ? leftPlaces.length : split.cut;
    missingLeft[split.node] = split.missingLeft ? 1 : 0;
    value[split.node] = split.gain;
    if (split.leftPlaces) leftPlaces.push(Float64Array.from(split.leftPlaces));
    for (const leaf of [split.left, split.right]) {
      column.push(LEAF);
      cut.push(0);
      missingLeft.push(0);
      value.push(leaf.value);
      cover.push(leaf.cover);
    }
  }
  return {
    column: Float64Array.from(column),
    cut: Float64Array.from(cut),
    missingLeft: Float64Array.from(missingLeft),
    value: Float64Array.from(value),
    cover: Float64Array.from(cover),
    leftPlaces,
  };
}

/** A tree that rows can be sent through. */
export interface Router {
  readonly column: Int16Array;
  /** Left child of each split; the right one stands beside it. */
  readonly left: Uint16Array;
  /** By node: for each bin of its column, 0 for left and 1 for right; null at a leaf. */
  readonly turn: readonly (Uint8Array | null)[];
}

/** @param columns whose bins the cuts of the tree are between. */
export function routerOf(tree: Tree, columns: readonly ColumnBins[]): Router {
  const left = new Uint16Array(tree.column.length);
  let splits = 0;
  tree.column.forEach((column, node) => {
    if (column === LEAF) return;
    left[node] = 1 + 2 * splits;
    splits += 1;
  });
  return {
    column: Int16Array.from(tree.column),
    left,
    turn: [...tree.column].map((column, node) =>
      column === LEAF ? null : turnsOf(tree, node, columns[column]!),
    ),
  };
}

function turnsOf(tree: Tree, node: number, column: ColumnBins): Uint8Array {
  const turn = new Uint8Array(binCount(column)).fill(1);
  const cut = tree.cut[node]!;
  if (column.kind === 'category') for (const place of tree.leftPlaces[cut]!) turn[place] = 0;
  else {
    turn.fill(0, 0, cut + 1);
    turn[missingBin(column)] = tree.missingLeft[node] === 1 ? 0 : 1;
  }
  return turn;
}

/** The leaf of a row, or the open node it stands at while the tree grows. */
export function nodeOfRow({ column, left, turn }: Router, bins: readonly Uint8Array[], row: number): number {
  let node = 0;
  for (let turns = turn[0]; turns; turns = turn[node])
    node = left[node]! + turns[bins[column[node]!]![row]!]!;
  return node;
}
