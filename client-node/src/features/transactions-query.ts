// Shape `transactions`: lines of purchases; declared features are built from the lines before a snapshot,
// the label from the lines after it. All days are whole days before the start of the snapshot's day.
import type { Dictionary, Feature } from '@chorale/models';
import type {
  ColumnOrSql,
  TransactionFeature,
  TransactionsData,
  TransactionsLabel,
} from '../config/data-schema.js';
import { literal } from '../ingest/database.js';
import type { DataProblem } from '../ingest/data-error.js';
import { declaredSql } from './declared-features.js';
import { flagSql } from './flags-sql.js';
import type { LineCounts, PeopleQuery, PlannedFeature } from './people-query.js';
import { filterSql, type QueryOptions } from './persons-query.js';
import type { Planner } from './plan.js';
import { featureSql, numberSql, textSql } from './value-sql.js';

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
  { withLabel, only, snapshot }: TransactionOptions,
): Promise<PeopleQuery> {
  const { database } = planner.source;
  await createLines(planner, data);
  const lines = await checkLines(planner, data);
  const snapshots = await snapshotDays(planner, data, snapshot);
  const days = snapshots.map((day) => `(TIMESTAMP ${literal(day)})`).join(', ');
  await database.run(`CREATE TABLE snapshots AS SELECT * FROM (VALUES ${days}) AS days(_snapshot)`);
  await database.run(`CREATE VIEW past AS SELECT * FROM lines, snapshots WHERE _time < _snapshot`);
  const features = await transactionFeatures(planner, data, dictionary, only);
  if (withLabel && data.label === undefined) planner.report(labelMissing);
  planner.finish();

  const horizon = withLabel && data.label ? horizonOf(data.label) : undefined;
  const values = features.map(({ sql }, index) => `, ${sql} AS f${index}`).join('');
  const label = horizon
    ? `CASE WHEN after._person IS NULL THEN ${horizon.whenNone} ELSE ${1 - horizon.whenNone} END::DOUBLE`
    : 'NULL::DOUBLE';
  const join = horizon
    ? `LEFT JOIN (
        SELECT DISTINCT _person, _snapshot FROM lines, snapshots
        WHERE _time >= _snapshot AND _time < _snapshot + INTERVAL ${horizon.days + 1} DAY
      ) AS after USING (_person, _snapshot)`
    : '';
  return {
    sql: `
      SELECT built.*, epoch_us(_snapshot) // ${microsecondsPerDay} AS _part, ${label} AS _label, _excluded, _opt_out
      FROM (SELECT _person, _snapshot ${values} FROM past GROUP BY _person, _snapshot) AS built
      ${join}
      JOIN (
        SELECT _person, max(_excluded) AS _excluded, max(_opt_out) AS _opt_out FROM lines GROUP BY _person
      ) AS flags USING (_person)`,
    features,
    lines,
    warnings: horizon ? await horizonWarnings(planner, snapshots, horizon.days) : [],
  };
}

const labelMissing: DataProblem = {
  code: 'mapping-incomplete',
  what: 'data.label is not given, and the agreement has a label to learn',
  remedy: 'Add for example `label: { purchaseWithinDays: 90 }` under data',
};

function horizonOf(label: TransactionsLabel): { days: number; whenNone: 0 | 1 } {
  return 'purchaseWithinDays' in label
    ? { days: label.purchaseWithinDays, whenNone: 0 }
    : { days: label.noPurchaseWithinDays, whenNone: 1 };
}

/** View `lines`: the source with `_person`, `_time`, `_order`, `_item`, `_quantity`, `_amount`, `_channel`. */
async function createLines(planner: Planner, data: TransactionsData): Promise<void> {
  const person = await idSql(planner, data.person, 'person');
  const time = await timeSql(planner, data);
  const order = data.order === undefined ? '_time' : await idSql(planner, data.order, 'order');
  const item = await idSql(planner, data.item, 'item');
  const channel = await idSql(planner, data.channel, 'channel');
  const quantity = await lineNumberSql(planner, data, 'quantity');
  const amount = await amountSql(planner, data, quantity);
  const filter = await filterSql(planner, data.filter);
  const excluded = await flagSql(planner, data, 'exclude', person);
  const optOut = await flagSql(planner, data, 'marketingOptOut', person);
  planner.finish();
  await planner.source.database.run(`
    CREATE VIEW all_lines AS SELECT source.*, rowid AS _row, ${filter} AS _kept, ${person} AS _person,
      ${time} AS _time, ${item} AS _item, ${channel} AS _channel, ${quantity} AS _quantity, ${amount} AS _amount,
      ${excluded} AS _excluded, ${optOut} AS _opt_out FROM source`);
  await planner.source.database.run(`
    CREATE VIEW lines AS SELECT *, ${order} AS _order FROM all_lines
    WHERE _kept AND _person IS NOT NULL AND _time IS NOT NULL`);
}

async function idSql(planner: Planner, value: ColumnOrSql | undefined, key: string): Promise<string> {
  if (value === undefined) return 'NULL::VARCHAR';
  const usedFor = `data.${key}`;
  const typed = await planner.expression(value, usedFor);
  const usable = planner.expectKind(
    typed,
    ['text', 'whole', 'number', 'truth', 'time'],
    usedFor,
    'Name another column',
  );
  return usable ? textSql(usable) : 'NULL';
}

