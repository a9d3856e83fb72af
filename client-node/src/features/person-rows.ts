// What the source holds of one person, for the person: never for a study.
import type { ConsentRegister } from '../config/consent-schema.js';
import type { DataConfig, TablesData } from '../config/data-schema.js';
import { isAboutPersons } from '../config/table-roles.js';
import { findColumn, missingColumn } from '../ingest/columns.js';
import { DataError, dataProblem } from '../ingest/data-error.js';
import { identifier, type Database } from '../ingest/database.js';
import { openSource } from '../ingest/open-source.js';
import type { SourceTable } from '../ingest/source-table.js';
import { requireKeysWhole } from './key-rules.js';
import { personSql } from './persons-query.js';
import { Planner } from './plan.js';
import { transactionPersonSql } from './transaction-lines.js';
import { keptAsText, keptAsTextOfTable, wantedColumns } from './used-columns.js';
import { textSql } from './value-sql.js';

export interface PersonRows {
  /** File or table. */
  readonly source: string;
  /** Columns that node.yaml makes use of; no others are read. */
  readonly columns: readonly string[];
  /** Values as text, in the order of `columns`; null where there is none. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * Rows of the source, or of each table about persons, about a person: as node.yaml desensitises them, whatever the rights say.
 * @param person the id as `data.person` gives it, without blanks around it.
 * @throws DataError where rows have no person id, a rule changes it, or the source cannot be read.
 */
export async function personRows(data: DataConfig, person: string): Promise<PersonRows[]> {
  await requireKeysWhole(data);
  if (data.shape === 'tables') {
    const found: PersonRows[] = [];
    for (const [name, table] of Object.entries(data.tables))
      if (isAboutPersons(table.role)) found.push(await rowsOfTable(data, name, person));
    return found;
  }
  if (typeof data.person === 'object' && 'rowNumber' in data.person)
    return dataProblem(
      'mapping-incomplete',
      'data.person is { rowNumber: true }: rows have no person id, so nobody can be found',
      'Name the column of the person id under `person`',
    );
  const source = await openSource(
    data.source,
    {
      missingValues: data.missingValues,
      keepText: keptAsText(data),
      wanted: wantedColumns(data),
      desensitise: data.desensitise,
    },
    (database) => keepAsked(database, person),
  );
  const planner = new Planner(source);
  return [
    await rowsWhere(source, async () => {
      const id =
        data.shape === 'persons' ? await personSql(planner, data) : await transactionPersonSql(planner, data);
      planner.finish();
      return id;
    }),
  ];
}

/** Of one of several tables; a feature of the dictionary may name any of its columns, so that none is left out but those dropped. */
async function rowsOfTable(data: TablesData, name: string, person: string): Promise<PersonRows> {
  const table = data.tables[name]!;
  const source = await openSource(
    table.source,
    {
      missingValues: data.missingValues,
      keepText: keptAsTextOfTable(table),
      wanted: () => true,
      desensitise: table.desensitise,
    },
    (database) => keepAsked(database, person),
  );
  const planner = new Planner(source, `data.tables.${name}`);
  return rowsWhere(source, async () => {
    const id = await transactionPersonSql(planner, { person: table.person! });
    planner.finish();
    return id;
  });
}

/** Records of the consent register about a person. @throws DataError where it cannot be read. */
export async function registerRows(
  register: ConsentRegister,
  { missingValues }: DataConfig,
  person: string,
): Promise<PersonRows> {
  const { source: where, purpose, status, time } = register;
  const named = new Set([register.person, purpose, status, time].map((name) => name.toLowerCase()));
  const source = await openSource(
    where,
    {
      missingValues,
      keepText: [register.person, purpose, status],
      wanted: (column) => named.has(column.toLowerCase()),
    },
    (database) => keepAsked(database, person),
  );
  return rowsWhere(source, () => {
    const column = findColumn(source.columns, register.person);
    if (!column)
      throw new DataError([
        missingColumn(source.label, source.columnNames, register.person, 'data.consent.register.person'),
      ]);
    return Promise.resolve(textSql({ sql: identifier(column.name), kind: column.kind, from: '' }));
  });
}

/** The id goes into a table, so that it stands in no statement and in no error. */
async function keepAsked(database: Database, person: string): Promise<void> {
  await database.run('CREATE TABLE asked (id VARCHAR)');
  const appender = await database.connection.createAppender('asked');
  appender.appendVarchar(person);
  appender.endRow();
  appender.closeSync();
}

/** Closes the source. @param idSql the SQL of a row's person id. */
async function rowsWhere(source: SourceTable, idSql: () => Promise<string>): Promise<PersonRows> {
  try {
    const id = await idSql();
    const columns = source.columns.map(({ name }) => name);
    const shown = columns.map((name, index) => `CAST(${identifier(name)} AS VARCHAR) AS c${index}`);
    const rows = await source.database.rows(
      `SELECT ${shown.join(', ')} FROM source WHERE ${id} IN (SELECT id FROM asked) ORDER BY rowid`,
    );
    const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    return {
      source: source.label,
      columns,
      rows: rows.map((row) => columns.map((_, index) => textOf(row[`c${index}`]))),
    };
  } finally {
    source.database.close();
  }
}
