// Scored lists go home as CSV, JSON or Parquet: whole or not at all, readable by their owner alone.
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Database, identifier, literal } from '../ingest/database.js';
import { dataProblem } from '../ingest/data-error.js';
import { syncFolder, writeFileAtomically } from '../storage/atomic-file.js';
import { csvCell } from './csv-cell.js';
import type { ScoredList, ScoredPerson } from './rank-people.js';

export const ownerOnly = 0o600;
const reasonNumbers = [1, 2, 3];

/** Lets a finished list take its place, or says that it may not; nothing else happens in between. */
export type Publish = (take: () => void) => boolean;

const always: Publish = (take) => {
  take();
  return true;
};

/**
 * Writes the list; the ending of `path` (.csv, .json, .parquet) decides the format.
 * @returns what `publish` returns; where it does not let the list take its place, there is none.
 * @throws DataError
 */
export async function writeScores(
  path: string,
  list: ScoredList,
  publish: Publish = always,
): Promise<boolean> {
  try {
    if (path.endsWith('.parquet')) return await writeParquet(path, list, publish);
    const text = path.endsWith('.json') ? asJson(list) : asCsv(list);
    return publish(() => writeFileAtomically(path, text, ownerOnly));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    return dataProblem(
      'output-unwritable',
      `${path} cannot be written (${code})`,
      'Correct `score.output` in node.yaml',
    );
  }
}

function asJson({ outputs, persons }: ScoredList): string {
  const lines = persons.map((person) => `  ${personAsJson(outputs, person)}`);
  return `[\n${lines.join(',\n')}\n]\n`;
}

function personAsJson(
  outputs: ScoredList['outputs'],
  { person, outputs: values, decile, reasons }: ScoredPerson,
): string {
  const named = Object.fromEntries(outputs.map(({ name }, index) => [name, values[index]]));
  return JSON.stringify({ person, ...named, decile, reasons });
}

/** Of each person in the list, by id, one JSON object with the fields of a list in JSON. */
export function jsonByPerson({ outputs, persons }: ScoredList): ReadonlyMap<string, string> {
  return new Map(persons.map((person) => [person.person, personAsJson(outputs, person)]));
}

/** One line a person, with a header; safe to open in a spreadsheet. */
export function asCsv({ outputs, persons }: ScoredList): string {
  const header = [
    'person',
    ...outputs.map(({ name }) => csvCell(name)),
    'decile',
    ...reasonNumbers.flatMap((n) => [`reason_${n}`, `reason_${n}_direction`]),
  ];
  const lines = persons.map(({ person, outputs: values, decile, reasons }) => {
    const cells = [csvCell(person), ...values.map(outputCell), decile === null ? '' : String(decile)];
    for (const number of reasonNumbers) {
      const reason = reasons[number - 1];
      cells.push(csvCell(reason?.feature ?? ''), reason?.direction ?? '');
    }
    return cells.join(',');
  });
  return [header.join(','), ...lines, ''].join('\n');
}

function outputCell(value: number | string): string {
  return typeof value === 'number' ? value.toFixed(6) : csvCell(value);
}

async function writeParquet(
  path: string,
  { outputs, persons }: ScoredList,
  publish: Publish,
): Promise<boolean> {
  const database = await Database.open();
  try {
    const reasons = reasonNumbers.map((n) => `, reason_${n} VARCHAR, reason_${n}_direction VARCHAR`).join('');
    const columns = outputs.map(
      ({ name, type }) => `${identifier(name)} ${type === 'number' ? 'DOUBLE' : 'VARCHAR'}, `,
    );
    await database.run(`CREATE TABLE scores (person VARCHAR, ${columns.join('')}decile INTEGER${reasons})`);
    await appendScores(database, persons);
    return await replaceWithParquet(database, path, publish);
  } finally {
    database.close();
  }
}

/** Writes table `scores` beside the file, whose place it then takes. */
export async function replaceWithParquet(
  database: Database,
  path: string,
  publish: Publish = always,
): Promise<boolean> {
  const beside = `${path}.${process.pid}.partial`;
  try {
    closeSync(openSync(beside, 'w', ownerOnly));
    await database.run(`COPY scores TO ${literal(beside)} (FORMAT parquet)`);
    chmodSync(beside, ownerOnly);
    const file = openSync(beside, 'r');
    fsyncSync(file);
    closeSync(file);
    return publish(() => {
      renameSync(beside, path);
      syncFolder(dirname(path));
    });
  } finally {
    // Where it took its place it is not there any more.
    rmSync(beside, { force: true });
  }
}

async function appendScores(database: Database, persons: readonly ScoredPerson[]): Promise<void> {
  const appender = await database.connection.createAppender('scores');
  const text = (value: string | undefined): void => {
    if (value === undefined) appender.appendNull();
    else appender.appendVarchar(value);
  };
  for (const { person, outputs, decile, reasons } of persons) {
    appender.appendVarchar(person);
    for (const value of outputs)
      if (typeof value === 'number') appender.appendDouble(value);
      else appender.appendVarchar(value);
    if (decile === null) appender.appendNull();
    else appender.appendInteger(decile);
    for (const number of reasonNumbers) {
      text(reasons[number - 1]?.feature);
      text(reasons[number - 1]?.direction);
    }
    appender.endRow();
  }
  appender.closeSync();
}
