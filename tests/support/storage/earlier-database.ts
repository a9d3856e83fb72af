// Databases as an earlier version of the coordinator left them: its own migrations, then rows as they were written then.
import Driver from 'better-sqlite3';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Database } from '../../../coordinator/src/storage/database.js';
import { columnName } from '../../../coordinator/src/storage/columns.js';
import {
  migrations,
  tables as knownTables,
  type DatabaseLocation,
} from '../../../coordinator/src/storage/open-database.js';
import {
  asText,
  fillTables,
  inOrder,
  type StoredRow,
  type StoredTables,
  type StoredValue,
} from './stored-tables.js';

/**
 * Lays down a database of the schema after so many migrations.
 * @param rows what that schema has no table or column for is left out.
 * @returns names of the tables that it has.
 */
export async function layDown(
  location: DatabaseLocation,
  schema: number,
  rows: StoredTables,
): Promise<string[]> {
  const dataSource = await new DataSource({
    ...optionsOf(location),
    migrations: migrations.slice(0, schema),
    migrationsRun: true,
  }).initialize();
  await dataSource.destroy();
  if (location.kind === 'postgres') return fillPostgres(location, rows);
  const database = new Driver(location.file);
  try {
    return fillTables(database, rows);
  } finally {
    database.close();
  }
}

/** What a statement gives on a database that nobody has open. */
export async function rowsOf(location: DatabaseLocation, sql: string): Promise<StoredRow[]> {
  const dataSource = await new DataSource(optionsOf(location)).initialize();
  try {
    return (await dataSource.query<StoredRow[] | undefined>(sql)) ?? [];
  } finally {
    await dataSource.destroy();
  }
}

function optionsOf(location: DatabaseLocation): DataSourceOptions {
  if (location.kind === 'sqlite') return { type: 'better-sqlite3', driver: Driver, database: location.file };
  const { url, schema } = location;
  return { type: 'postgres', url, schema: schema!, extra: { options: `-c search_path=${schema!}` } };
}

async function fillPostgres(
  { url, schema }: Extract<DatabaseLocation, { readonly kind: 'postgres' }>,
  tables: StoredTables,
): Promise<string[]> {
  const filled: string[] = [];
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema!}` });
  await client.connect();
  try {
    for (const [table, rows] of Object.entries(tables)) {
      const found = await client.query<{ column_name: string }>(
        'SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2',
        [schema, table],
      );
      const columns = found.rows.map(({ column_name: name }) => name).join();
      if (columns === '') continue;
      await client.query(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows, (_, value: unknown) => asText(value))],
      );
      filled.push(table);
    }
    return filled;
  } finally {
    await client.end();
  }
}

/** Rows of these tables as the program reads them, and of each the columns that are wanted; in the order of {@link inOrder}. */
export async function keptRows(database: Database, wanted: StoredTables): Promise<StoredTables> {
  const kept: Record<string, StoredRow[]> = {};
  for (const schema of knownTables) {
    const columns = Object.keys(wanted[schema.options.name]?.[0] ?? {});
    if (!(schema.options.name in wanted)) continue;
    const rows = await database.read((manager) => manager.find(schema));
    kept[schema.options.name] = rows.map((row) => storedRow(row as object, columns));
  }
  return inOrder(kept);
}

function storedRow(row: object, columns: readonly string[]): StoredRow {
  const stored = Object.entries(row as Readonly<Record<string, StoredValue | boolean>>).map(
    ([property, value]) =>
      [columnName(property), typeof value === 'boolean' ? Number(value) : value] as const,
  );
  return Object.fromEntries(stored.filter(([column]) => columns.length === 0 || columns.includes(column)));
}
