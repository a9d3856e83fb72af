// Text files and database drivers hand over text. This gives each column the narrowest type that every
// one of its values fits, over the whole table: a type never depends on a sample, and no date is guessed
// from an ambiguous order of day and month.
import { identifier, literal, type Database } from './database.js';
import type { LoadOptions } from './source-table.js';

type TextOptions = Pick<LoadOptions, 'missingValues' | 'keepText'> & {
  readonly decimalSeparator: '.' | ',';
};

/** Types a text may become, the narrowest first; text that fits none stays text. */
const types = ['BIGINT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP'] as const;
type InferredType = (typeof types)[number];
type Candidates = ReadonlyMap<string, readonly InferredType[]>;

const firstRows = 20_000;

/** Turns view `raw`, all text, into table `source` with types, and drops the view. What it reads is read twice, and never kept as text. */
export async function typeTextColumns(database: Database, options: TextOptions): Promise<void> {
  const names = (await database.describe('SELECT * FROM raw')).map(({ name }) => name);
  const keep = new Set(options.keepText.map((name) => name.toLowerCase()));
  const all: Candidates = new Map(
    names.filter((name) => !keep.has(name.toLowerCase())).map((name) => [name, types]),
  );
  // The first rows rule out most types cheaply; what is left has to hold in every row.
  const likely = await fitting(database, `(SELECT * FROM raw LIMIT ${firstRows})`, all, options);
  const certain = await fitting(database, 'raw', likely, options);
  const columns = names.map((name) => {
    const possible = certain.get(name) ?? [];
    // A column without a single value could be anything, and stays text.
    const type = possible.length === types.length ? undefined : possible[0];
    return `${typed(name, type, options)} AS ${identifier(name)}`;
  });
  await database.run(`CREATE TABLE source AS SELECT ${columns.join(', ')} FROM raw`);
  await database.run('DROP VIEW raw');
}

/** The candidate types that all values in `table` fit; a column without any value fits all. */
async function fitting(
  database: Database,
  table: string,
  candidates: Candidates,
  options: TextOptions,
): Promise<Candidates> {
  const open = [...candidates].filter(([, possible]) => possible.length > 0);
  const left = new Map<string, readonly InferredType[]>();
  // A few columns at a time keep each plan at a bounded size.
  for (let start = 0; start < open.length; start += 16) {
    const group = open.slice(start, start + 16);
    const texts = group.map(([name], index) => `${present(name, options)} AS text${index}`).join(', ');
    const numbers = group
      .map((_, index) => `, ${asNumber(`text${index}`, options)} AS number${index}`)
      .join('');
    const counts = await database.numbers(
      `SELECT ${group.flatMap(([, possible], index) => countsOf(index, possible)).join(', ')}
       FROM (SELECT *${numbers} FROM (SELECT ${texts} FROM ${table}))`,
    );
    group.forEach(([name, possible], index) => {
      const present = counts[`present${index}`] ?? 0;
      left.set(
        name,
        possible.filter((type) => counts[`${type}${index}`] === present),
      );
    });
  }
  return left;
}

function countsOf(index: number, possible: readonly InferredType[]): string[] {
  const text = `text${index}`;
  // 007 and 01234 are codes, not numbers.
  const isNumber = `number${index} IS NOT NULL AND NOT regexp_matches(${text}, '^[-+]?0[0-9]')`;
  const fits: Record<InferredType, string> = {
    BIGINT: `${isNumber} AND regexp_full_match(${text}, '[-+]?[0-9]{1,15}')`,
    DOUBLE: isNumber,
    BOOLEAN: `lower(${text}) IN ('true', 'false')`,
    TIMESTAMP: `${text} LIKE '____-__-__%' AND TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL`,
  };
  return [
    `count(${text}) AS present${index}`,
    ...possible.map((type) => `count(*) FILTER (${fits[type]}) AS ${type}${index}`),
  ];
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

function typed(name: string, type: InferredType | undefined, options: TextOptions): string {
  // Text keeps even "NA": it may be a category of the dictionary.
  if (type === undefined) return `nullif(trim(${identifier(name)}), '')`;
  const text = present(name, options);
  return type === 'DOUBLE' ? asNumber(text, options) : `CAST(${text} AS ${type})`;
}
