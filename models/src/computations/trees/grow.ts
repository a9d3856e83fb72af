// A tree grows by levels: one sum a level gives the histograms of its open nodes, and every recipient finds the same
// splits. Of two siblings only the smaller one is summed; the other is what their parent's histogram leaves.
import type { ColumnBins } from './bins.js';
import { histogramLength, subtract, type Histogram } from './histogram.js';
import { bestSplit, leafValue, type NodeSums, type Split, type SplitRules } from './split.js';
import { LEAF, oneLeaf, withSplits, type Leaf, type Tree } from './tree.js';

export interface GrowthRules extends SplitRules {
  /** Levels of splits. */
  readonly depth: number;
  readonly leaves: number;
  readonly learningRate: number;
  /** With noise both siblings are summed: a difference would carry the noise of two sums. */
  readonly sumsBothSiblings: boolean;
}

/** A node that may still be split. */
export interface OpenNode extends NodeSums {
  /** Position in the tree. */
  readonly node: number;
  /** Position among the open nodes of the sibling that is summed in its place; -1: it is summed itself. */
  readonly sibling: number;
}

export interface Growing {
  /** So far; open nodes stand in it as leaves. */
  readonly tree: Tree;
  /** Null before the root is summed. */
  readonly open: readonly OpenNode[] | null;
  /** By open node: the histogram of its parent where that is needed, else empty. */
  readonly parents: readonly Histogram[];
  readonly level: number;
}

export function startTree(): Growing {
  return { tree: oneLeaf({ value: 0, cover: 0 }), open: null, parents: [], level: 0 };
}

/** Nodes of the tree that the next round sums, in order. */
export function summedNodes({ open }: Growing): number[] {
  return open === null ? [0] : open.filter(({ sibling }) => sibling === -1).map(({ node }) => node);
}

/**
 * One level more.
 * @param sums histograms of {@link summedNodes}, one after the other.
 * @returns the tree with nothing open where it is grown up.
 */
export function growLevel(
  growing: Growing,
  columns: readonly ColumnBins[],
  sums: Float64Array,
  rules: GrowthRules,
): Growing {
  const open = growing.open ?? [rootOf(columns, sums)];
  const histograms = histogramsOf(growing, open, columns, sums);
  const found = open.flatMap((node, position) => {
    const split = bestSplit(columns, histograms[position]!, node, rules);
    return split ? [{ node: node.node, histogram: histograms[position]!, split }] : [];
  });
  const leaves = growing.tree.column.filter((column) => column === LEAF).length;
  const chosen = found
    .toSorted((one, other) => other.split.gain - one.split.gain || one.node - other.node)
    .slice(0, rules.leaves - leaves)
    .sort((one, other) => one.node - other.node);
  const leaf = (node: NodeSums): Leaf => ({
    value: rules.learningRate * leafValue(node, rules.l2),
    cover: node.hessian,
  });
  const before = growing.open === null ? oneLeaf(leaf(open[0]!)) : growing.tree;
  const tree = withSplits(
    before,
    chosen.map(({ node, split }) => ({ ...split, node, left: leaf(split.left), right: leaf(split.right) })),
  );
  const level = growing.level + 1;
  const isFull = rules.leaves - leaves - chosen.length <= 0;
  if (level === rules.depth || isFull) return { tree, open: [], parents: [], level };
  return { tree, level, ...openChildren(chosen, before.column.length, rules) };
}

/** @returns undefined while it grows. */
export function grownTree({ tree, open }: Growing): Tree | undefined {
  return open?.length === 0 ? tree : undefined;
}

/** Every column's bins add up to the same; with noise their mean is the best estimate. */
function rootOf(columns: readonly ColumnBins[], histogram: Histogram): OpenNode {
  const used = columns.filter(({ isUsed }) => isUsed).length;
  let [gradient, hessian] = [0, 0];
  for (let cell = 0; cell < histogram.length; cell += 2) {
    gradient += histogram[cell]!;
    hessian += histogram[cell + 1]!;
  }
  const mean = { gradient: gradient / used, hessian: hessian / used };
  return { node: 0, sibling: -1, ...mean, lowest: -MOST_STEP, highest: MOST_STEP };
}

/** No leaf moves a raw score by more, before the learning rate. */
const MOST_STEP = 1e6;

function histogramsOf(
  { parents }: Growing,
  open: readonly OpenNode[],
  columns: readonly ColumnBins[],
  sums: Float64Array,
): Histogram[] {
  const length = histogramLength(columns);
  let at = 0;
  const summed = open.map(({ sibling }) => (sibling === -1 ? sums.subarray(at, (at += length)) : undefined));
  return open.map(
    ({ sibling }, position) => summed[position] ?? subtract(parents[position]!, summed[sibling]!),
  );
}

interface Chosen {
  readonly node: number;
  readonly histogram: Histogram;
  readonly split: Split;
}

/** The children of the level's splits that are large enough to be split again. */
function openChildren(
  chosen: readonly Chosen[],
  firstChild: number,
  { minChildWeight, sumsBothSiblings }: GrowthRules,
): Pick<Growing, 'open' | 'parents'> {
  const open: OpenNode[] = [];
  const parents: Histogram[] = [];
  chosen.forEach(({ split, histogram }, index) => {
    const node = firstChild + 2 * index;
    const children = [
      { ...split.left, node },
      { ...split.right, node: node + 1 },
    ].filter(({ hessian }) => hessian >= 2 * minChildWeight);
    const smaller = children.length === 2 && children[0]!.hessian > children[1]!.hessian ? 1 : 0;
    const summed = open.length + smaller;
    children.forEach((child, position) => {
      const isSummed = sumsBothSiblings || position === smaller;
      open.push({ ...child, sibling: isSummed ? -1 : summed });
      parents.push(isSummed ? new Float64Array() : histogram);
    });
  });
  return { open, parents };
}
