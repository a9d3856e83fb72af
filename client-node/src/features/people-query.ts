import type { Feature } from '@chorale/models';
import type { LineCounts, TableReport } from './data-report.js';
import type { LeftOut } from '../rights/rights.js';

/** A feature and the expression whose value it takes, as a DOUBLE (value-sql.ts). */
export interface PlannedFeature {
  readonly feature: Feature;
  readonly sql: string;
  /** How messages call what it is read from. */
  readonly from: string;
  /** Whether a missing value is a gap in the data, not what the rule makes of somebody without lines. */
  readonly missingIsGap: boolean;
}

/**
 * What every shape comes down to: a query with the columns `_person` (text), `_part` (order of a person's rows), `_row` (of the
 * source, from 0; NULL where a row is built from many), `_label`, `_excluded`, `_opt_out` (DOUBLE, NULL where unknown) and `f0`, `f1`, ... in the order
 * of `features`.
 */
export interface PeopleQuery {
  /** @param whose condition on `_person`: those persons' rows alone, so that what is grouped at once has a bound. */
  readonly sql: (whose: string) => string;
  /** In how many parts the persons are taken; 1 where nothing is grouped. */
  readonly parts: number;
  readonly tables: readonly TableReport[];
  readonly features: readonly PlannedFeature[];
  readonly leftOut: LeftOut;
  readonly lines: LineCounts;
  readonly warnings: readonly string[];
}

/** Lines that are grouped at once: bounds the memory of counting distinct orders to about a hundred megabytes. */
const LINES_AT_ONCE = 400_000;

/** Parts for so many lines. */
export function partsFor(lines: number): number {
  return Math.max(1, Math.ceil(lines / LINES_AT_ONCE));
}
