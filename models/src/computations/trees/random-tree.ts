// Trees whose splits are drawn in public, before anybody's rows are asked: then only the leaves are summed, a person is
// in one leaf of a tree, and noise is spent on nothing else (Maddock 2022, arXiv:2210.02910).
import { publicUniforms } from '../public-uniforms.js';
import type { ColumnBins } from './bins.js';
import { LEAF, oneLeaf, withSplits, type GrownSplit, type Tree } from './tree.js';

const nothing = { value: 0, cover: 0 };

/** A full tree without leaf values; the same for everybody. */
export function randomTree(columns: readonly ColumnBins[], depth: number, tag: string): Tree {
  const used = [...columns.keys()].filter((column) => columns[column]!.isUsed);
  let tree = oneLeaf(nothing);
  for (let level = 0, from = 0; level < depth; level += 1) {
    const end = tree.column.length;
    const splits: GrownSplit[] = [];
    for (let node = from; node < end; node += 1)
      splits.push(randomSplit(columns, used, node, `${tag}:${node}`));
    tree = withSplits(tree, splits);
    from = end;
  }
  return tree;
}

function randomSplit(
  columns: readonly ColumnBins[],
  used: readonly number[],
  node: number,
  tag: string,
): GrownSplit {
  const most = Math.max(...used.map((column) => columns[column]!.categories.length));
  const [which, where, absent, ...coins] = publicUniforms('trees', tag, 3 + most);
  const column = used[Math.floor(which! * used.length)]!;
  const { kind, edges, categories } = columns[column]!;
  const children = { gain: 0, left: nothing, right: nothing };
  if (kind === 'category') {
    const leftPlaces = parted([...categories.keys()], (place) => coins[place]! < 1 / 2, where!);
    return { ...children, node, column, cut: 0, missingLeft: false, leftPlaces };
  }
  const cut = Math.floor(where! * Math.max(1, edges.length));
  return { ...children, node, column, cut, missingLeft: absent! < 1 / 2, leftPlaces: null };
}

/** Those to the left; where all are on one side, which would part nobody, one of them changes it. @param which in [0, 1) */
function parted(places: readonly number[], isLeft: (place: number) => boolean, which: number): number[] {
  const left = places.filter(isLeft);
  if (left.length > 0 && left.length < places.length) return left;
  const one = Math.floor(which * places.length);
  return places.filter((place) => isLeft(place) !== (place === one));
}

/** Positions of the leaves, in order: what sums over leaves are numbered by. */
export function leavesOf(tree: Tree): number[] {
  return [...tree.column.keys()].filter((node) => tree.column[node] === LEAF);
}

export interface LeafRules {
  readonly l2: number;
  /** Multiplies Newton's step. */
  readonly learningRate: number;
}

/**
 * The tree with the values of its leaves, and with covers and gains as they follow from these.
 * @param sums gradient and Hessian by leaf, in pairs; noise may leave a Hessian below 0, which then counts as 0.
 */
export function withLeafSums(tree: Tree, sums: Float64Array, { l2, learningRate }: LeafRules): Tree {
  const nodes = tree.column.length;
  const gradient = new Float64Array(nodes);
  const cover = new Float64Array(nodes);
  leavesOf(tree).forEach((node, leaf) => {
    gradient[node] = sums[2 * leaf]!;
    cover[node] = Math.max(0, sums[2 * leaf + 1]!);
  });
  const score = (node: number): number => (gradient[node]! ** 2 / (cover[node]! + l2) || 0) / 2;
  const value = new Float64Array(nodes);
  let splits = tree.column.filter((column) => column !== LEAF).length;
  for (let node = nodes - 1; node >= 0; node -= 1) {
    if (tree.column[node] === LEAF) {
      value[node] = -learningRate * (gradient[node]! / (cover[node]! + l2) || 0);
      continue;
    }
    splits -= 1;
    const [left, right] = [1 + 2 * splits, 2 + 2 * splits];
    gradient[node] = gradient[left]! + gradient[right]!;
    cover[node] = cover[left]! + cover[right]!;
    value[node] = Math.max(0, score(left) + score(right) - score(node));
  }
  return { ...tree, value, cover };
}
