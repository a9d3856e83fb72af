// The first rounds: how many persons, their mean label, and how many of them are in each cell of each column.
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, columnValues, sumRangeOver } from '../design.js';
import { concatenate } from '../vectors.js';
import type { ColumnBins } from './bins.js';
import { binsOfCells, cellCount, cellOf, refine, type CellRules, type ColumnCells } from './cells.js';
import { onGrid, rowWeights, scaledLabels } from './local-rows.js';
import type { TreesSetup } from './setup.js';
import { isValidation } from './validation.js';

export interface Counting {
  readonly columns: readonly ColumnCells[];
  /** Counts taken so far. */
  readonly counted: number;
}

/** Whom trees start from. */
export interface Prior {
  /** As counted, without those who measure; with noise an estimate. */
  readonly persons: number;
  /** Of the label scaled to [0, 1]. */
  readonly mean: number;
}

/** A person adds one to each block, spread over a column's cells where their rows differ. */
export function countingLayout({ people, grid }: TreesSetup, { columns }: Counting): VectorLayout {
  const sumRange = sumRangeOver(people, 1);
  const block = (name: string, length: number): VectorLayout['blocks'][number] => ({
    name,
    length,
    sumRange,
    precision: grid,
  });
  return {
    blocks: [
      block('persons', 1),
      block('label', 1),
      ...columns.map((column) => block(cellsBlock(column), cellCount(column))),
    ],
    clipNormL2: Math.sqrt(2 + columns.length),
  };
}

function cellsBlock({ name }: ColumnCells): string {
  return `cells:${name}`;
}

/** @returns (persons, sum of scaled labels, persons by cell of each column), of rows that are learned from. */
export function contributeCounts(setup: TreesSetup, { columns }: Counting, people: People): Float64Array {
  const { grid, validationShare } = setup;
  const names = columns.map(({ name }) => name);
  const measures = isValidation(people, names, validationShare);
  const weight = rowWeights(people).map((value, row) => (measures[row] === 1 ? 0 : onGrid(value, grid)));
  const label = scaledLabels(people, setup.label);
  const totals = new Float64Array(2);
  for (let row = 0; row < weight.length; row += 1) {
    totals[0]! += weight[row]!;
    totals[1]! += onGrid(weight[row]! * label[row]!, grid);
  }
  const counts = columns.map((column) => {
    const values = columnValues(people, column.name);
    const cells = new Float64Array(cellCount(column));
    for (let row = 0; row < weight.length; row += 1) cells[cellOf(column, values[row]!)]! += weight[row]!;
    return cells;
  });
  return concatenate([totals, ...counts]);
}

/** Finer cells, for another count. */
export function countAgain({ columns, counted }: Counting, sum: OpenedSum, rules: CellRules): Counting {
  return {
    columns: columns.map((column) => refine(column, blockOf(sum, cellsBlock(column)), rules)),
    counted: counted + 1,
  };
}

/** Noise must not turn persons into nobody. */
const LEAST_SHARE_OF_PEOPLE = 0.1;

export function lastCount(
  { columns }: Counting,
  sum: OpenedSum,
  rules: CellRules,
  { people, noiseOverClip }: TreesSetup,
): { readonly columns: readonly ColumnBins[]; readonly prior: Prior } {
  const counted = blockOf(sum, 'persons')[0]!;
  const persons = noiseOverClip === null ? counted : Math.max(counted, LEAST_SHARE_OF_PEOPLE * people);
  const mean = persons > 0 ? blockOf(sum, 'label')[0]! / persons : 0;
  return {
    columns: columns.map((column) => binsOfCells(column, blockOf(sum, cellsBlock(column)), rules)),
    prior: { persons, mean: Math.min(1, Math.max(0, mean)) },
  };
}
