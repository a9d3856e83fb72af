import type { TableRoleName } from '../config/table-roles.js';
import type { LeftOut } from '../rights/rights.js';

/** What became of the rows of the source before they were grouped. */
export interface LineCounts {
  readonly rows: number;
  readonly filteredOut: number;
  readonly withoutPerson: number;
  /** Transactions without a time. */
  readonly withoutTime: number;
  /** Rows beyond the first of a person that were left out (`repeatedPerson: first`). */
  readonly repeated: number;
}

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
  /** Whether a missing value is a gap in the data; not where it says something, such as the average of no orders. */
  readonly missingIsGap: boolean;
  /** Rows by bin (histogram.ts). */
  readonly histogram: readonly number[];
  /** Every row has the same value after encoding. */
  readonly constant: boolean;
}

/** Of a column that a table's key names, over the kept rows. */
interface ColumnReport {
  readonly name: string;
  readonly missing: number;
  /** Values that are no finite numbers; 0 where any value will do. */
  readonly invalid: number;
  readonly canBeInvalid: boolean;
}

/** What was found in one table of the source. Counted for the owner. */
export interface TableReport {
  /** As node.yaml calls it; `source` where there is one only. */
  readonly name: string;
  /** Undefined where there is one table only. */
  readonly role: TableRoleName | undefined;
  readonly source: string;
  readonly rows: number;
  /** Rows that the filter lets through. */
  readonly kept: number;
  /** Kept rows of nobody, such as purchases without a card; they go by. */
  readonly anonymous: number;
  /** Kept rows of somebody without a readable time; null where the table has none. */
  readonly untimed: number | null;
  /** Columns by their key in node.yaml. */
  readonly columns: readonly ColumnReport[];
  /** Kept rows that repeat another; null where nothing tells rows apart (no `id`, nor order and item). */
  readonly duplicates: number | null;
}

/** What became of a party's data on its way to features. For the owner's eyes; it never leaves the node. */
export interface DataReport {
  readonly source: string;
  readonly leftOut: LeftOut;
  readonly lines: LineCounts;
  readonly tables: readonly TableReport[];
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
