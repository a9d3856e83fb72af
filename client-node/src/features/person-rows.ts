// What the source holds of one person, for the person: never for a study.
import type { DataConfig } from '../config/data-schema.js';
import { dataProblem } from '../ingest/data-error.js';
import { identifier } from '../ingest/database.js';
import { openSource } from '../ingest/open-source.js';
import { personSql } from './persons-query.js';
import { Planner } from './plan.js';
import { transactionPersonSql } from './transaction-lines.js';
import { keptAsText, wantedColumns } from './used-columns.js';

export interface PersonRows {
  /** File or table. */
  readonly source: string;
  /** Columns that node.yaml makes use of; no others are read. */
  readonly columns: readonly string[];
  /** Values as text, in the order of `columns`; null where there is none. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * Rows of the source about a person, as they stand, whatever the rights say.
 * @param person the id as `data.person` gives it, without blanks around it.
 * @throws DataError where rows have no person id, or the source cannot be read.
 */
export async function personRows(data: DataConfig, person: string): Promise<PersonRows> {
  if (typeof data.person === 'object' && 'rowNumber' in data.person)
    return dataProblem(
      'mapping-incomplete',
      'data.person is { rowNumber: true }: rows have no person id, so nobody can be found',
      'Name the column of the person id under `person`',
    );
  const source = await openSource(
    data.source,
    { missingValues: data.missingValues, keepText: keptAsText(data), wanted: wantedColumns(data) },
    async (database) => {
      await database.run('CREATE TABLE asked (id VARCHAR)');
      const appender = await database.connection.createAppender('asked');
      appender.appendVarchar(person);
      appender.endRow();
      appender.closeSync();
    },
  );
  try {
    const planner = new Planner(source);
    const id =
      data.shape === 'persons' ? await personSql(planner, data) : await transactionPersonSql(planner, data);
    planner.finish();
    const columns = source.columns.map(({ name }) => name);
    const shown = columns.map((name, index) => `CAST(${identifier(name)} AS VARCHAR) AS c${index}`);
    const rows = await source.database.rows(
      `SELECT ${shown.join(', ')} FROM source WHERE ${id} IN (SELECT id FROM asked) ORDER BY rowid`,
    );
    return {
      source: source.label,
      columns,
      rows: rows.map((row) =>
        columns.map((_, index) => {
          const value = row[`c${index}`];
          return value === null || value === undefined ? null : String(value);
        }),
      ),
    };
  } finally {
    source.database.close();
  }
}
