// Who is left out of training, and who is left out of scored lists.
import { readFile } from 'node:fs/promises';
import type { DataConfig } from '../config/data-schema.js';
import type { Database } from '../ingest/database.js';
import { dataProblem } from '../ingest/data-error.js';
import type { Planner } from './plan.js';
import { oneOfSql, truthSql } from './value-sql.js';

const idTables = { exclude: 'excluded_ids', marketingOptOut: 'opt_out_ids' } as const;
type Flag = keyof typeof idTables;

/** Loads the id lists that the configuration names; has to run before the database is locked. */
export async function loadIdLists(database: Database, data: DataConfig): Promise<void> {
  for (const flag of Object.keys(idTables) as Flag[]) {
    const setting = data[flag];
    if (setting === undefined || !('file' in setting)) continue;
    const ids = await readIds(setting.file, flag);
    await database.run(`CREATE TABLE ${idTables[flag]} (id VARCHAR)`);
    const appender = await database.connection.createAppender(idTables[flag]);
    for (const id of ids) {
      appender.appendVarchar(id);
      appender.endRow();
    }
    appender.closeSync();
  }
}

async function readIds(file: string, flag: Flag): Promise<string[]> {
  try {
    const text = await readFile(file, 'utf8');
    const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
    return lines.map((line) => line.trim().replace(/^"(.*)"$/, '$1')).filter((line) => line !== '');
  } catch {
    return dataProblem(
      'source-unreadable',
      `the list of ids ${file} (data.${flag}) cannot be read`,
      'Correct the path, seen from the folder of node.yaml: one person id a line',
    );
  }
}

/**
 * A row's flag as DOUBLE: 1, 0, or NULL where the data does not say. `person` is the SQL of its person id.
 */
export async function flagSql(
  planner: Planner,
  data: DataConfig,
  flag: Flag,
  person: string,
): Promise<string> {
  const setting = data[flag];
  if (setting === undefined) return '0.0::DOUBLE';
  if ('file' in setting)
    return `CASE WHEN ${person} IN (SELECT id FROM ${idTables[flag]}) THEN 1.0 ELSE 0.0 END::DOUBLE`;
  const usedFor = `data.${flag}`;
  if ('sql' in setting) {
    const typed = await planner.expression(setting, usedFor);
    const truth = planner.expectKind(
      typed,
      ['truth', 'whole', 'number'],
      usedFor,
      'Compare it with something: x = 1',
    );
    return truth ? `CAST(CAST(${truth.sql} AS BOOLEAN) AS INTEGER)::DOUBLE` : 'NULL';
  }
  const column = planner.column(setting.column, usedFor);
  if (!column) return 'NULL';
  if (setting.values) return oneOfSql(column, setting.values, data.missingValues);
  // An answer that reads as neither yes nor no counts as an opt-out: err on the side of the person.
  return `CAST(${truthSql(column, data.missingValues)} <> 0 AS INTEGER)::DOUBLE`;
}
