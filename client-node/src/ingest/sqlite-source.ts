import { basename } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { SqliteSource } from '../config/source-schema.js';
import { appendRows, type KeptColumns, type TextRow } from './append-rows.js';
import { identifier, type Database } from './database.js';
import { dataProblem } from './data-error.js';

const batchRows = 5_000;

/** Loads a table or query of a SQLite file, opened read-only, into table `arrived`; returns the names of all columns. */
export async function loadSqlite(
  database: Database,
  source: SqliteSource,
  kept: KeptColumns,
): Promise<string[]> {
  const label = basename(source.sqlite);
  const sqlite = open(source.sqlite);
  try {
    const query = source.query ?? `SELECT * FROM ${identifier(source.table ?? '')}`;
    const statement = prepare(sqlite, query, label);
    const columns = statement.columns().map(({ name }) => name);
    await appendRows(database, columns, batches(statement), kept);
    return columns;
  } finally {
    sqlite.close();
  }
}

function open(file: string): SqliteDatabase.Database {
  try {
    const sqlite = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
    sqlite.pragma('schema_version');
    return sqlite;
  } catch {
    return dataProblem(
      'source-unreadable',
      `${file} cannot be opened as a SQLite database`,
      'Correct `data.source.sqlite`, and give the user that runs the node the right to read it',
    );
  }
}

function prepare(sqlite: SqliteDatabase.Database, query: string, label: string): SqliteDatabase.Statement {
  try {
    const statement = sqlite.prepare(query);
    if (!statement.reader)
      dataProblem('source-unreadable', `${label}: the query reads nothing`, 'Write a SELECT');
    return statement.raw(true).safeIntegers(true);
  } catch (error) {
    const reason = sqliteReason(error);
    if (reason === undefined) throw error;
    const tables = sqlite
      .prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
      .pluck()
      .all();
    return dataProblem(
      'source-unreadable',
      `${label}: ${reason}`,
      `Correct \`table\` or \`query\`. Tables and views: ${tables.map(String).join(', ')}`,
    );
  }
}

/** What SQLite says; undefined for any other error. By code, because the driver's class is one a process, not one a module. */
function sqliteReason(error: unknown): string | undefined {
  const isSqlite =
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    String(error.code).startsWith('SQLITE_');
  return isSqlite && 'message' in error ? String(error.message) : undefined;
}

function* batches(statement: SqliteDatabase.Statement): Generator<TextRow[]> {
  let batch: TextRow[] = [];
  for (const row of statement.iterate() as IterableIterator<unknown[]>) {
    batch.push(row.map(asText));
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function asText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return null;
}
