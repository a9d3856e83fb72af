// Rules that the columns of `person`, `time` and `recorded` may not pass through, also where an expression names them.
import type { ColumnOrSql } from '../config/column-schema.js';
import type { DataConfig } from '../config/data-schema.js';
import { ruleFor, ruleMistake, type DesensitisedColumns } from '../config/desensitise-schema.js';
import { DataError, type DataProblem } from '../ingest/data-error.js';
import { columnsInSql } from './lineage/columns-in-sql.js';

interface Keyed {
  readonly person?: ColumnOrSql | { readonly rowNumber: true } | undefined;
  readonly time?: ColumnOrSql | undefined;
  readonly recorded?: ColumnOrSql | undefined;
  readonly desensitise?: DesensitisedColumns | undefined;
}

/** Before a source is opened; the configuration has seen to keys that are plain columns. @throws DataError naming every such column. */
export async function requireKeysWhole(data: DataConfig): Promise<void> {
  const tables: [string, Keyed][] =
    data.shape === 'tables'
      ? Object.entries(data.tables).map(([name, table]) => [`data.tables.${name}`, table])
      : [['data', data]];
  const keys = tables.flatMap(([at, table]) =>
    (['person', 'time', 'recorded'] as const).flatMap((key) => {
      const value = table[key];
      return table.desensitise && typeof value === 'object' && 'sql' in value
        ? [{ at, key, sql: value.sql, rules: table.desensitise }]
        : [];
    }),
  );
  const parsed = await columnsInSql(keys.map(({ sql }) => sql));
  const problems = keys.flatMap(({ at, key, sql, rules }) =>
    (parsed.get(sql) ?? []).flatMap((column): DataProblem[] => {
      const mistake = ruleMistake(key, ruleFor(rules, column));
      return mistake === undefined
        ? []
        : [
            {
              code: 'mapping-incomplete',
              what: `${at}.desensitise has a rule for column "${column}", which \`${key}\` reads: ${mistake}`,
              remedy: `Take "${column}" out of ${at}.desensitise`,
            },
          ];
    }),
  );
  if (problems.length > 0) throw new DataError(problems);
}
