// Text files and database drivers hand over text. This gives each column the narrowest type that every
// one of its values fits, over the whole table: a type never depends on a sample, and no date is guessed
// from an ambiguous order of day and month.
import { identifier, literal, type Database } from './database.js';
import type { LoadOptions } from './source-table.js';

type TextOptions = Pick<LoadOptions, 'missingValues' | 'keepText'> & {
  readonly decimalSeparator: '.' | ',';
};

/** Turns table `raw`, all text, into table `source` with types, and drops `raw`. */
export async function typeTextColumns(database: Database, options: TextOptions): Promise<void> {
  const names = (await database.describe('SELECT * FROM raw')).map(({ name }) => name);
  const keep = new Set(options.keepText.map((name) => name.toLowerCase()));
  const candidates = names.filter((name) => !keep.has(name.toLowerCase()));
  const types = new Map<string, string>();
  // A few columns at a time: one pass each over the table, and plans of a bounded size.
  for (let start = 0; start < candidates.length; start += 16) {
    const group = candidates.slice(start, start + 16);
    const selects = group.flatMap((name, index) => countsOf(name, index, options));
    const counts = await database.numbers(`SELECT ${selects.join(', ')} FROM raw`);
    group.forEach((name, index) => types.set(name, narrowestType(counts, index)));
  }
  const columns = names.map(
    (name) => `${typed(name, types.get(name) ?? 'VARCHAR', options)} AS ${identifier(name)}`,
  );
  await database.run(`CREATE TABLE source AS SELECT ${columns.join(', ')} FROM raw`);
  await database.run('DROP TABLE raw');
}

/** The value as trimmed text, NULL when it is blank or stands for "no value". */
function present(name: string, { missingValues }: TextOptions): string {
  const text = `nullif(trim(${identifier(name)}), '')`;
  return missingValues.length === 0
    ? text
    : `CASE WHEN ${text} NOT IN (${missingValues.map(literal).join(', ')}) THEN ${text} END`;
}

function asNumber(text: string, { decimalSeparator }: TextOptions): string {
  const plain = decimalSeparator === ',' ? `replace(replace(${text}, '.', ''), ',', '.')` : text;
  return `TRY_CAST(${plain} AS DOUBLE)`;
}

function countsOf(name: string, index: number, options: TextOptions): string[] {
  const text = present(name, options);
  const number = asNumber(text, options);
  // 007 and 01234 are codes, not numbers.
  const code = `regexp_matches(${text}, '^[-+]?0[0-9]')`;
  const isNumber = `${number} IS NOT NULL AND NOT ${code}`;
  const isWhole = `${isNumber} AND regexp_matches(${text}, '^[-+]?[0-9]{1,15}$')`;
  const isTruth = `lower(${text}) IN ('true', 'false')`;
  const isTime = `regexp_matches(${text}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}') AND TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL`;
  const count = (condition: string, as: string): string => `count(*) FILTER (${condition}) AS ${as}${index}`;
  return [
    count(`${text} IS NOT NULL`, 'present'),
    count(isNumber, 'number'),
    count(isWhole, 'whole'),
    count(isTruth, 'truth'),
    count(isTime, 'time'),
  ];
}

function narrowestType(counts: Record<string, number>, index: number): string {
  const present = counts[`present${index}`] ?? 0;
  const all = (kind: string): boolean => present > 0 && counts[`${kind}${index}`] === present;
  if (all('whole')) return 'BIGINT';
  if (all('number')) return 'DOUBLE';
  if (all('truth')) return 'BOOLEAN';
  if (all('time')) return 'TIMESTAMP';
  return 'VARCHAR';
}

function typed(name: string, type: string, options: TextOptions): string {
  // Text keeps even "NA": it may be a category of the dictionary.
  if (type === 'VARCHAR') return `nullif(trim(${identifier(name)}), '')`;
  const text = present(name, options);
  return type === 'DOUBLE' ? asNumber(text, options) : `CAST(${text} AS ${type})`;
}
