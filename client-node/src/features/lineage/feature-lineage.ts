// From which columns of which table each feature is built, and what became of them before: by node.yaml and the dictionary alone, no row is read.
import type { Dictionary } from '@chorale/models';
import type { ColumnOrSql } from '../../config/column-schema.js';
import type { DataConfig, PersonsData, TablesData, TransactionsData } from '../../config/data-schema.js';
import {
  methodOf,
  ruleFor,
  type Desensitise,
  type DesensitisedColumns,
} from '../../config/desensitise-schema.js';
import type { TableRoleName } from '../../config/table-roles.js';
import { measuresOf, type Measure, type TableConfig } from '../../config/tables-schema.js';
import { resolveFeatures } from '../tables/resolve-features.js';
import { sourceLabel } from '../../ingest/open-source.js';
import { columnsInSql } from './columns-in-sql.js';

export interface ColumnLineage {
  /** Table of node.yaml; `source` where there is one only. */
  readonly table: string;
  readonly role: TableRoleName | null;
  readonly source: string;
  readonly column: string;
  /** `value`: the feature says something of it; `condition`: it decides which rows count. */
  readonly use: 'value' | 'condition';
  readonly desensitise: Desensitise | null;
}

export interface FeatureLineage {
  readonly feature: string;
  /** As node.yaml or the feature's name has it. */
  readonly rule: unknown;
  readonly columns: readonly ColumnLineage[];
}

/** A column or expression, and what for. */
interface Use {
  readonly table: string;
  readonly value: ColumnOrSql;
  readonly use: 'value' | 'condition';
}

interface Ruled {
  readonly feature: string;
  readonly rule: unknown;
  readonly uses: readonly Use[];
}

/** @param only names of the dictionary; default: all. A feature that node.yaml does not map has no columns. */
export async function featureLineage(
  data: DataConfig,
  dictionary: Dictionary,
  only?: readonly string[],
): Promise<FeatureLineage[]> {
  const ruled =
    data.shape === 'persons'
      ? ofPersons(data)
      : data.shape === 'transactions'
        ? ofTransactions(data)
        : ofTables(data, dictionary);
  const wanted = dictionary.features
    .map(({ name }) => name)
    .filter((name) => only?.includes(name) ?? true)
    .map((name) => ruled.find(({ feature }) => feature === name) ?? { feature: name, rule: null, uses: [] });
  const sqls = wanted.flatMap(({ uses }) =>
    uses.flatMap(({ value }) => (typeof value === 'string' ? [] : [value.sql])),
  );
  const parsed = await columnsInSql(sqls);
  return wanted.map(({ feature, rule, uses }) => ({
    feature,
    rule,
    columns: distinct(
      uses.flatMap(({ table, value, use }) =>
        (typeof value === 'string' ? [value] : (parsed.get(value.sql) ?? [])).map((column) =>
          columnOf(data, table, column, use),
        ),
      ),
    ),
  }));
}

function columnOf(data: DataConfig, table: string, column: string, use: ColumnLineage['use']): ColumnLineage {
  const config: { source: TableConfig['source']; desensitise?: DesensitisedColumns | undefined } =
    data.shape === 'tables' ? data.tables[table]! : data;
  return {
    table,
    role: data.shape === 'tables' ? data.tables[table]!.role : null,
    source: sourceLabel(config.source),
    column,
    use,
    desensitise: ruleFor(config.desensitise, column) ?? null,
  };
}

function distinct(columns: readonly ColumnLineage[]): ColumnLineage[] {
  const byKey = new Map(columns.map((each) => [`${each.table}\0${each.column}\0${each.use}`, each]));
  return [...byKey.values()];
}

/** Whether a column passes through what an agreement calls `method`. */
export function passesThrough({ desensitise }: ColumnLineage, method: string): boolean {
  return desensitise !== null && methodOf(desensitise) === method;
}

const conditions = (table: string, filter: string | undefined): Use[] =>
  filter === undefined ? [] : [{ table, value: { sql: filter }, use: 'condition' }];

