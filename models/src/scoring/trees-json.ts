// The trees as people read them, in the words of the columns, node within node: the shape of XGBoost's JSON dump, with
// names in place of numbers of categories.
import type { TreesModel } from '../computations/released-model.js';
import type { ColumnBins } from '../computations/trees/bins.js';
import { objectiveOf } from '../computations/trees/objective.js';
import { LEAF, routerOf, type Router, type Tree } from '../computations/trees/tree.js';
import type { ModelFile } from './model-kind.js';

export type DumpedNode =
  DumpedSplit | { readonly nodeid: number; readonly leaf: number; readonly cover: number };

interface DumpedSplit {
  readonly nodeid: number;
  readonly depth: number;
  /** Name of the column. */
  readonly split: string;
  /** Of a number: smaller encoded values go to `yes`. Of a category: these go to `yes`. */
  readonly split_condition: number | readonly string[];
  readonly yes: number;
  readonly no: number;
  readonly missing: number;
  readonly gain: number;
  readonly cover: number;
  readonly children: readonly [DumpedNode, DumpedNode];
}

/** One tree from a node downwards. @param levels of splits that are told; deeper ones are told as leaves of value 0. */
function dumpTree(tree: Tree, columns: readonly ColumnBins[]): DumpedNode {
  return dumpNode(tree, routerOf(tree, columns), columns, 0, 0);
}

function dumpNode(
  tree: Tree,
  router: Router,
  columns: readonly ColumnBins[],
  nodeid: number,
  depth: number,
): DumpedNode {
  const cover = tree.cover[nodeid]!;
  const value = tree.value[nodeid]!;
  if (tree.column[nodeid] === LEAF) return { nodeid, leaf: value, cover };
  const column = columns[tree.column[nodeid]!]!;
  const yes = router.left[nodeid]!;
  const no = yes + 1;
  const missingGoesLeft =
    column.kind === 'category' ? router.turn[nodeid]!.at(-1) === 0 : tree.missingLeft[nodeid] === 1;
  return {
    nodeid,
    depth,
    split: column.name,
    split_condition: conditionOf(tree, nodeid, column),
    yes,
    no,
    // A category that is missing is `other`, the last place.
    missing: missingGoesLeft ? yes : no,
    gain: value,
    cover,
    children: [
      dumpNode(tree, router, columns, yes, depth + 1),
      dumpNode(tree, router, columns, no, depth + 1),
    ],
  };
}

function conditionOf(tree: Tree, node: number, column: ColumnBins): number | readonly string[] {
  const cut = tree.cut[node]!;
  if (column.kind === 'category') return [...tree.leftPlaces[cut]!].map((place) => column.categories[place]!);
  return thresholdOf(column, cut);
}

/** Values below it go left; above every edge where only missing ones go right. */
function thresholdOf({ edges }: ColumnBins, cut: number): number {
  return cut < edges.length ? edges[cut]! : Number.MAX_VALUE;
}

/** `trees.json`: an indented document. */
export function treesJson(model: TreesModel): ModelFile {
  const { columns, bins, objective, label, priorMean, trees } = model;
  const document = {
    format: 'chorale-trees/1',
    objective,
    columns,
    // What every person starts from; leaves add to it, and the link makes a prediction of the sum.
    base_score: objectiveOf(objective).rawOf(priorMean),
    link: { logistic: 'sigmoid', 'squared-error': 'identity', poisson: 'exp' }[objective],
    label,
    trees: trees.map((tree) => dumpTree(tree, bins)),
  };
  return { name: 'trees.json', bytes: new TextEncoder().encode(`${JSON.stringify(document, null, 1)}\n`) };
}
