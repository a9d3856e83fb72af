// What an agreement asks to be desensitised, node.yaml has to declare: a node refuses before it reads what it may not.
import type { Dictionary } from '@chorale/models';
import { plainName } from '../config/closest.js';
import type { DataConfig } from '../config/data-schema.js';
import { DataError, type DataProblem } from '../ingest/data-error.js';
import type { SourceTable } from '../ingest/source-table.js';
import { featureLineage, passesThrough } from './lineage/feature-lineage.js';

const remedies = {
  hash: 'hash',
  bin: '{ bin: { width: 10 } }',
  generalise: '{ generalise: month } or { generalise: { keep: 2 } }',
} as const;

/**
 * @param only names of the features that are built; undefined: all.
 * @throws DataError for every column that a feature is built from and that does not pass through what the dictionary asks of it.
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
  const problems: DataProblem[] = [];
  for (const { feature, columns } of lineage) {
    const method = asked.find(({ name }) => name === feature)!.desensitise!;
    for (const column of columns.filter(({ use }) => use === 'value')) {
      if (passesThrough(column, method)) continue;
      const where = data.shape === 'tables' ? `data.tables.${column.table}.desensitise` : 'data.desensitise';
      problems.push({
        code: 'desensitisation-missing',
        what: `the agreement asks that feature ${feature} is built from columns that pass through ${method}, and node.yaml does not declare it for column "${column.column}" of ${column.source}`,
        remedy: `Add "${column.column}": ${remedies[method]} under ${where}`,
      });
    }
  }
  if (problems.length > 0) throw new DataError(problems);
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
