// Shape `transactions`: lines of purchases; declared features are built from the lines before a snapshot,
// the label from the lines after it. All days are whole days before the start of the snapshot's day.
import type { Dictionary, Feature, Label } from '@chorale/models';
import type { TransactionFeature, TransactionsData } from '../config/data-schema.js';
import { literal } from '../ingest/database.js';
import type { DataProblem } from '../ingest/data-error.js';
import { declaredSql } from './declared-features.js';
import { partsFor, type PeopleQuery, type PlannedFeature } from './people-query.js';
import type { QueryOptions } from './persons-query.js';
import { horizonWarnings } from './horizon-warnings.js';
import type { Planner } from './plan.js';
import { dayAfter, makeLines } from './transaction-lines.js';
import { featureSql } from './value-sql.js';

export interface TransactionOptions extends QueryOptions {
  /** Overrides the configured snapshot; `latest` is the day after the last line. */
  readonly snapshot: string | undefined;
}

const microsecondsPerDay = 86_400_000_000;

/** @throws DataError naming every column, type or expression that does not fit. */
export async function transactionsQuery(
  planner: Planner,
  data: TransactionsData,
  dictionary: Dictionary,
  { label: wantedLabel, only, snapshot, rights }: TransactionOptions,
): Promise<PeopleQuery> {
  const { database } = planner.source;
  const lines = await makeLines(planner, data, rights);
  const snapshots = snapshotDays(data, snapshot, lines.lastDay);
  const past = (day: string): string => `_time < ${day}`;
  await database.run(`CREATE VIEW past AS ${bySnapshot('*', snapshots, past)}`);
  const features = await transactionFeatures(planner, data, dictionary, only);
  const horizon = wantedLabel && horizonLabel(planner, data, wantedLabel);
  planner.finish();

  const values = features.map(({ sql }, index) => `, ${sql} AS f${index}`).join('');
  const label = horizon ? `coalesce(after._value, ${horizon.whenNone})::DOUBLE` : 'NULL::DOUBLE';
  const after = (day: string): string =>
    `_time >= ${day} AND _time < ${day} + INTERVAL ${(horizon?.days ?? 0) + 1} DAY`;
  const joinLabel = (whose: string): string =>
    horizon
      ? `LEFT JOIN (
        SELECT _person, _snapshot, ${horizon.value} AS _value FROM (${bySnapshot('*', snapshots, after)}) WHERE ${whose} GROUP BY _person, _snapshot
      ) AS after USING (_person, _snapshot)`
      : '';
  return {
    sql: (whose) => `
      SELECT built.*, epoch_us(_snapshot) // ${microsecondsPerDay} AS _part, NULL::BIGINT AS _row, ${label} AS _label, ${flagsOf(data)}
      FROM (SELECT _person, _snapshot ${values} FROM past WHERE ${whose} GROUP BY _person, _snapshot) AS built
      ${joinLabel(whose)} ${joinFlags(data, whose)}`,
    parts: partsFor(lines.table.kept * snapshots.length),
    features,
    leftOut: lines.leftOut,
    tables: [
      {
        name: 'source',
        role: undefined,
        source: planner.source.label,
        rows: lines.counts.rows,
        ...lines.table,
      },
    ],
    lines: lines.counts,
    warnings: horizon ? horizonWarnings(snapshots, horizon.days, lines) : [],
  };
}

/** Lines that each snapshot's condition lets through. Constants instead of a join keep this one quick scan. */
function bySnapshot(
  columns: string,
  snapshots: readonly string[],
  condition: (day: string) => string,
): string {
  return snapshots
    .map((day) => `TIMESTAMP ${literal(day)}`)
    .map((day) => `SELECT ${columns}, ${day} AS _snapshot FROM lines WHERE ${condition(day)}`)
    .join(' UNION ALL ');
}

function flagsOf({ exclude, marketingOptOut }: TransactionsData): string {
  return exclude || marketingOptOut
    ? '_excluded, _opt_out'
    : '0.0::DOUBLE AS _excluded, 0.0::DOUBLE AS _opt_out';
}

/** A flag on any line of a person counts, also on lines after the snapshot. */
function joinFlags({ exclude, marketingOptOut }: TransactionsData, whose: string): string {
  if (!exclude && !marketingOptOut) return '';
  return `JOIN (
    SELECT _person, max(_excluded) AS _excluded, max(_opt_out) AS _opt_out FROM lines WHERE ${whose} GROUP BY _person
  ) AS flags USING (_person)`;
}

