import { decodeNumber } from '../../contracts/dictionary.js';
import type { People } from '../computation.js';
import { columnValues } from '../design.js';
import { meansByPerson } from '../moments.js';
import type { TreesModel } from '../released-model.js';
import { binsOfValues } from './bins.js';
import { objectiveOf } from './objective.js';
import { nodeOfRow, routerOf, type Router } from './tree.js';

/** By column: the bin of each row. @throws RangeError naming a column that the persons do not have. */
export function binnedRows({ bins }: TreesModel, people: People): Uint8Array[] {
  return bins.map((column) => binsOfValues(column, columnValues(people, column.name)));
}

/** Sum of all trees by person, the mean over their rows: log-odds, the scaled label, or its logarithm. */
export function rawScores(
  { objective, priorMean, trees, bins }: TreesModel,
  people: People,
  binned: readonly Uint8Array[],
  routers: readonly Router[] = trees.map((tree) => routerOf(tree, bins)),
): Float64Array {
  const raw = new Float64Array(people.rowStart[people.size]!).fill(objectiveOf(objective).rawOf(priorMean));
  routers.forEach((router, index) => {
    const { value } = trees[index]!;
    for (let row = 0; row < raw.length; row += 1) raw[row]! += value[nodeOfRow(router, binned, row)]!;
  });
  return meansByPerson(people, raw);
}

/** What a sum of trees predicts: a probability, or a value in the label's own unit. */
export function predictionOf({ objective, label }: TreesModel, raw: number): number {
  return decodeNumber(
    label,
    label.lower + (label.upper - label.lower) * objectiveOf(objective).predictionOf(raw),
  );
}
