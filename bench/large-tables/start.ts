// How much memory a node needs for a large table of receipt lines: makes the file, then builds features from it in a process of its own.
//   npm run --silent build && node bench/large-tables/start.ts --lines 10000000
// Prints one JSON array of rows {id, value, unit}; the file is made in a temporary folder and removed.
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';
import type { BenchRow } from '../bench-row.ts';

/** Lines of one person, on average. */
const LINES_A_PERSON = 20;
const LINES_AT_ONCE = 5_000;

/** Receipt lines over two years, 4 to a receipt, 20,000 items; nothing of it is random, so that every run reads the same. */
function* receiptLines(lines: number): Generator<string> {
  yield 'line,card,sold_at,receipt,sku,pieces,unit_price,shop\n';
  const persons = Math.ceil(lines / LINES_A_PERSON);
  for (let start = 0; start < lines; start += LINES_AT_ONCE) {
    let text = '';
    for (let line = start; line < Math.min(lines, start + LINES_AT_ONCE); line += 1) {
      const receipt = Math.floor(line / 4);
      const spread = Math.imul(receipt, 0x9e3779b1) >>> 0;
      const at = new Date(Date.UTC(2024, 0, 1) + (spread % 63_000_000) * 1000);
      const sku = (Math.imul(line, 0x85ebca6b) >>> 0) % 20_000;
      text += `${line},M${String((Math.imul(receipt, 0xc2b2ae35) >>> 0) % persons).padStart(8, '0')},${at.toISOString().slice(0, 19).replace('T', ' ')},${receipt},S${sku},${1 + (line % 5)},${((sku % 4000) + 99) / 100},shop-${spread % 300}\n`;
    }
    yield text;
  }
}

const { values } = parseArgs({ options: { lines: { type: 'string', default: '10000000' } } });
const lines = Number(values.lines);
if (!Number.isInteger(lines) || lines < 1) throw new RangeError('--lines takes a whole number from 1 on');
const folder = await mkdtemp(join(tmpdir(), 'chorale-large-tables-'));
try {
  const file = join(folder, 'receipts.csv');
  await pipeline(Readable.from(receiptLines(lines)), createWriteStream(file));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'measure.ts'),
    file,
  ]);
  const { rssMb, seconds, persons } = JSON.parse(stdout) as Record<'rssMb' | 'seconds' | 'persons', number>;
  const rows: BenchRow[] = [
    { id: 'tables.lines', value: lines, unit: 'lines' },
    { id: 'tables.persons', value: persons, unit: 'persons' },
    { id: 'tables.node-rss-mb', value: rssMb, unit: 'MB' },
    { id: 'tables.read-s', value: seconds, unit: 's' },
  ];
  process.stdout.write(`${JSON.stringify(rows)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
