// The lines of a party's transactions: who, when, how much, in columns with names of their own.
import type { ColumnOrSql } from '../config/column-schema.js';
import type { TransactionsData } from '../config/data-schema.js';
import { identifier, literal } from '../ingest/database.js';
import { flagSql } from './flags-sql.js';
import type { LineCounts, TableReport } from './data-report.js';
import { partsFor } from './people-query.js';
import { filterSql } from './persons-query.js';
import type { Planner } from './plan.js';
import type { LeftOut, Rights } from '../rights/rights.js';
import { planRights } from './leave-out.js';
import { numberSql, textSql, type TypedExpression } from './value-sql.js';

/** What names the columns of lines, in node.yaml. */
export type LineColumns = Pick<
  TransactionsData,
  | 'timeFormat'
  | 'order'
  | 'item'
  | 'quantity'
  | 'price'
  | 'amount'
  | 'channel'
  | 'filter'
  | 'missingValues'
  | 'invalidValues'
> & { readonly person: ColumnOrSql; readonly time: ColumnOrSql | undefined };

export interface TransactionLines {
  readonly leftOut: LeftOut;
  readonly counts: LineCounts;
  readonly table: LineFindings;
  /** Days (YYYY-MM-DD) of the first and last usable line; undefined when there is none. */
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
}

/** SQL of what a line says, over the planner's table. */
export interface LineSql {
  readonly person: string;
  readonly time: { readonly sql: string; readonly isGiven: string };
  readonly order: string;
  readonly item: string;
  readonly channel: string;
  readonly quantity: string;
  readonly amount: string;
  readonly filter: string;
}

/** Of a line that has no time: it is as old as any. */
const ALWAYS = "TIMESTAMP '0001-01-01'";

/** Looks up and types the columns of lines; problems are reported. */
export async function lineSql(planner: Planner, columns: LineColumns, person: string): Promise<LineSql> {
  const time =
    columns.time === undefined
      ? { sql: ALWAYS, isGiven: 'true' }
      : await timeSql(planner, columns.time, columns, 'time');
  const order = columns.order === undefined ? time.sql : await keyOf(planner, columns.order, 'order');
  const item = await keyOf(planner, columns.item, 'item');
  const channel = await textOf(planner, columns.channel, 'channel');
  const quantity = await lineNumberSql(planner, columns, 'quantity');
  const amount = await amountSql(planner, columns, quantity);
  const filter = await filterSql(planner, columns.filter);
  return { person, time, order, item, channel, quantity, amount, filter };
}

/**
 * Makes view `lines`: the columns of the source with `_person`, `_time`, `_order`, `_item`, `_quantity`,
 * `_amount`, `_channel`, `_row`, `_excluded` and `_opt_out`, a row for every usable line.
 * @throws DataError when a column is missing or cannot serve.
 */
export async function makeLines(
  planner: Planner,
  data: TransactionsData,
  rights: Rights,
): Promise<TransactionLines> {
  const person = await transactionPersonSql(planner, data);
  const leaveOut = await planRights(planner, data, person, rights);
  const line = await lineSql(planner, data, person);
  const excluded = await flagSql(planner, data, 'exclude', person);
  const optOut = await flagSql(planner, data, 'marketingOptOut', person);
  planner.finish();
  const leftOut = await leaveOut();
  await makeLineViews(planner, line, '', `, ${excluded} AS _excluded, ${optOut} AS _opt_out`);
  return { leftOut, ...(await checkLines(planner, data, '')) };
}

/** Makes views `all_lines` and `lines`, with `suffix` behind their names, over the planner's table. @param more SQL of further columns. */
export async function makeLineViews(
  { source }: Planner,
  { person, time, order, item, channel, quantity, amount, filter }: LineSql,
  suffix: string,
  more: string,
): Promise<void> {
  const { database, relation } = source;
  await database.run(`
    CREATE VIEW ${identifier(`all_lines${suffix}`)} AS SELECT ${identifier(relation)}.*, rowid AS _row, ${filter} AS _kept, ${time.isGiven} AS _timed,
      ${person} AS _person, ${time.sql} AS _time, ${order} AS _order, ${item} AS _item, ${channel} AS _channel,
      ${quantity} AS _quantity, ${amount} AS _amount ${more}
    FROM ${identifier(relation)}`);
  await database.run(`
    CREATE VIEW ${identifier(`lines${suffix}`)} AS SELECT * FROM ${identifier(`all_lines${suffix}`)}
    WHERE _kept AND _person IS NOT NULL AND _time IS NOT NULL`);
}

