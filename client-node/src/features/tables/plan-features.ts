// From the features' measures to one grouped query a table, joined by person and snapshot.
import type { Feature } from '@chorale/models';
import type { TablesData } from '../../config/data-schema.js';
import { tableKeys } from '../../config/table-roles.js';
import { measuresOf, type Measure } from '../../config/tables-schema.js';
import { findColumn } from '../../ingest/columns.js';
import { identifier, literal } from '../../ingest/database.js';
import type { PlannedFeature } from '../people-query.js';
import type { TypedExpression } from '../value-sql.js';
import { measureSql, whenNone, type MeasureParts } from './measure-sql.js';
import type { ResolvedFeature } from './resolve-features.js';
import { joinContext, type ContextTable, type PersonTable } from './table-views.js';

interface PlannedFeatures {
  readonly features: readonly PlannedFeature[];
  /** Joins, by `_person` and `_snapshot`, that the features' expressions read. */
  readonly joins: (whose: string) => string;
}

/** The aggregates of one table, and the contexts that they need. */
interface Grouped {
  readonly table: PersonTable;
  readonly aggregates: string[];
  readonly contexts: Set<ContextTable>;
}

/** Looks up and types what features are built from; problems are reported. */
export async function planFeatures(
  resolved: readonly ResolvedFeature[],
  persons: readonly PersonTable[],
  contexts: readonly ContextTable[],
  snapshots: readonly string[],
  data: TablesData,
): Promise<PlannedFeatures> {
  const grouped = new Map<string, Grouped>(
    persons.map((table) => [table.name, { table, aggregates: [], contexts: new Set() }]),
  );
  const features: PlannedFeature[] = [];
  for (const { feature, spec } of resolved) {
    const values: string[] = [];
    for (const measure of measuresOf(spec)) {
      const group = grouped.get(measure.table)!;
      const value = await planMeasure(feature, measure, group, contexts, data);
      if (value === undefined) continue;
      group.aggregates.push(value);
      const place = `${identifier(`by_${measure.table}`)}.a${group.aggregates.length - 1}`;
      values.push(whenNone(measure) === '0' ? `coalesce(${place}, 0)` : place);
    }
    if (values.length < measuresOf(spec).length) continue;
    const [of = 'NULL', per] = values;
    features.push({
      feature,
      sql: per === undefined ? of : `${of} / nullif(${per}, 0)`,
      // `last` is missing, too, of everybody who has no row in the window.
      missingIsGap: false,
      from: measuresOf(spec).map(inWords).join(' per ') || 'nothing: this party has no such data',
    });
  }
  const used = [...grouped.values()].filter(({ aggregates }) => aggregates.length > 0);
  return { features, joins: (whose) => used.map((group) => joinSql(group, snapshots, whose)).join('\n') };
}

function joinSql(
  { table, aggregates, contexts }: Grouped,
  snapshots: readonly string[],
  whose: string,
): string {
  const lines = identifier(`lines_${table.name}`);
  const rows = snapshots
    .map((day) => `TIMESTAMP ${literal(day)}`)
    .map(
      (day) =>
        `SELECT *, ${day} AS _snapshot FROM ${lines} WHERE _time < ${day} AND _recorded < ${day} AND ${whose}`,
    )
    .join(' UNION ALL ');
  const joins = [...contexts].map((context) => joinContext(context)).join(' ');
  const values = aggregates.map((sql, place) => `, ${sql} AS a${place}`).join('');
  return `LEFT JOIN (
      SELECT _person, _snapshot ${values} FROM (${joins === '' ? rows : `SELECT ${lineColumns(contexts)} FROM (${rows}) AS lines ${joins}`})
      GROUP BY _person, _snapshot
    ) AS ${identifier(`by_${table.name}`)} USING (_person, _snapshot)`;
}

/** Columns of joined lines: all of their own, and of each context those that carry its name. */
function lineColumns(contexts: ReadonlySet<ContextTable>): string {
  const theirs = [...contexts].map(
    ({ name }) => `, ${identifier(name)}.* EXCLUDE (_at, _day, _item, _store)`,
  );
  return `lines.*${theirs.join('')}`;
}

