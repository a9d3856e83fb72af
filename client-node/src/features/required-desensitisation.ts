// What an agreement asks to be desensitised, node.yaml has to declare: a node refuses before it reads what it may not.
import { plainName, type Dictionary } from '@chorale/models';
import type { ColumnOrSql } from '../config/column-schema.js';
import type { DataConfig } from '../config/data-schema.js';
import { DataError, type DataProblem } from '../ingest/data-error.js';
import type { SourceTable } from '../ingest/source-table.js';
import { columnsInSql } from './lineage/columns-in-sql.js';
import { featureLineage, passesThrough } from './lineage/feature-lineage.js';

const remedies = {
  hash: 'hash',
  bin: '{ bin: { width: 10 } }',
  generalise: '{ generalise: { keep: 2 } }, or for a time { generalise: month }',
} as const;

/**
 * @param only names of the features that are built; undefined: all.
 * @throws DataError for every column that a feature is built from and that does not pass through what the dictionary asks of it, and for every
 * column of its `where` or `filter` that passes through nothing.
 */
export async function requireDesensitised(
  data: DataConfig,
  dictionary: Dictionary,
  only: readonly string[] | undefined,
): Promise<void> {
  const asked = dictionary.features.filter(
    ({ name, desensitise }) => desensitise !== undefined && (only?.includes(name) ?? true),
  );
  if (asked.length === 0) return;
  const lineage = await featureLineage(
    data,
    dictionary,
    asked.map(({ name }) => name),
  );
  const times = await timeColumns(data);
  const problems: DataProblem[] = [];
  for (const { feature, columns } of lineage) {
    const method = asked.find(({ name }) => name === feature)!.desensitise!;
    for (const column of columns) {
      const isTime = times.has(placeOf(column.table, column.column));
      // Where a row lies in time decides whether it counts, of every feature.
      if (isTime && column.use === 'condition') continue;
      if (passesThrough(column, method)) continue;
      // The method fits the feature's values; a condition may need another one to still tell its rows.
      if (column.use === 'condition' && column.desensitise !== null) continue;
      const where = data.shape === 'tables' ? `data.tables.${column.table}.desensitise` : 'data.desensitise';
      problems.push({
        code: 'desensitisation-missing',
        what: `the agreement asks that feature ${feature} is built from columns that pass through ${method}, and node.yaml does not declare it for column "${column.column}" of ${column.source}`,
        remedy: isTime
          ? method === 'generalise'
            ? `Add "${column.column}": { generalise: day } under ${where}`
            : `A column of \`time\` takes { generalise: day } alone: propose an agreement that asks generalise of this feature`
          : `Add "${column.column}": ${remedies[method]}${column.use === 'condition' ? ', or another rule,' : ''} under ${where}`,
      });
    }
  }
  if (problems.length > 0) throw new DataError(problems);
}

const placeOf = (table: string, column: string): string => `${table}\0${column.toLowerCase()}`;

/** Columns that `time` names or reads, by table. */
async function timeColumns(data: DataConfig): Promise<ReadonlySet<string>> {
  const times: [string, ColumnOrSql | undefined][] =
    data.shape === 'tables'
      ? Object.entries(data.tables).map(([name, { time }]) => [name, time])
      : data.shape === 'transactions'
        ? [['source', data.time]]
        : [];
  const parsed = await columnsInSql(
    times.flatMap(([, time]) => (typeof time === 'object' ? [time.sql] : [])),
  );
  return new Set(
    times.flatMap(([table, time]) => {
      const names =
        time === undefined ? [] : typeof time === 'string' ? [time] : (parsed.get(time.sql) ?? []);
      return names.map((name) => placeOf(table, name));
    }),
  );
}

/** @throws DataError for every column of a source that the dictionary names under `drop` and node.yaml does not declare as dropped. */
export function requireDropped(sources: readonly SourceTable[], { drop = [] }: Dictionary): void {
  const names = new Set(drop.map(plainName));
  const problems = sources.flatMap(({ label, columnNames, dropped }) =>
    columnNames
      .filter((column) => names.has(plainName(column)) && !dropped.includes(column))
      .map((column) => ({
        code: 'desensitisation-missing' as const,
        what: `the agreement asks that column "${column}" of ${label} is dropped, and node.yaml does not declare it`,
        remedy: `Add "${column}": drop under desensitise of that table; nothing may be built from it`,
      })),
  );
  if (problems.length > 0) throw new DataError(problems);
}