/** The person id of a line as text. */
export function transactionPersonSql(
  planner: Planner,
  { person }: Pick<LineColumns, 'person'>,
): Promise<string> {
  return textOf(planner, person, 'person');
}

async function idOf(planner: Planner, value: ColumnOrSql, key: string): Promise<TypedExpression | undefined> {
  const usedFor = `${planner.at}.${key}`;
  const typed = await planner.expression(value, usedFor);
  return planner.expectKind(
    typed,
    ['text', 'whole', 'number', 'truth', 'time'],
    usedFor,
    'Name another column',
  );
}

async function textOf(planner: Planner, value: ColumnOrSql | undefined, key: string): Promise<string> {
  const typed = value === undefined ? undefined : await idOf(planner, value, key);
  return typed ? textSql(typed) : 'NULL::VARCHAR';
}

/** An id that is only counted keeps its own type: numbers are quicker to tell apart than text. */
export async function keyOf(planner: Planner, value: ColumnOrSql | undefined, key: string): Promise<string> {
  const typed = value === undefined ? undefined : await idOf(planner, value, key);
  if (!typed) return 'NULL::VARCHAR';
  return typed.kind === 'text' ? `nullif(${typed.sql}, '')` : typed.sql;
}

/** A time, and whether there is one at all, readable or not. */
export async function timeSql(
  planner: Planner,
  time: ColumnOrSql,
  { timeFormat, missingValues }: Pick<LineColumns, 'timeFormat' | 'missingValues'>,
  key: string,
): Promise<{ sql: string; isGiven: string }> {
  const usedFor = `${planner.at}.${key}`;
  const typed = await planner.expression(time, usedFor);
  if (timeFormat !== undefined && typed && typed.kind !== 'time') {
    const text = textSql(typed);
    const missing =
      missingValues.length > 0 ? ` AND ${text} NOT IN (${missingValues.map(literal).join(', ')})` : '';
    return {
      sql: `try_strptime(${text}, ${literal(timeFormat)})`,
      isGiven: `(${text} IS NOT NULL${missing})`,
    };
  }
  const usable = planner.expectKind(
    typed,
    ['time'],
    usedFor,
    'Say how it is written, for example `timeFormat: "%d/%m/%Y %H:%M"` or "%Y%m%d" beside `time`; times such as 2011-12-31 or 2011-12-31 23:59:00 are read as they are',
  );
  if (!usable) return { sql: 'NULL::TIMESTAMP', isGiven: 'false' };
  return { sql: `CAST(${usable.sql} AS TIMESTAMP)`, isGiven: `(${usable.sql} IS NOT NULL)` };
}

async function lineNumberSql(
  planner: Planner,
  data: LineColumns,
  key: 'quantity' | 'price' | 'amount',
): Promise<string> {
  const value = data[key];
  if (value === undefined) return 'NULL::DOUBLE';
  const usedFor = `${planner.at}.${key}`;
  const typed = await planner.expression(value, usedFor);
  const usable = planner.expectKind(typed, ['whole', 'number', 'text'], usedFor, 'Name a column of numbers');
  return usable ? `(${numberSql(usable, data.missingValues)})` : 'NULL';
}

async function amountSql(planner: Planner, data: LineColumns, quantity: string): Promise<string> {
  if (data.price === undefined) return lineNumberSql(planner, data, 'amount');
  return `(${quantity} * ${await lineNumberSql(planner, data, 'price')})`;
}

/** What the rows of one table of lines hold. */
export type LineFindings = Pick<TableReport, 'kept' | 'anonymous' | 'untimed' | 'columns' | 'duplicates'>;

/** Keys of which a value may be missing on a line without making it useless. */
const valueKeys = ['order', 'item', 'channel', 'quantity', 'amount'] as const;

const isNumberKey = (key: string): key is 'quantity' | 'amount' => key === 'quantity' || key === 'amount';

