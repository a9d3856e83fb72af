// One person in a list that this node wrote: found, or taken out with every other line left as it is.
import { existsSync, readFileSync } from 'node:fs';
import { Database, literal } from '../ingest/database.js';
import { QueryError } from '../ingest/database.js';
import { writeFileAtomically } from '../storage/atomic-file.js';
import { csvCell } from './csv-cell.js';
import { ownerOnly, replaceWithParquet } from './write-scores.js';

/** `unreadable`: the file is no longer as it was written, and left alone. */
export type ListOutcome = 'cleaned' | 'without' | 'gone' | 'unreadable';

/** Whether a list that this node wrote holds a person. */
export async function findInList(
  path: string,
  person: string,
): Promise<'holds' | Exclude<ListOutcome, 'cleaned'>> {
  const found = await inList(path, person, () => Promise.resolve());
  return found === 'cleaned' ? 'holds' : found;
}

/** @param person the id as the list has it. */
export function takeFromList(path: string, person: string): Promise<ListOutcome> {
  return inList(path, person, async (without) => {
    if (typeof without === 'string') writeFileAtomically(path, without, ownerOnly);
    else await replaceWithParquet(without, path);
  });
}

/** @param act what is done where the list holds the person: with the text, or the table `scores`, without them. */
async function inList(
  path: string,
  person: string,
  act: (without: string | Database) => Promise<void>,
): Promise<ListOutcome> {
  if (!existsSync(path)) return 'gone';
  if (path.endsWith('.parquet')) return inParquet(path, person, act);
  const text = readFileSync(path, 'utf8');
  const kept = path.endsWith('.json') ? withoutInJson(text, person) : withoutInCsv(text, person);
  if (kept === undefined) return 'unreadable';
  if (kept === text) return 'without';
  await act(kept);
  return 'cleaned';
}

/**
 * Undefined where the text is no list of ours. A list writes the ids `=x` and `'=x` alike; then both lines go, rather than none.
 */
function withoutInCsv(text: string, person: string): string | undefined {
  const records = recordsOf(text);
  if (!records[0]?.startsWith('person,')) return undefined;
  const cell = `${csvCell(person)},`;
  return records.filter((record, index) => index === 0 || !record.startsWith(cell)).join('');
}

/** Lines of a CSV text with their line breaks; a quoted cell may hold some. */
function recordsOf(text: string): string[] {
  const records: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === '\n' && !isQuoted) {
      records.push(text.slice(start, at + 1));
      start = at + 1;
    }
  }
  if (start < text.length) records.push(text.slice(start));
  return records;
}

/** One person a line, between brackets, as the list was written. */
function withoutInJson(text: string, person: string): string | undefined {
  const inner = /^\[\n([^]*)\n\]\n$/.exec(text)?.[1];
  if (inner === undefined) return undefined;
  const lines = inner === '' ? [] : inner.split(',\n');
  const start = `  {"person":${JSON.stringify(person)},`;
  if (!lines.every((line) => line.startsWith('  {"person":'))) return undefined;
  return `[\n${lines.filter((line) => !line.startsWith(start)).join(',\n')}\n]\n`;
}

async function inParquet(
  path: string,
  person: string,
  act: (without: Database) => Promise<void>,
): Promise<ListOutcome> {
  const database = await Database.open();
  try {
    await database.run(`CREATE TABLE scores AS SELECT * FROM read_parquet(${literal(path)})`);
    await database.run('CREATE TABLE asked (person VARCHAR)');
    const appender = await database.connection.createAppender('asked');
    appender.appendVarchar(person);
    appender.endRow();
    appender.closeSync();
    const isAsked = 'person IN (SELECT person FROM asked)';
    const { found } = await database.numbers(`SELECT count(*) AS found FROM scores WHERE ${isAsked}`);
    if (found === 0) return 'without';
    await database.run(`DELETE FROM scores WHERE ${isAsked}`);
    await act(database);
    return 'cleaned';
  } catch (error) {
    if (error instanceof QueryError) return 'unreadable';
    throw error;
  } finally {
    database.close();
  }
}
