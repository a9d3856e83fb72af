import { basename } from 'node:path';
import type { Source } from '../config/source-schema.js';
import { kindOf } from './columns.js';
import { Database } from './database.js';
import { loadFile } from './file-source.js';
import { typeTextColumns } from './infer-types.js';
import { loadMysql } from './mysql-source.js';
import { loadPostgres } from './postgres-source.js';
import { loadSqlite } from './sqlite-source.js';
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
  if ('sqlite' in source) await loadSqlite(database, source);
  else if ('postgres' in source) await loadPostgres(database, source);
  else await loadMysql(database, source);
  const names = (await database.describe('SELECT * FROM raw')).map(({ name }) => name);
  await typeTextColumns(database, { ...options, decimalSeparator: '.' });
  return names;
}

/** How messages call the source: a file name, or a table name. */
export function sourceLabel(source: Source): string {
  if ('file' in source) return basename(source.file);
  return source.table ?? 'the query of data.source';
}
