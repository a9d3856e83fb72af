// The simple rival of a network that learns a number: a ridge regression on the same columns, fitted to the first round's sums, and both
// measured in the last round on persons whom neither learned from. So a study says itself where a simpler model wins.
import type { Column } from '../../contracts/dictionary.js';
import type { OpenedSum, StudyContext, VectorBlock } from '../computation.js';
import { blockOf, exactPrecision, sumRangeOver } from '../design.js';
import { RELATIVE_SUMS, VALUE_SUMS, valueMeasures, type ValueMeasures } from '../evaluation/value-errors.js';
import { ownUnit } from './network-label.js';
import { linearRegression, type LinearRegressionState } from '../regression/linear-regression.js';

/** Ridge on the weights of z-scores: next to nothing, but it tells columns apart that make each other up. */
const RIDGE = 1;

export function startRival(context: Omit<StudyContext<unknown>, 'settings'>): LinearRegressionState {
  const settings = { ridge: RIDGE, rows: 'together', residualShare: 0.5 } as const;
  return linearRegression.start({ ...context, settings }, { stdDevOverClip: [0] });
}

/** Sums of a model's errors, in the order of their names. */
export const COMPARED_SUMS = VALUE_SUMS.length + RELATIVE_SUMS.length;

/** Errors of the network, and of the ridge regression. */
export function comparisonBlocks(people: number): VectorBlock[] {
  const sumRange = sumRangeOver(people, 1);
  const precision = exactPrecision(sumRange);
  return ['network', 'linear'].map((name) => ({ name, length: COMPARED_SUMS, sumRange, precision }));
}

/** Sums of errors, as plain state. */
export interface Comparison {
  readonly network: Float64Array;
  readonly linear: Float64Array;
}

export function readComparison(sum: OpenedSum): Comparison {
  return { network: blockOf(sum, 'network').slice(), linear: blockOf(sum, 'linear').slice() };
}

export interface ReadableComparison {
  readonly network: ValueMeasures;
  /** Of a ridge regression on the same columns. */
  readonly linear: ValueMeasures;
  /**
   * Which to use: the network only where its absolute errors add up to less by a percent or more, for what is simpler is also easier to
   * check, to explain and to keep.
   */
  readonly better: 'network' | 'linear';
}

const WORTH_IT = 0.01;

/** @returns undefined where nobody measured. */
export function readableComparison(label: Column, comparison: Comparison): ReadableComparison | undefined {
  const scale = ownUnit(label);
  const [network, linear] = [comparison.network, comparison.linear].map((sums) =>
    valueMeasures(sums, scale),
  ) as [ValueMeasures, ValueMeasures];
  if (network.meanAbsoluteError === null || linear.meanAbsoluteError === null) return undefined;
  const isWorthIt = network.meanAbsoluteError < (1 - WORTH_IT) * linear.meanAbsoluteError;
  return { network, linear, better: isWorthIt ? 'network' : 'linear' };
}
