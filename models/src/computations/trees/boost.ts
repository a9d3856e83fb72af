// The rounds in which trees grow: what each sums, and what everybody makes of it.
import type { OpenedSum, People, VectorBlock, VectorLayout } from '../computation.js';
import { blockOf, finePrecision, sumRangeOver } from '../design.js';
import { concatenate } from '../vectors.js';
import type { ColumnBins } from './bins.js';
import type { Prior } from './count-bins.js';
import { growLevel, grownTree, startTree, summedNodes, type Growing } from './grow.js';
import { histogramLength, sumHistograms } from './histogram.js';
import { localRows, onGrid, type LocalRows } from './local-rows.js';
import { MOST_LOSS, objectiveOf } from './objective.js';
import { leavesOf, randomTree, withLeafSums } from './random-tree.js';
import { growthRules, type TreesSetup } from './setup.js';
import { LEAF, nodeOfRow, routerOf, type Tree } from './tree.js';

export interface Boosting {
  readonly columns: readonly ColumnBins[];
  readonly prior: Prior;
  readonly trees: readonly Tree[];
  /** The tree in hand. */
  readonly growing: Growing;
  /** Mean loss of those who measure, before each tree (with random splits: before each round). */
  readonly losses: readonly Measured[];
}

export interface Measured {
  readonly trees: number;
  readonly loss: number;
}

export type Ending =
  | 'all trees grown'
  | 'loss no longer falls'
  | 'no split gains anything'
  /** Constant columns, or too few persons for two bins (with noise: for counts above it). */
  | 'no column has two bins'
  /** Of the study, not of its trees: its budget was spent. */
  | 'the study ended early';

export interface Boosted extends Omit<Boosting, 'growing'> {
  readonly ending: Ending;
}

export function startBoosting(columns: readonly ColumnBins[], prior: Prior): Boosting {
  return { columns, prior, trees: [], growing: startTree(), losses: [] };
}

/** Whether the round also measures: at each tree's beginning, and once after the last. */
function measures(setup: TreesSetup, { growing }: Boosting): boolean {
  return setup.validationShare > 0 && growing.open === null;
}

function isFull(setup: TreesSetup, { trees }: Boosting): boolean {
  return trees.length >= setup.trees;
}

/** Trees that a round of random splits fits side by side. */
function besideEachOther(setup: TreesSetup, { columns, trees }: Boosting): Tree[] {
  const count = Math.min(setup.treesPerRound, setup.trees - trees.length);
  return Array.from({ length: count }, (_, index) =>
    randomTree(columns, setup.depth, `${setup.seed}:${trees.length + index}`),
  );
}

/**
 * A person who trains is in one bin of each used column, or in one leaf of each tree, with a gradient and a Hessian; one who
 * measures has a loss instead.
 */
export function boostingLayout(setup: TreesSetup, boosting: Boosting): VectorLayout {
  const { people, grid, splits } = setup;
  const { mostGradient, mostHessian } = objectiveOf(setup.objective);
  const block = (name: string, length: number, bound: number, precision = grid): VectorBlock => ({
    name,
    length,
    sumRange: sumRangeOver(people, bound),
    precision,
  });
  const blocks: VectorBlock[] = [];
  let touched = 0;
  if (!isFull(setup, boosting))
    if (splits === 'best') {
      touched = boosting.columns.filter(({ isUsed }) => isUsed).length;
      const length = summedNodes(boosting.growing).length * histogramLength(boosting.columns);
      blocks.push(block('histograms', length, mostGradient));
    } else {
      const trees = besideEachOther(setup, boosting);
      touched = trees.length;
      blocks.push(block('leaves', 2 * trees.length * 2 ** setup.depth, mostGradient));
    }
  const measuring = measures(setup, boosting);
  if (measuring) {
    blocks.push(block('measured', 1, 1));
    blocks.push(block('loss', 1, MOST_LOSS, lossGrid(people)));
  }
  const trains = touched * (mostGradient ** 2 + mostHessian ** 2);
  return { blocks, clipNormL2: Math.sqrt(Math.max(trains, measuring ? 1 + MOST_LOSS ** 2 : 0)) };
}

function lossGrid(people: number): number {
  return finePrecision(sumRangeOver(people, MOST_LOSS));
}

/** @returns what the next level, tree or measure takes, in the order of the layout. */
export function contributeBoosting(setup: TreesSetup, boosting: Boosting, people: People): Float64Array {
  const { columns, prior, trees, growing } = boosting;
  const rows = localRows(people, setup, columns, prior.mean, trees);
  const parts: Float64Array[] = [];
  if (!isFull(setup, boosting))
    parts.push(
      setup.splits === 'best'
        ? levelHistograms(columns, growing, rows)
        : concatenate(besideEachOther(setup, boosting).map((tree) => leafSums(columns, tree, rows))),
    );
  if (measures(setup, boosting)) parts.push(measuredLoss(setup, rows));
  return concatenate(parts);
}