async function planMeasure(
  feature: Feature,
  measure: Measure,
  group: Grouped,
  contexts: readonly ContextTable[],
  data: TablesData,
): Promise<string | undefined> {
  const { planner } = group.table;
  const usedFor = `feature ${feature.name}`;
  const of = measure.of === undefined ? undefined : await columnOf(measure.of, usedFor, group, contexts);
  if (measure.of !== undefined && of === undefined) return undefined;
  const where = await conditionOf(measure, usedFor, group);
  const kindFits =
    measure.kind === 'last'
      ? planner.fits(feature, of, measure.map)
      : numberFits(feature, measure, group) && valueFits(of, measure, usedFor, group);
  if (!kindFits || (measure.where !== undefined && where === undefined)) return undefined;
  const parts: MeasureParts = {
    measure,
    of,
    where,
    missingValues: data.missingValues,
    finiteOnly: data.invalidValues === 'missing',
  };
  return measureSql(parts, feature);
}

/** Only `last` gives words; the others count. */
function numberFits(feature: Feature, { kind }: Measure, { table }: Grouped): boolean {
  if (feature.type === 'number' || (feature.type === 'binary' && kind === 'any')) return true;
  table.planner.report({
    code: 'column-type',
    what: `feature ${feature.name} is of type ${feature.type}, and kind ${kind} gives a number`,
    remedy: 'Change its type in the dictionary, or take kind last (any for a binary one)',
  });
  return false;
}

function valueFits(
  of: TypedExpression | undefined,
  { kind }: Measure,
  usedFor: string,
  { table }: Grouped,
): boolean {
  if (kind !== 'sum' && kind !== 'mean') return true;
  return (
    table.planner.expectKind(
      of,
      ['whole', 'number', 'text', 'truth'],
      usedFor,
      'Name a column of numbers',
    ) !== undefined
  );
}

/** What `of` names: a key of the table, a column of it, or a column of a context. */
export async function columnOf(
  name: string,
  usedFor: string,
  group: Pick<Grouped, 'table' | 'contexts'>,
  contexts: readonly ContextTable[],
): Promise<TypedExpression | undefined> {
  const { table } = group;
  const { config, planner } = table;
  if (name === 'amount' && (config.amount !== undefined || config.price !== undefined))
    return { sql: '_amount', kind: 'number', from: `the amount in table ${table.name}` };
  if (name === 'order' && config.order === undefined)
    return { sql: '_order', kind: 'time', from: `the times in table ${table.name}` };
  const key = tableKeys.find((candidate) => candidate === name);
  const keyed = key && config[key];
  if (keyed !== undefined) return planner.expression(keyed, usedFor);
  const dot = name.indexOf('.');
  const context = dot < 0 ? undefined : contexts.find((each) => each.name === name.slice(0, dot));
  if (!context) return planner.column(name, usedFor);
  // Without one of them a line would meet a row of each store, and count as often.
  const lacks = (['item', 'store'] as const).filter(
    (join) => context.config[join] !== undefined && config[join] === undefined,
  );
  for (const join of lacks)
    planner.report({
      code: 'mapping-incomplete',
      what: `${usedFor}: table ${context.name} joins by ${join}, and table ${table.name} names none`,
      remedy:
        `Add \`${join}\` to data.tables.${table.name}` +
        (join === 'store'
          ? `, or take it out of data.tables.${context.name} where a \`filter\` leaves one store`
          : ''),
    });
  if (lacks.length > 0) return undefined;
  const own = name.slice(dot + 1);
  const column = context.planner.column(own, usedFor);
  const found = findColumn(context.planner.source.columns, own);
  if (!column || !found) return undefined;
  group.contexts.add(context);
  return {
    ...column,
    sql: identifier(`${context.name}.${found.name}`),
    from: `column "${found.name}" of ${context.name}`,
  };
}

async function conditionOf(
  { where }: Measure,
  usedFor: string,
  { table }: Grouped,
): Promise<string | undefined> {
  if (where === undefined) return undefined;
  const { planner } = table;
  const typed = await planner.expression({ sql: where }, `\`where\` of ${usedFor}`);
  return planner.expectKind(
    typed,
    ['truth'],
    `\`where\` of ${usedFor}`,
    'Write a condition, for example "x > 0"',
  )?.sql;
}

function inWords({ table, kind, of, days, ago }: Measure): string {
  const window = days === undefined ? '' : ` of ${days} days`;
  return `${kind}${of === undefined ? '' : ` of ${of}`} in ${table}${window}${ago === undefined ? '' : `, ${ago} days ago`}`;
}