function ofPersons({ features, filter }: PersonsData): Ruled[] {
  return Object.entries(features).map(([feature, spec]) => ({
    feature,
    rule: spec,
    uses: [
      {
        table: 'source',
        value: typeof spec === 'string' || 'sql' in spec ? spec : spec.column,
        use: 'value',
      },
      ...conditions('source', filter),
    ],
  }));
}

function ofTransactions(data: TransactionsData): Ruled[] {
  const keys = keysOf(data);
  const read: Record<string, readonly ColumnOrSql[]> = {
    recency: keys.time,
    tenure: keys.time,
    active_months: keys.time,
    days_between_orders: [...keys.time, ...keys.order],
    frequency: keys.order,
    lines: [],
    monetary: keys.amount,
    average_order: [...keys.amount, ...keys.order],
    items: keys.item,
    quantity: keys.quantity,
    basket_size: [...keys.quantity, ...keys.order],
    channel_share: [...keys.channel, ...keys.order],
  };
  return Object.entries(data.features).map(([feature, spec]) => {
    const values: readonly ColumnOrSql[] =
      typeof spec === 'string'
        ? read[spec]!
        : 'kind' in spec
          ? read[spec.kind]!
          : ['sql' in spec ? spec : spec.column];
    return {
      feature,
      rule: spec,
      uses: [
        ...values.map((value): Use => ({ table: 'source', value, use: 'value' })),
        ...keys.time.map((value): Use => ({ table: 'source', value, use: 'condition' })),
        ...conditions('source', data.filter),
      ],
    };
  });
}

type Keyed = Partial<
  Pick<TableConfig, 'time' | 'order' | 'item' | 'quantity' | 'price' | 'amount' | 'channel'>
>;
type KeyColumns = Record<
  'time' | 'order' | 'item' | 'quantity' | 'amount' | 'channel',
  readonly ColumnOrSql[]
>;

/** The columns behind each key; without an order lines of one time are one. */
function keysOf({ time, order, item, quantity, price, amount, channel }: Keyed): KeyColumns {
  const given = (...values: (ColumnOrSql | undefined)[]): ColumnOrSql[] =>
    values.filter((value) => value !== undefined);
  return {
    time: given(time),
    order: given(order ?? time),
    item: given(item),
    quantity: given(quantity),
    amount: price === undefined ? given(amount) : given(quantity, price),
    channel: given(channel),
  };
}

function ofTables(data: TablesData, dictionary: Dictionary): Ruled[] {
  return resolveFeatures(data, dictionary, undefined).features.map(({ feature, spec }) => ({
    feature: feature.name,
    rule: spec,
    uses: measuresOf(spec).flatMap((measure) => usesOf(data, measure)),
  }));
}

function usesOf({ tables }: TablesData, { table, kind, of, where }: Measure): Use[] {
  const config = tables[table]!;
  const keys = keysOf(config);
  const isAboutTime = kind === 'recency' || kind === 'tenure' || kind === 'season';
  return [
    ...(of === undefined ? [] : valuesOf(tables, table, of)),
    ...keys.time.map((value): Use => ({ table, value, use: isAboutTime ? 'value' : 'condition' })),
    ...conditions(table, where),
    ...conditions(table, config.filter),
  ];
}

function valuesOf(tables: TablesData['tables'], table: string, of: string): Use[] {
  const config = tables[table]!;
  const keys: Readonly<Record<string, readonly ColumnOrSql[]>> = { ...keysOf(config) };
  const single = config[of as keyof TableConfig] as ColumnOrSql | undefined;
  const keyed = keys[of]?.length
    ? keys[of]
    : ['id', 'store', 'recorded', 'price', 'person'].includes(of) && single
      ? [single]
      : undefined;
  if (keyed) return keyed.map((value) => ({ table, value, use: 'value' }));
  const dot = of.indexOf('.');
  const context = dot < 0 ? undefined : of.slice(0, dot);
  return context !== undefined && tables[context]
    ? [{ table: context, value: of.slice(dot + 1), use: 'value' }]
    : [{ table, value: of, use: 'value' }];
}