function levelHistograms(columns: readonly ColumnBins[], growing: Growing, rows: LocalRows): Float64Array {
  const summed = summedNodes(growing);
  const slotOf = new Int16Array(growing.tree.column.length).fill(-1);
  summed.forEach((node, slot) => {
    slotOf[node] = slot;
  });
  const router = routerOf(growing.tree, columns);
  const slot = Int16Array.from(rows.weight, (_, row) =>
    rows.isValidation[row] === 1 ? -1 : slotOf[nodeOfRow(router, rows.bins, row)]!,
  );
  return sumHistograms(columns, rows, slot, summed.length);
}

function leafSums(columns: readonly ColumnBins[], tree: Tree, rows: LocalRows): Float64Array {
  const leaves = leavesOf(tree);
  const leafOf = new Int16Array(tree.column.length).fill(LEAF);
  leaves.forEach((node, leaf) => {
    leafOf[node] = leaf;
  });
  const router = routerOf(tree, columns);
  const sums = new Float64Array(2 * leaves.length);
  for (let row = 0; row < rows.weight.length; row += 1) {
    const leaf = leafOf[nodeOfRow(router, rows.bins, row)]!;
    sums[2 * leaf]! += rows.gradient[row]!;
    sums[2 * leaf + 1]! += rows.hessian[row]!;
  }
  return sums;
}

/** Persons who measure, and their summed loss. */
function measuredLoss({ objective, people, grid }: TreesSetup, rows: LocalRows): Float64Array {
  const own = objectiveOf(objective);
  const sums = new Float64Array(2);
  for (let row = 0; row < rows.weight.length; row += 1) {
    if (rows.isValidation[row] === 0) continue;
    const weight = rows.weight[row]!;
    sums[0]! += onGrid(weight, grid);
    sums[1]! += onGrid(weight * own.loss(rows.prediction[row]!, rows.label[row]!), lossGrid(people));
  }
  return sums;
}

/** The next state, or the end. */
export function boost(setup: TreesSetup, before: Boosting, sum: OpenedSum): Boosting | Boosted {
  const boosting = measures(setup, before) ? withMeasured(before, sum) : before;
  const best = bestMeasured(boosting.losses);
  const { trees, prior } = boosting;
  if (best !== undefined && trees.length - best.trees >= setup.patience) return endAt(boosting, best.trees);
  if (isFull(setup, boosting)) return endAt(boosting, best?.trees ?? trees.length);
  const { clipNormL2 } = boostingLayout(setup, before);
  const rules = growthRules(setup, clipNormL2, prior.mean);
  if (setup.splits === 'random') {
    const beside = besideEachOther(setup, boosting);
    const learningRate = rules.learningRate / beside.length;
    const length = 2 ** (setup.depth + 1);
    const sums = blockOf(sum, 'leaves');
    const fitted = beside.map((tree, index) =>
      withLeafSums(tree, sums.subarray(index * length, (index + 1) * length), { ...rules, learningRate }),
    );
    return grownUp(setup, { ...boosting, trees: [...trees, ...fitted] });
  }
  const growing = growLevel(boosting.growing, boosting.columns, blockOf(sum, 'histograms'), rules);
  const tree = grownTree(growing);
  if (!tree) return { ...boosting, growing };
  if (tree.column.length === 1) return end(boosting, best?.trees ?? trees.length, 'no split gains anything');
  return grownUp(setup, { ...boosting, trees: [...trees, tree], growing: startTree() });
}

/** Where nothing is measured the last tree is the end; else one more round tells whether it helped. */
function grownUp(setup: TreesSetup, boosting: Boosting): Boosting | Boosted {
  return isFull(setup, boosting) && setup.validationShare === 0
    ? end(boosting, setup.trees, 'all trees grown')
    : boosting;
}

function withMeasured(boosting: Boosting, sum: OpenedSum): Boosting {
  const persons = blockOf(sum, 'measured')[0]!;
  if (!(persons > 0)) return boosting;
  const measured = { trees: boosting.trees.length, loss: blockOf(sum, 'loss')[0]! / persons };
  return { ...boosting, losses: [...boosting.losses, measured] };
}

/** The first of the least losses. */
function bestMeasured(losses: readonly Measured[]): Measured | undefined {
  return losses.reduce<Measured | undefined>(
    (best, measured) => (best === undefined || measured.loss < best.loss ? measured : best),
    undefined,
  );
}

function endAt(boosting: Boosting, trees: number): Boosted {
  const isAll = trees === boosting.trees.length;
  return end(boosting, trees, isAll ? 'all trees grown' : 'loss no longer falls');
}

function end({ columns, prior, trees, losses }: Boosting, kept: number, ending: Ending): Boosted {
  return { columns, prior, trees: trees.slice(0, kept), losses, ending };
}
