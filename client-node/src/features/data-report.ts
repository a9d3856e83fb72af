import type { LineCounts } from './people-query.js';
import type { LeftOut } from '../rights/rights.js';

/** What became of one feature's values at this node. Counted for the owner; it never leaves the node. */
export interface FeatureReport {
  readonly name: string;
  /** What it is read from: a column, an expression or a kind. */
  readonly from: string;
  /** Values that were not there; the dictionary's stand-in took their place. */
  readonly missing: number;
  /** NaN, infinite, or text where a number or yes/no is due. */
  readonly invalid: number;
  readonly clampedToLower: number;
  readonly clampedToUpper: number;
  /** Category values that the dictionary does not know; they became `other`. */
  readonly unseen: number;
  /** Every row has the same value after encoding. */
  readonly constant: boolean;
}

/** What became of a party's data on its way to features. For the owner's eyes; it never leaves the node. */
export interface DataReport {
  readonly source: string;
  readonly leftOut: LeftOut;
  readonly lines: LineCounts;
  /** Persons with a usable row, before exclusions. */
  readonly persons: number;
  /** Persons kept out of training by `exclude`. */
  readonly excluded: number;
  /** Persons whom the dictionary's hold-out leaves to the other part: those held out in training, the rest in measuring. */
  readonly heldOut: number;
  /** Rows kept out of training because their label is missing. */
  readonly withoutLabel: number;
  /** Persons in the result. */
  readonly used: number;
  /** Rows in the result; more than `used` with several snapshots or `repeatedPerson: all`. */
  readonly rows: number;
  /** Rows of label 1; undefined without a label of that kind. */
  readonly positives: number | undefined;
  /** Labels that are numbers outside the dictionary's bounds, and were clamped. */
  readonly clampedLabels: number;
  readonly optedOut: number;
  readonly features: readonly FeatureReport[];
  readonly warnings: readonly string[];
}
