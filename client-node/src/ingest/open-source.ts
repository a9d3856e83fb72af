import { basename } from 'node:path';
import type { FileSource, Source } from '../config/source-schema.js';
import type { KeptColumns } from './append-rows.js';
import { kindOf } from './columns.js';
import { Database, identifier } from './database.js';
import { checkRules, desensitisedList, forgetSalt, isDropped, makeSalt } from './desensitise.js';
import { loadFile } from './file-source.js';
import { typeTextColumns } from './infer-types.js';
import { keptColumns } from './kept-columns.js';
import type { LoadOptions, SourceTable } from './source-table.js';

/** A source, how to load it, and what its table is called. */
export interface TableToOpen {
  readonly relation: string;
  readonly source: Source;
  readonly options: LoadOptions;
}

type Prepare = (database: Database) => Promise<void>;
const nothing: Prepare = () => Promise.resolve();

/**
 * Loads a party's rows into table `source` of a fresh in-memory database. `beforeLock` may add tables of
 * its own; after it the database reaches no file and no network. Close `database` when done.
 * @throws DataError when the source cannot be read.
 */
export async function openSource(
  source: Source,
  options: LoadOptions,
  beforeLock: Prepare = nothing,
): Promise<SourceTable> {
  const [table] = await openTables([{ relation: 'source', source, options }], beforeLock);
  return table!;
}

/** Likewise several sources, each into a table of its own of one database, in their order. */
export async function openTables(
  tables: readonly TableToOpen[],
  beforeLock: Prepare = nothing,
): Promise<SourceTable[]> {
  const database = await Database.open();
  try {
    await makeSalt(database);
    const loaded: Omit<SourceTable, 'rows' | 'columns'>[] = [];
    for (const { relation, source, options } of tables) {
      const columnNames = await load(database, source, options);
      const dropped = columnNames.filter((name) => isDropped(options.desensitise, name));
      if (relation !== 'source') await database.run(`ALTER TABLE source RENAME TO ${identifier(relation)}`);
      loaded.push({ database, relation, label: sourceLabel(source), columnNames, dropped });
    }
    await forgetSalt(database);
    await database.compact();
    await beforeLock(database);
    // One thread: sums of floating-point numbers then come out the same every time.
    await database.run('SET threads = 1');
    await database.lock();
    const described: SourceTable[] = [];
    for (const table of loaded) {
      const from = identifier(table.relation);
      const columns = await database.describe(`SELECT * FROM ${from}`);
      const { rows = 0 } = await database.numbers(`SELECT count(*) AS rows FROM ${from}`);
      described.push({
        ...table,
        columns: columns.map(({ name, type }) => ({ name, type, kind: kindOf(type) })),
        rows,
      });
    }
    return described;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Loads table `source`; returns the names of all columns, also of those that were not wanted. */
async function load(database: Database, source: Source, options: LoadOptions): Promise<string[]> {
  if ('file' in source) return loadFile(database, source, options);
  const { missingValues, desensitise: rules } = options;
  const kept = keptColumns(options);
  const names = await loadTable(database, source, (all) => {
    checkRules(sourceLabel(source), all, rules);
    return kept(all);
  });
  const list = desensitisedList(kept(names), { rules, missingValues, decimalSeparator: '.' }, true);
  await database.run(`CREATE VIEW raw AS SELECT ${list} FROM arrived`);
  await typeTextColumns(database, { ...options, decimalSeparator: '.' });
  await database.run('DROP TABLE arrived');
  return names;
}

/** Drivers are loaded by those who use them. */
async function loadTable(
  database: Database,
  source: Exclude<Source, FileSource>,
  kept: KeptColumns,
): Promise<string[]> {
  if ('sqlite' in source) {
    const { loadSqlite } = await import('./sqlite-source.js');
    return loadSqlite(database, source, kept);
  }
  if ('postgres' in source) {
    const { loadPostgres } = await import('./postgres-source.js');
    return loadPostgres(database, source, kept);
  }
  const { loadMysql } = await import('./mysql-source.js');
  return loadMysql(database, source, kept);
}

/** How messages call the source: a file name, or a table name. */
export function sourceLabel(source: Source): string {
  if ('file' in source) return basename(source.file);
  return source.table ?? 'the query of data.source';
}
