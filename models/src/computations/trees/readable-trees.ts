// What the trees found, in words and units of the dictionary.
import { decodeNumber, type Dictionary } from '../../contracts/dictionary.js';
import type { Boosted, Ending, Measured } from './boost.js';
import type { ColumnBins } from './bins.js';
import type { TreesSetup } from './setup.js';
import { LEAF, routerOf, type Router, type Tree } from './tree.js';

export interface FeatureImportance {
  readonly feature: string;
  /** Of the loss that all splits together take off. */
  readonly gainShare: number;
  readonly splits: number;
}

/** A question of a tree, or a leaf. */
export type ReadableNode = ReadableSplit | ReadableLeaf;

export interface ReadableSplit {
  readonly feature: string;
  readonly unit: string;
  /** Of a number: smaller values go to `yes`; null where only missing ones are told apart. */
  readonly below: number | null;
  /** Of a category: who goes to `yes`. */
  readonly oneOf: readonly string[] | null;
  readonly missing: 'yes' | 'no';
  /** Of the training persons, weighed by their Hessians. */
  readonly share: number;
  readonly yes: ReadableNode;
  readonly no: ReadableNode;
}

export interface ReadableLeaf {
  /** Added to the raw score (log-odds, logarithm, or the scaled value). */
  readonly value: number;
  readonly share: number;
}

export interface ReadableTrees {
  readonly persons: number;
  /** In the label's own unit; of a logarithm it is exp(mean) - 1. */
  readonly meanLabel: number;
  readonly trees: number;
  readonly ending: Ending;
  /** The strongest first. */
  readonly importance: readonly FeatureImportance[];
  /** Features that hold one value for everybody; no tree asks for them. */
  readonly constant: readonly string[];
  /** Loss of the persons who measured; empty without a validationShare. */
  readonly losses: readonly Measured[];
  readonly firstTree: ReadableNode | null;
}

/** What was grown, in the features' own units: importance, losses and the first tree. */
export function readableTrees(boosted: Boosted, setup: TreesSetup, dictionary: Dictionary): ReadableTrees {
  const { columns, prior, trees, ending, losses } = boosted;
  const { lower, upper } = setup.label;
  const [first] = trees;
  return {
    persons: prior.persons,
    meanLabel: decodeNumber(setup.label, lower + (upper - lower) * prior.mean),
    trees: trees.length,
    ending,
    importance: importanceOf(trees, columns),
    constant: columns.filter(({ isUsed }) => !isUsed).map(({ name }) => name),
    losses,
    firstTree: first ? new TreeReader(first, columns, dictionary).node(0) : null,
  };
}

function importanceOf(trees: readonly Tree[], columns: readonly ColumnBins[]): FeatureImportance[] {
  const gain = new Float64Array(columns.length);
  const splits = new Uint32Array(columns.length);
  for (const tree of trees)
    tree.column.forEach((column, node) => {
      if (column === LEAF) return;
      gain[column]! += tree.value[node]!;
      splits[column]! += 1;
    });
  const total = gain.reduce((all, each) => all + each, 0);
  return columns
    .map(({ name }, column) => ({
      feature: name,
      gainShare: total > 0 ? gain[column]! / total : 0,
      splits: splits[column]!,
    }))
    .sort((one, other) => other.gainShare - one.gainShare);
}

class TreeReader {
  readonly #router: Router;

  constructor(
    private readonly tree: Tree,
    private readonly columns: readonly ColumnBins[],
    private readonly dictionary: Dictionary,
  ) {
    this.#router = routerOf(tree, columns);
  }

  node(node: number): ReadableNode {
    const { tree, columns } = this;
    const root = tree.cover[0]!;
    const share = root > 0 ? tree.cover[node]! / root : 0;
    if (tree.column[node] === LEAF) return { value: tree.value[node]!, share };
    const column = columns[tree.column[node]!]!;
    const cut = tree.cut[node]!;
    const feature = this.dictionary.features.find(({ name }) => name === column.name);
    const left = this.#router.left[node]!;
    const edge = column.edges[cut];
    return {
      feature: column.name,
      unit: feature?.type === 'number' ? (feature.unit ?? '') : '',
      below: edge === undefined ? null : feature?.type === 'number' ? decodeNumber(feature, edge) : edge,
      oneOf:
        column.kind === 'category'
          ? [...tree.leftPlaces[cut]!].map((place) => column.categories[place]!)
          : null,
      missing: this.#router.turn[node]!.at(-1) === 0 ? 'yes' : 'no',
      share,
      yes: this.node(left),
      no: this.node(left + 1),
    };
  }
}
