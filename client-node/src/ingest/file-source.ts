// CSV, Parquet and JSON files, read by DuckDB.
import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { FileFormat, FileSource } from '../config/source-schema.js';
import { readCsvShape } from './csv-header.js';
import { literal, QueryError, type Database } from './database.js';
import { dataProblem } from './data-error.js';
import { checkRules, desensitisedList } from './desensitise.js';
import { typeTextColumns } from './infer-types.js';
import { keptColumns } from './kept-columns.js';
import type { LoadOptions } from './source-table.js';

/**
 * Loads the wanted columns into table `source`, and returns the names of all.
 * @throws DataError when the file cannot be read.
 */
export async function loadFile(
  database: Database,
  source: FileSource,
  options: LoadOptions,
): Promise<string[]> {
  await checkReadable(source.file);
  const format = source.format ?? formatByName(source.file);
  await checkCompressed(source.file);
  const reader = await readerSql(source, format);
  const { missingValues, desensitise: rules } = options;
  const { decimalSeparator } = source;
  try {
    const names = (await database.describe(`SELECT * FROM ${reader}`)).map(({ name }) => name);
    checkRules(basename(source.file), names, rules);
    const isText = format === 'csv';
    const list = desensitisedList(
      keptColumns(options)(names),
      { rules, missingValues, decimalSeparator },
      isText,
    );
    await database.run(`CREATE ${isText ? 'VIEW raw' : 'TABLE source'} AS SELECT ${list} FROM ${reader}`);
    if (isText) await typeTextColumns(database, { ...options, decimalSeparator });
    return names;
  } catch (error) {
    if (error instanceof QueryError) return explain(source.file, error);
    throw error;
  }
}

async function checkReadable(file: string): Promise<void> {
  const name = basename(file);
  if (/[*?[\]]/.test(file))
    dataProblem(
      'source-unreadable',
      `${name}: one file a source; *, ? and [ ] are not file names here`,
      'Rename it',
    );
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    dataProblem(
      'source-unreadable',
      absent ? `there is no file ${file}` : `${file} cannot be read by this user`,
      absent
        ? 'Correct `data.source.file`; it is looked up from the folder of node.yaml'
        : 'Give the user that runs the node the right to read it',
    );
  }
  const { size } = await stat(file);
  if (size === 0) dataProblem('source-unreadable', `${name} is empty (0 bytes)`, 'Export the data again');
}

function formatByName(file: string): FileFormat {
  const ending = /\.(csv|tsv|txt|parquet|json|jsonl|ndjson)(\.gz)?$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === undefined) {
    return dataProblem(
      'source-unreadable',
      `the format of ${basename(file)} does not show in its name`,
      'Add `format: csv`, `parquet` or `json` beside `file`',
    );
  }
  if (ending === 'parquet') return 'parquet';
  return ending.startsWith('json') || ending === 'ndjson' ? 'json' : 'csv';
}

async function readerSql(source: FileSource, format: FileFormat): Promise<string> {
  const path = literal(source.file);
  if (format === 'parquet') return `read_parquet(${path})`;
  if (format === 'json') return `read_json(${path}, format = 'auto', records = true, sample_size = -1)`;
  const { delimiter, names } = await readCsvShape(source);
  const columns = names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  return `read_csv(${path}, auto_detect = false, columns = {${columns}}, delim = ${literal(delimiter)}, quote = '"',
    escape = '"', header = ${source.columns === undefined}, encoding = ${literal(source.encoding)})`;
}

/** DuckDB takes a compressed file that was cut short for a shorter one; its checksum tells. */
async function checkCompressed(file: string): Promise<void> {
  if (!/\.gz$/i.test(file)) return;
  try {
    const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
    await pipeline(createReadStream(file), createGunzip(), sink);
  } catch {
    dataProblem(
      'source-unreadable',
      `${basename(file)} cannot be read: the compressed file is damaged or cut short`,
      'Copy or export it again',
    );
  }
}

function explain(file: string, error: QueryError): never {
  const place = error.line === undefined ? '' : `, line ${error.line}`;
  const remedy = error.reason.includes('UTF-8')
    ? 'Add `encoding: latin-1` (or utf-16) beside `file`, or save it as UTF-8'
    : 'Mend or export the file again; for CSV `delimiter` and `encoding` beside `file` say how it is written';
  return dataProblem(
    'source-unreadable',
    `${basename(file)}${place} cannot be read: ${error.reason}`,
    remedy,
  );
}
