// Only what a configuration mentions is loaded: less memory, and fewer personal data in it.
import type { OneTableData, TablesData } from '../config/data-schema.js';
import type { TableConfig, TableFeature } from '../config/tables-schema.js';

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) yield* textsIn(inner);
  }
}

/** Whether a column's name stands anywhere in the configuration, also inside SQL; case aside. */
export function wantedColumns(data: OneTableData): (columnName: string) => boolean {
  const { consent, ...others } = { ...data, source: undefined, desensitise: undefined };
  return namedIn([others, consent?.purposes]);
}

/** Likewise of one of several tables: what it, the features, the label and the rights of persons name. */
export function wantedOfTable(
  { persons: _persons, tables: _tables, consent, ...others }: TablesData,
  table: TableConfig,
  features: readonly TableFeature[],
): (columnName: string) => boolean {
  const own = { ...table, source: undefined, desensitise: undefined };
  return namedIn([own, features, others, consent?.purposes]);
}

function namedIn(parts: unknown): (columnName: string) => boolean {
  const text = [...textsIn(parts)].join('\n').toLowerCase();
  return (name) => {
    const plain = name.toLowerCase();
    return text.includes(plain) || text.includes(plain.replaceAll('"', '""'));
  };
}

/** Columns that must stay text as written: ids keep their zeros, times their own format. */
export function keptAsText(data: OneTableData): string[] {
  const kept = [
    data.person,
    ...(data.shape === 'transactions' && data.timeFormat !== undefined ? [data.time] : []),
  ];
  return kept.filter((value) => typeof value === 'string');
}

/** Likewise of one of several tables: what joins them is compared as text. */
export function keptAsTextOfTable(table: TableConfig): string[] {
  const joining = ['person', 'item', 'store'] as const;
  const times = table.timeFormat === undefined ? [] : [table.time, table.recorded];
  return [...joining.map((key) => table[key]), ...times].filter((value) => typeof value === 'string');
}