async function timeSql(
  planner: Planner,
  { time, timeFormat, missingValues }: TransactionsData,
): Promise<string> {
  const typed = await planner.expression(time, 'data.time');
  if (timeFormat !== undefined && typed && typed.kind !== 'time') {
    const text = textSql(typed);
    const missing =
      missingValues.length > 0 ? `${text} NOT IN (${missingValues.map(literal).join(', ')})` : 'true';
    return `CASE WHEN ${missing} THEN try_strptime(${text}, ${literal(timeFormat)}) END`;
  }
  const usable = planner.expectKind(
    typed,
    ['time'],
    'data.time',
    'Say how it is written, for example `timeFormat: "%d/%m/%Y %H:%M"` or "%Y%m%d" beside `time`; times such as 2011-12-31 or 2011-12-31 23:59:00 are read as they are',
  );
  return usable ? `CAST(${usable.sql} AS TIMESTAMP)` : 'NULL::TIMESTAMP';
}

async function lineNumberSql(
  planner: Planner,
  data: TransactionsData,
  key: 'quantity' | 'price' | 'amount',
): Promise<string> {
  const value = data[key];
  if (value === undefined) return 'NULL::DOUBLE';
  const usedFor = `data.${key}`;
  const typed = await planner.expression(value, usedFor);
  const usable = planner.expectKind(typed, ['whole', 'number', 'text'], usedFor, 'Name a column of numbers');
  return usable ? `(${numberSql(usable, data.missingValues)})` : 'NULL';
}

async function amountSql(planner: Planner, data: TransactionsData, quantity: string): Promise<string> {
  if (data.price === undefined) return lineNumberSql(planner, data, 'amount');
  return `(${quantity} * ${await lineNumberSql(planner, data, 'price')})`;
}

/** Counts what is lost on the way, and refuses numbers and times that are none. */
async function checkLines(planner: Planner, data: TransactionsData): Promise<LineCounts> {
  const { database, label } = planner.source;
  const used = '_kept AND _person IS NOT NULL';
  const counts = await database.numbers(`
    SELECT count(*) AS rows,
      count(*) FILTER (NOT coalesce(_kept, false)) AS filtered_out,
      count(*) FILTER (_kept AND _person IS NULL) AS without_person,
      count(*) FILTER (${used} AND _time IS NULL) AS without_time,
      count(*) FILTER (${used} AND NOT isfinite(_quantity)) AS bad_quantity,
      min(_row) FILTER (${used} AND NOT isfinite(_quantity)) AS row_quantity,
      count(*) FILTER (${used} AND NOT isfinite(_amount)) AS bad_amount,
      min(_row) FILTER (${used} AND NOT isfinite(_amount)) AS row_amount
    FROM all_lines`);
  const without = counts['without_time'] ?? 0;
  if (data.invalidValues === 'error') {
    for (const key of ['quantity', 'amount'] as const) {
      const bad = counts[`bad_${key}`] ?? 0;
      if (bad === 0) continue;
      planner.report({
        code: 'value-invalid',
        what: `${label}: ${bad} lines have no finite number as ${key} (NaN, infinite or text), the first in data row ${(counts[`row_${key}`] ?? 0) + 1}`,
        remedy: 'Mend them, leave them out with `filter`, or set `invalidValues: missing` under data',
      });
    }
    if (without > 0 && data.timeFormat !== undefined && without === (await timeless(planner, used)))
      planner.report({
        code: 'value-invalid',
        what: `${label}: no line has a time that fits \`timeFormat\``,
        remedy:
          'Compare it with the file: %d day, %m month, %Y year, %y short year, %H:%M:%S time, %p AM or PM',
      });
  }
  return {
    rows: counts['rows'] ?? 0,
    filteredOut: counts['filtered_out'] ?? 0,
    withoutPerson: counts['without_person'] ?? 0,
    withoutTime: without,
    repeated: 0,
  };
}

async function timeless(planner: Planner, used: string): Promise<number> {
  const { lines } = await planner.source.database.numbers(
    `SELECT count(*) FILTER (${used}) AS lines FROM all_lines`,
  );
  return lines ?? 0;
}

async function snapshotDays(
  planner: Planner,
  data: TransactionsData,
  override: string | undefined,
): Promise<string[]> {
  if (override === undefined) return [...new Set([data.snapshot].flat())].sort();
  if (override !== 'latest') return [override];
  const [row] = await planner.source.database.rows(
    "SELECT strftime(max(_time) + INTERVAL 1 DAY, '%Y-%m-%d') AS day FROM lines",
  );
  // A source without a single line has nobody to score; any day will do.
  return [typeof row?.['day'] === 'string' ? row['day'] : '2000-01-01'];
}

async function horizonWarnings(
  planner: Planner,
  snapshots: readonly string[],
  days: number,
): Promise<string[]> {
  const last = snapshots.at(-1) ?? '';
  const { missing, before } = await planner.source.database.numbers(`
    SELECT date_diff('day', max(_time), TIMESTAMP ${literal(last)} + INTERVAL ${days} DAY) AS missing,
      count(*) FILTER (_time < TIMESTAMP ${literal(snapshots[0] ?? '')}) AS before
    FROM lines`);
  const warnings: string[] = [];
  if ((missing ?? 0) > 0)
    warnings.push(
      `the lines end ${missing ?? 0} days before the label's horizon (${last} + ${days} days) does: label 0 may only mean "not known yet". Choose an earlier snapshot`,
    );
  if (before === 0)
    warnings.push(`no line is older than the snapshot ${snapshots[0] ?? ''}: nobody can be described`);
  return warnings;
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
    if (feature.type === 'number') return { feature, sql: `CAST(${expression.sql} AS DOUBLE)`, from };
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
  return { feature, sql: featureSql(feature, expression, map, data.missingValues), from: expression.from };
}

/** The value on a person's latest line that has one. */
function lastKnown<Typed extends { readonly sql: string }>(column: Typed | undefined): Typed | undefined {
  if (!column) return undefined;
  return { ...column, sql: `last(${column.sql} ORDER BY _time, _row) FILTER (${column.sql} IS NOT NULL)` };
}