/** Counts what is lost on the way, and refuses numbers and times that are none. @param id SQL of what no two lines share. */
export async function checkLines(
  planner: Planner,
  data: LineColumns,
  suffix: string,
  id?: string,
): Promise<Omit<TransactionLines, 'leftOut'>> {
  const used = '_kept AND _person IS NOT NULL';
  const unusable = {
    time: '_timed AND _time IS NULL',
    quantity: 'NOT isfinite(_quantity)',
    amount: 'NOT isfinite(_amount)',
  };
  const found = Object.entries(unusable).map(
    ([key, condition]) =>
      `count(*) FILTER (${used} AND ${condition}) AS bad_${key}, min(_row) FILTER (${used} AND ${condition}) AS row_${key}`,
  );
  const given = valueKeys.filter(
    (key) => data[key] !== undefined || (key === 'amount' && data.price !== undefined),
  );
  const missing = given.map((key) => `count(*) FILTER (_kept AND _${key} IS NULL) AS missing_${key}`);
  const day = (aggregate: string): string =>
    `epoch_us(${aggregate}(_time) FILTER (${used})) // ${microsecondsPerDay} AS ${aggregate}_day`;
  const [row = {}] = await planner.source.database.rows(`
    SELECT count(*) AS rows,
      count(*) FILTER (NOT coalesce(_kept, false)) AS filtered_out,
      count(*) FILTER (_kept AND _person IS NULL) AS without_person,
      count(*) FILTER (${used} AND _time IS NULL) AS without_time,
      ${[...found, ...missing].join(', ')}, ${day('min')}, ${day('max')}
    FROM ${identifier(`all_lines${suffix}`)}`);
  const count = (name: string): number => Number(row[name] ?? 0);
  if (data.invalidValues === 'error') {
    for (const key of ['time', 'quantity', 'amount'] as const)
      if (count(`bad_${key}`) > 0)
        refuseLines(planner, data, key, count(`bad_${key}`), count(`row_${key}`) + 1);
  }
  const kept = count('rows') - count('filtered_out');
  return {
    counts: {
      rows: count('rows'),
      filteredOut: count('filtered_out'),
      withoutPerson: count('without_person'),
      withoutTime: count('without_time'),
      repeated: 0,
    },
    table: {
      kept,
      anonymous: count('without_person'),
      untimed: data.time === undefined ? null : count('without_time'),
      columns: given.map((key) => ({
        name: key,
        missing: count(`missing_${key}`),
        invalid: isNumberKey(key) ? count(`bad_${key}`) : 0,
        canBeInvalid: isNumberKey(key),
      })),
      duplicates: await countDuplicates(planner, suffix, kept, id),
    },
    firstDay: data.time === undefined ? undefined : dayText(row['min_day']),
    lastDay: data.time === undefined ? undefined : dayText(row['max_day']),
  };
}

/** Lines whose id another one has, null without ids; they are taken in parts, so that memory has a bound. */
async function countDuplicates(
  { source }: Planner,
  suffix: string,
  kept: number,
  id: string | undefined,
): Promise<number | null> {
  // Two equal lines may be two purchases of one thing: an id alone tells.
  if (id === undefined) return null;
  const parts = partsFor(kept);
  let duplicates = 0;
  for (let part = 0; part < parts; part += 1) {
    // Repeats of an id may name other persons, so that the parts go by what is compared.
    const { found = 0 } = await source.database.numbers(`
      SELECT count(what) - count(DISTINCT what) AS found
      FROM (SELECT ${id} AS what FROM ${identifier(`all_lines${suffix}`)} WHERE _kept)
      WHERE hash(what) % ${parts} = ${part}`);
    duplicates += found;
  }
  return duplicates;
}

const microsecondsPerDay = 86_400_000_000;
const millisecondsPerDay = 86_400_000;

function dayText(days: unknown): string | undefined {
  return days === null || days === undefined ? undefined : dayAfter('1970-01-01', Number(days));
}

/** The day that comes `days` after a day, both as YYYY-MM-DD. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * millisecondsPerDay).toISOString().slice(0, 10);
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisecondsPerDay);
}

function refuseLines(
  planner: Planner,
  { timeFormat }: LineColumns,
  key: 'time' | 'quantity' | 'amount',
  lines: number,
  firstRow: number,
): void {
  const isTime = key === 'time';
  const due = isTime
    ? `time of the format "${timeFormat ?? ''}"`
    : `finite number as ${key} (NaN, infinite or text)`;
  const format =
    'Compare `timeFormat` with the file: %d day, %m month, %Y year, %y short year, %H:%M:%S, %p AM or PM. Else mend';
  planner.report({
    code: 'value-invalid',
    what: `${planner.source.label}: ${lines} lines have no ${due}, the first in data row ${firstRow}`,
    remedy: `${isTime ? format : 'Mend'} them, leave them out with \`filter\`, or set \`invalidValues: missing\` under data`,
  });
}
