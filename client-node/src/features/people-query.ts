import type { Feature } from '@chorale/models';
import type { LeftOut } from '../rights/rights.js';

/** A feature and the expression whose value it takes, as a DOUBLE (value-sql.ts). */
export interface PlannedFeature {
  readonly feature: Feature;
  readonly sql: string;
  /** How messages call what it is read from. */
  readonly from: string;
}

/**
 * What both shapes come down to: a query with the columns `_person` (text), `_part` (order of a person's rows), `_row` (of the
 * source, from 0; NULL where a row is built from many), `_label`, `_excluded`, `_opt_out` (DOUBLE, NULL where unknown) and `f0`, `f1`, ... in the order
 * of `features`.
 */
export interface PeopleQuery {
  readonly sql: string;
  readonly features: readonly PlannedFeature[];
  readonly leftOut: LeftOut;
  readonly lines: LineCounts;
  readonly warnings: readonly string[];
}

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