function labelMissing({ type }: Label): DataProblem {
  return {
    code: 'mapping-incomplete',
    what: 'data.label is not given, and the agreement has a label to learn',
    remedy: `Add for example \`label: { ${type === 'number' ? 'amountWithinDays' : 'purchaseWithinDays'}: 90 }\` under data`,
  };
}

/** What the lines after a snapshot say of a person. */
interface HorizonLabel {
  readonly days: number;
  /** Aggregate over a person's lines within the horizon. */
  readonly value: string;
  /** Of a person without such a line. */
  readonly whenNone: 0 | 1;
}

function horizonLabel(planner: Planner, data: TransactionsData, wanted: Label): HorizonLabel | undefined {
  const { label } = data;
  if (label === undefined) {
    planner.report(labelMissing(wanted));
    return undefined;
  }
  const isNumber = 'amountWithinDays' in label || 'purchasesWithinDays' in label;
  if (isNumber !== (wanted.type === 'number'))
    planner.report({
      code: 'mapping-incomplete',
      what: `data.label gives ${isNumber ? 'a number' : 'yes or no'}, and the agreement's label ${wanted.name} is ${isNumber ? 'yes or no' : 'a number'}`,
      remedy: isNumber
        ? 'Take `purchaseWithinDays` or `noPurchaseWithinDays`'
        : 'Take `amountWithinDays` or `purchasesWithinDays`',
    });
  if ('purchaseWithinDays' in label) return { days: label.purchaseWithinDays, value: '1', whenNone: 0 };
  if ('noPurchaseWithinDays' in label) return { days: label.noPurchaseWithinDays, value: '0', whenNone: 1 };
  if ('purchasesWithinDays' in label)
    return { days: label.purchasesWithinDays, value: 'count(DISTINCT _order)', whenNone: 0 };
  const usable = data.invalidValues === 'missing' ? ' FILTER (isfinite(_amount))' : '';
  return { days: label.amountWithinDays, value: `sum(_amount)${usable}`, whenNone: 0 };
}

function snapshotDays(
  { snapshot }: TransactionsData,
  override: string | undefined,
  lastDay: string | undefined,
): string[] {
  if (override === undefined) return [...new Set([snapshot].flat())].sort();
  // A source without a single line has nobody to score; any day will do.
  return [override === 'latest' ? dayAfter(lastDay ?? '2000-01-01', 1) : override];
}

async function transactionFeatures(
  planner: Planner,
  data: TransactionsData,
  dictionary: Dictionary,
  only: readonly string[] | undefined,
): Promise<PlannedFeature[]> {
  const planned: PlannedFeature[] = [];
  for (const { feature, spec } of planner.features(dictionary, data.features, only)) {
    const built = await transactionFeature(planner, data, feature, spec);
    if (built) planned.push(built);
  }
  return planned;
}

async function transactionFeature(
  planner: Planner,
  data: TransactionsData,
  feature: Feature,
  spec: TransactionFeature,
): Promise<PlannedFeature | undefined> {
  if (typeof spec === 'string' || 'kind' in spec) {
    const declared = typeof spec === 'string' ? { kind: spec } : spec;
    const from = `kind ${declared.kind}`;
    const usable = data.invalidValues === 'missing';
    const expression = { sql: declaredSql(declared, usable), kind: 'number' as const, from };
    if (feature.type === 'number')
      return { feature, sql: `CAST(${expression.sql} AS DOUBLE)`, from, missingIsGap: false };
    planner.report({
      code: 'column-type',
      what: `feature ${feature.name} is of type ${feature.type}, and ${from} gives a number`,
      remedy: 'Change its type in the dictionary, or build it with { sql: "..." }',
    });
    return undefined;
  }
  const map = 'column' in spec ? spec.map : undefined;
  const expression =
    'sql' in spec
      ? await planner.typedSql(
          spec.sql,
          `feature ${feature.name} (an aggregate over a person's lines, such as "max(price)")`,
          (sql) => `SELECT ${sql} AS value FROM past GROUP BY _person, _snapshot`,
        )
      : lastKnown(planner.column(spec.column, `feature ${feature.name}`));
  if (!planner.fits(feature, expression, map) || !expression) return undefined;
  return {
    feature,
    sql: featureSql(feature, expression, map, data.missingValues),
    from: expression.from,
    missingIsGap: 'column' in spec,
  };
}

/** The value on a person's latest line that has one. */
function lastKnown<Typed extends { readonly sql: string }>(column: Typed | undefined): Typed | undefined {
  if (!column) return undefined;
  return { ...column, sql: `last(${column.sql} ORDER BY _time, _row) FILTER (${column.sql} IS NOT NULL)` };
}
