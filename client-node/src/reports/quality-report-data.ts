// All that a data-quality report is made from: shares, counts and names, no value of a row. features/quality fills it in.
import type { TableRoleName } from '../config/table-roles.js';

export interface TableQuality {
  readonly table: string;
  readonly role: TableRoleName | null;
  readonly source: string;
  readonly rows: number;
  /** Mean over its columns of the share of rows with a value; null where it has no column that could lack one. */
  readonly completeness: number | null;
  /** Mean over its numbers and its time of the share of rows that can be used. */
  readonly validity: number | null;
  /** Share of rows that repeat no other; null where nothing tells rows apart. */
  readonly uniqueness: number | null;
}

export interface FeatureQuality {
  readonly feature: string;
  /** Share of rows with a value; null where a missing value says something, such as an average of no orders, or the party has no such data. */
  readonly completeness: number | null;
  /** Share of the values that are usable, and within bounds or among the categories. */
  readonly validity: number | null;
}

export interface DataQuality {
  /** From 0 to 1, the least of the three below; 1 for a party without rows, which has nothing to spoil. */
  readonly score: number;
  readonly completeness: number | null;
  readonly validity: number | null;
  readonly uniqueness: number | null;
  readonly tables: readonly TableQuality[];
  readonly features: readonly FeatureQuality[];
}

export type FindingCode =
  | 'empty'
  | 'duplicates'
  | 'untimed'
  | 'column-missing'
  | 'column-invalid'
  | 'all-missing'
  | 'missing'
  | 'invalid'
  | 'outside'
  | 'unseen'
  | 'constant'
  | 'small-bins'
  | 'leak'
  | 'drift';

export interface Finding {
  readonly code: FindingCode;
  /** Table or feature. */
  readonly place: string;
  /** Column of a table. */
  readonly column?: string;
  /** Of rows or values, from 0 to 1; of `small-bins` how many bins; of `drift` the stability index. */
  readonly amount?: number;
}

export interface QualityReport extends DataQuality {
  /** Of the agreement. */
  readonly floor: number;
  readonly takesPart: boolean;
  readonly persons: number;
  readonly rows: number;
  /** Stability index by feature since the last study; null where it cannot be told. */
  readonly drift: Readonly<Record<string, number | null>>;
  readonly findings: readonly Finding[];
  /** Of the configuration: horizons beyond the data, tables without time. In English. */
  readonly warnings: readonly string[];
}
