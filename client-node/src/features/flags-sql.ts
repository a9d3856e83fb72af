// Who is left out of training and of scored lists, and who gave consent: by columns, expressions, lists or the register.
import { basisOf, type ConsentBasis } from '../config/consent-schema.js';
import type { DataConfig } from '../config/data-schema.js';
import type { Database } from '../ingest/database.js';
import { dataProblem } from '../ingest/data-error.js';
import { linesOfFile } from '../ingest/lines-of-file.js';
import { readRegister } from './consent-register.js';
import type { Planner } from './plan.js';
import { oneOfSql, truthSql } from './value-sql.js';

/** Tables of person ids (column `id`), filled before the database is locked. */
export const idTables = {
  exclude: 'excluded_ids',
  marketingOptOut: 'opt_out_ids',
  consent: 'consenting_ids',
} as const;
type Flag = 'exclude' | 'marketingOptOut';
type Setting = NonNullable<DataConfig[Flag]>;

/** Loads the id lists that the configuration names, for this purpose; has to run before the database is locked. */
export async function loadIdLists(database: Database, data: DataConfig, purpose: string): Promise<void> {
  const basis = data.consent && basisOf(data.consent, purpose);
  const settings = { exclude: data.exclude, marketingOptOut: data.marketingOptOut, consent: basis };
  for (const [name, setting] of Object.entries(settings) as [keyof typeof idTables, ConsentBasis?][]) {
    if (setting === undefined || setting === 'other-basis') continue;
    if ('file' in setting)
      await keepIds(database, idTables[name], await readIds(setting.file, `data.${name}`));
    else if ('register' in setting && data.consent?.register)
      await keepIds(
        database,
        idTables[name],
        await readRegister(data.consent.register, {
          purpose: setting.register,
          wanted: name === 'consent' ? 'given' : 'withdrawn',
          missingValues: data.missingValues,
        }),
      );
  }
}

async function keepIds(database: Database, table: string, ids: readonly string[]): Promise<void> {
  await database.run(`CREATE TABLE ${table} (id VARCHAR)`);
  const appender = await database.connection.createAppender(table);
  for (const id of ids) {
    appender.appendVarchar(id);
    appender.endRow();
  }
  appender.closeSync();
}

async function readIds(file: string, setting: string): Promise<string[]> {
  try {
    return await linesOfFile(file);
  } catch {
    return dataProblem(
      'source-unreadable',
      `the list of ids ${file} (${setting}) cannot be read`,
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
  const { missingValues } = data;
  const answer = await answerSql(planner, setting, {
    usedFor: `data.${flag}`,
    table: idTables[flag],
    missingValues,
    person,
  });
  // An answer that reads as neither yes nor no counts as an opt-out: err on the side of the person.
  return `CAST(${answer} <> 0 AS INTEGER)::DOUBLE`;
}

/** A row's answer as DOUBLE: 1, 0, NULL where there is none, and NaN for a value that is neither yes nor no. */
export async function answerSql(
  planner: Planner,
  setting: Setting,
  {
    usedFor,
    table,
    missingValues,
    person,
  }: {
    readonly usedFor: string;
    readonly table: string;
    readonly missingValues: readonly string[];
    readonly person: string;
  },
): Promise<string> {
  if ('file' in setting || 'register' in setting)
    return `CASE WHEN ${person} IN (SELECT id FROM ${table}) THEN 1.0 ELSE 0.0 END::DOUBLE`;
  if ('sql' in setting) {
    const typed = await planner.expression(setting, usedFor);
    const truth = planner.expectKind(
      typed,
      ['truth', 'whole', 'number'],
      usedFor,
      'Compare it with something: x = 1',
    );
    return truth ? `CAST(CAST(${truth.sql} AS BOOLEAN) AS INTEGER)::DOUBLE` : 'NULL::DOUBLE';
  }
  const column = planner.column(setting.column, usedFor);
  if (!column) return 'NULL::DOUBLE';
  return setting.values ? oneOfSql(column, setting.values, missingValues) : truthSql(column, missingValues);
}
