// Rows of databases as they lie there, apart from what the programs make of them.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type Driver from 'better-sqlite3';

/** As SQLite keeps it: flags are 0 and 1. */
export type StoredValue = string | number | Uint8Array | null;
export type StoredRow = Readonly<Record<string, StoredValue>>;
/** Rows by the name of their table, in the order in which the tables were made. */
export type StoredTables = Readonly<Record<string, readonly StoredRow[]>>;

export interface Written {
  readonly tables: StoredTables;
  /** By their path in the home. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** What programs of earlier versions wrote, out of tests/vectors/storage; bytes stand there in base64. */
export function readWritten(name: string): Written {
  const file = new URL(`../../vectors/storage/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString(), (_, value: unknown) => {
    const isBytes = typeof value === 'object' && value !== null && 'base64' in value;
    return isBytes ? new Uint8Array(Buffer.from(value.base64 as string, 'base64')) : value;
  }) as Written;
}

/** Inserts rows; what the schema has no table or column for is left out. @returns names of the tables that it has. */
export function fillTables(database: Driver.Database, tables: StoredTables): string[] {
  const filled: string[] = [];
  database.transaction(() => {
    database.pragma('defer_foreign_keys = ON');
    for (const [table, rows] of Object.entries(tables)) {
      const known = database.pragma(`table_info(${table})`) as { readonly name: string }[];
      const columns = known.map(({ name }) => name);
      if (columns.length === 0) continue;
      const insert = database.prepare(
        `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
      );
      for (const row of rows) insert.run(...columns.map((column) => row[column]));
      filled.push(table);
    }
  })();
  return filled;
}

/** Bytes as PostgreSQL reads them out of JSON. */
export function asText(value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
}

/** Neither rows nor columns have an order that counts. */
export function inOrder(tables: StoredTables): StoredTables {
  const text = (row: StoredRow): string =>
    JSON.stringify(
      Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)),
      (_, value: unknown) => asText(value),
    );
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [
      name,
      rows
        .map((row) => [text(row), row] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => row),
    ]),
  );
}
