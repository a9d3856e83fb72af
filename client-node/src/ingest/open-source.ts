import { basename } from 'node:path';
import type { FileSource, Source } from '../config/source-schema.js';
import { kindOf } from './columns.js';
import { Database } from './database.js';
import { loadFile } from './file-source.js';
import { typeTextColumns } from './infer-types.js';
import type { LoadOptions, SourceTable } from './source-table.js';

/**
 * Loads a party's rows into table `source` of a fresh in-memory database. `beforeLock` may add tables of
 * its own; after it the database reaches no file and no network. Close `database` when done.
 * @throws DataError when the source cannot be read.
 */
export async function openSource(
  source: Source,
  options: LoadOptions,
  beforeLock: (database: Database) => Promise<void> = () => Promise.resolve(),
): Promise<SourceTable> {
  const database = await Database.open();
  try {
    const columnNames = await load(database, source, options);
    await beforeLock(database);
    // One thread: sums of floating-point numbers then come out the same every time.
    await database.run('SET threads = 1');
    await database.lock();
    const described = await database.describe('SELECT * FROM source');
    const { rows } = await database.numbers('SELECT count(*) AS rows FROM source');
    return {
      database,
      label: sourceLabel(source),
      columns: described.map(({ name, type }) => ({ name, type, kind: kindOf(type) })),
      columnNames,
      rows: rows ?? 0,
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Loads table `source`; returns the names of all columns, also of those that were not wanted. */
async function load(database: Database, source: Source, options: LoadOptions): Promise<string[]> {
  if ('file' in source) return loadFile(database, source, options);
  await loadTable(database, source);
  const names = (await database.describe('SELECT * FROM raw')).map(({ name }) => name);
  await typeTextColumns(database, { ...options, decimalSeparator: '.' });
  return names;
}

/** Drivers are loaded by those who use them. */
async function loadTable(database: Database, source: Exclude<Source, FileSource>): Promise<void> {
  if ('sqlite' in source) {
    const { loadSqlite } = await import('./sqlite-source.js');
    await loadSqlite(database, source);
  } else if ('postgres' in source) {
    const { loadPostgres } = await import('./postgres-source.js');
    await loadPostgres(database, source);
  } else {
    const { loadMysql } = await import('./mysql-source.js');
    await loadMysql(database, source);
  }
}

/** How messages call the source: a file name, or a table name. */
export function sourceLabel(source: Source): string {
  if ('file' in source) return basename(source.file);
  return source.table ?? 'the query of data.source';
}
