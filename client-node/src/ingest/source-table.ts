import type { Database } from './database.js';
import type { DesensitisedColumns } from '../config/desensitise-schema.js';
import type { SourceColumn } from './columns.js';

/** A party's rows, loaded: a table of a locked in-memory database; `rowid` is the row's place. */
export interface SourceTable {
  readonly database: Database;
  /** The table's name there, to be quoted: `source`, or one of several. */
  readonly relation: string;
  /** How messages call the source: a file name or a table name. */
  readonly label: string;
  /** Columns that were loaded. */
  readonly columns: readonly SourceColumn[];
  /** All columns of the source, also those that were not loaded. */
  readonly columnNames: readonly string[];
  /** Declared as dropped, and never loaded. */
  readonly dropped: readonly string[];
  readonly rows: number;
}

export interface LoadOptions {
  /** Texts that stand for "no value"; blank text always does. */
  readonly missingValues: readonly string[];
  /** Columns that stay text as written: ids with leading zeros, times with a format of their own. */
  readonly keepText: readonly string[];
  /** Whether a column may be needed; others are not even loaded. */
  readonly wanted: (columnName: string) => boolean;
  /** What becomes of columns before anything sees them. */
  readonly desensitise?: DesensitisedColumns | undefined;
}
