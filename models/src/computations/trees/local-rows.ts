// What a node works out of its rows for a round: bins, predictions so far, gradients. All of it follows from the public
// state and the rows, so a restarted node works out the same; what is kept between rounds only saves time.
import type { Transform } from '../../contracts/dictionary.js';
import type { People } from '../computation.js';
import { columnValues } from '../design.js';
import { binsOfValues, type ColumnBins } from './bins.js';
import { objectiveOf, type ObjectiveName } from './objective.js';
import { nodeOfRow, routerOf, type Tree } from './tree.js';
import { isValidation } from './validation.js';

/** The public terms that rows are read by. */
export interface RowTerms {
  readonly label: {
    readonly name: string;
    readonly lower: number;
    readonly upper: number;
    readonly transform: Transform;
  };
  readonly objective: ObjectiveName;
  readonly validationShare: number;
  /** Step of the grid that every person's part is cut to, so that sums are exact. */
  readonly grid: number;
}

/** Rows in bins, with what boosting needs of each. */
export interface LocalRows {
  readonly bins: readonly Uint8Array[];
  /** The rows of a person add up to 1. */
  readonly weight: Float64Array;
  /** In [0, 1]. */
  readonly label: Float64Array;
  readonly isValidation: Uint8Array;
  readonly prediction: Float64Array;
  /** On the grid, weighted; 0 for rows of validation. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

interface Kept {
  readonly columns: readonly ColumnBins[];
  readonly terms: RowTerms;
  readonly priorMean: number;
  readonly rows: LocalRows;
  /** By row: before the link, and the trees that it is the sum of. */
  readonly raw: Float64Array;
  readonly trees: Tree[];
}

const keptOf = new WeakMap<People, Kept>();

/** The rows as they stand after the state's trees. */
export function localRows(
  people: People,
  terms: RowTerms,
  columns: readonly ColumnBins[],
  priorMean: number,
  trees: readonly Tree[],
): LocalRows {
  let kept = keptOf.get(people);
  const isOfThisState =
    kept !== undefined &&
    isSame([kept.columns, kept.terms, kept.priorMean], [columns, terms, priorMean]) &&
    kept.trees.length <= trees.length &&
    kept.trees.every((tree, index) => isSame(tree, trees[index]));
  if (!kept || !isOfThisState) {
    kept = read(people, terms, columns, priorMean);
    keptOf.set(people, kept);
  }
  const fresh = trees.slice(kept.trees.length);
  for (const tree of fresh) {
    addTree(kept, tree);
    kept.trees.push(tree);
  }
  if (fresh.length > 0) derive(kept);
  return kept.rows;
}

function read(people: People, terms: RowTerms, columns: readonly ColumnBins[], priorMean: number): Kept {
  const size = people.rowStart[people.size]!;
  const rows: LocalRows = {
    bins: columns.map((column) => binsOfValues(column, columnValues(people, column.name))),
    weight: rowWeights(people),
    label: scaledLabels(people, terms.label),
    isValidation: isValidation(
      people,
      columns.map((column) => column.name),
      terms.validationShare,
    ),
    prediction: new Float64Array(size),
    gradient: new Float64Array(size),
    hessian: new Float64Array(size),
  };
  const raw = new Float64Array(size).fill(objectiveOf(terms.objective).rawOf(priorMean));
  const kept: Kept = { columns, terms, priorMean, rows, raw, trees: [] };
  derive(kept);
  return kept;
}

/** A person's rows count together as one person. */
export function rowWeights({ size, rowStart }: People): Float64Array {
  const weights = new Float64Array(rowStart[size]!);
  for (let person = 0; person < size; person += 1) {
    const [first, end] = [rowStart[person]!, rowStart[person + 1]!];
    weights.fill(1 / (end - first), first, end);
  }
  return weights;
}

/** By row, in [0, 1] by the label's public bounds. */
export function scaledLabels(people: People, { name, lower, upper }: RowTerms['label']): Float64Array {
  return columnValues(people, name).map((value) =>
    Math.min(1, Math.max(0, (value - lower) / (upper - lower))),
  );
}

function addTree({ rows, raw, columns }: Kept, tree: Tree): void {
  const router = routerOf(tree, columns);
  for (let row = 0; row < raw.length; row += 1) raw[row]! += tree.value[nodeOfRow(router, rows.bins, row)]!;
}

function derive({ rows, raw, terms }: Kept): void {
  const { weight, label, prediction, gradient, hessian } = rows;
  const objective = objectiveOf(terms.objective);
  for (let row = 0; row < raw.length; row += 1) {
    const predicted = objective.predictionOf(raw[row]!);
    prediction[row] = predicted;
    if (rows.isValidation[row] === 1) continue;
    gradient[row] = onGrid(weight[row]! * objective.gradient(predicted, label[row]!), terms.grid);
    hessian[row] = onGrid(weight[row]! * objective.hessian(predicted), terms.grid);
  }
}

/** Cut towards zero to a multiple of the grid, a power of two: never larger, and sums of such are exact in float64. */
export function onGrid(value: number, grid: number): number {
  return Math.trunc(value / grid) * grid;
}

/** Whether two values of a state are the same, number by number. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one instanceof Float64Array)
    return (
      other instanceof Float64Array &&
      one.length === other.length &&
      one.every((value, index) => value === other[index])
    );
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) =>
      isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  );
}
