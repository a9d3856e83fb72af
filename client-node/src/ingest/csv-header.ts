// The first line of a CSV file decides its columns and its delimiter. DuckDB could guess both from a
// sample, but a guess may silently skip lines; what is stated here is then held against every line.
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { FileSource } from '../config/source-schema.js';

export interface CsvShape {
  readonly delimiter: string;
  /** One name a column, all different. */
  readonly names: readonly string[];
}

const longestHeaderBytes = 1_000_000;
const delimiters = [',', ';', '\t', '|'];
const textEncodings = { 'utf-8': 'utf-8', 'latin-1': 'latin1', 'utf-16': 'utf-16le' } as const;

/** Delimiter and column names, as configured or as the first line shows them. */
export async function readCsvShape(source: FileSource): Promise<CsvShape> {
  const firstLine = cutFirstLine(await firstText(source));
  const counts = delimiters.map((delimiter) => splitLine(firstLine, delimiter).length);
  const likeliest = delimiters[counts.indexOf(Math.max(...counts))]!;
  const delimiter = source.delimiter ?? (/\.tsv(\.gz)?$/i.test(source.file) ? '\t' : likeliest);
  return { delimiter, names: distinct(source.columns ?? splitLine(firstLine, delimiter)) };
}

async function firstText({ file, encoding }: FileSource): Promise<string> {
  const handle = await open(file, 'r');
  const bytes: Buffer[] = [];
  let length = 0;
  const raw = handle.createReadStream({ highWaterMark: 65_536 });
  const stream = /\.gz$/i.test(file) ? raw.pipe(createGunzip()) : raw;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes.push(chunk);
      length += chunk.length;
      if (chunk.includes(10) || length > longestHeaderBytes) break;
    }
  } finally {
    raw.destroy();
  }
  return new TextDecoder(textEncodings[encoding]).decode(Buffer.concat(bytes));
}

/** Up to the first line end outside quotes. */
function cutFirstLine(text: string): string {
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '"') quoted = !quoted;
    else if (!quoted && (text[index] === '\n' || text[index] === '\r')) return text.slice(0, index);
  }
  return text;
}

function splitLine(line: string, delimiter: string): string[] {
  const cells = [''];
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    if (letter === delimiter && !quoted) cells.push('');
    else cells.push(`${cells.pop() ?? ''}${letter}`);
  }
  return cells.map((cell) => {
    const trimmed = cell.trim();
    return /^".*"$/s.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"').trim() : trimmed;
  });
}

/** Columns without a name, or with one that was there before, get a number. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const base = name === '' ? `column${index + 1}` : name;
    let candidate = base;
    for (let number = 2; taken.has(candidate.toLowerCase()); number++) candidate = `${base}_${number}`;
    taken.add(candidate.toLowerCase());
    return candidate;
  });
}
