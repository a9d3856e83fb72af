// npm run --silent bench -- [SUITE] [--part TEXT] [--json]: runs one suite of measurements, or all of them, or one part.
// Runs under run-built.mjs, because parts name sources of the packages through helpers of tests.
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { BenchRow } from './bench-row.ts';

type Suite = (only?: string) => Promise<readonly BenchRow[]>;

/** Loaded when asked for: a suite brings the whole package that it measures. */
const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  'secure-sum': async () => (await import('./secure-sum/suite.ts')).secureSumBench,
  models: async () => (await import('./models/suite.ts')).modelsBench,
  audit: async () => (await import('./audit/suite.ts')).auditBench,
  privacy: async () => (await import('./privacy/suite.ts')).privacyBench,
  'privacy-curves': async () => (await import('./privacy/curves.ts')).curves,
};

const USAGE_ERROR = 2;

async function main(args: readonly string[]): Promise<void> {
  const request = parseRequest(args);
  if (!request) return;
  say(`Node ${process.version}, ${availableParallelism()} cores (${cpuModel()}), ${memoryGib()} GiB`);
  const rows: BenchRow[] = [];
  for (const name of request.suites) {
    say(`measuring ${name} ...`);
    const suite = await SUITES[name]!();
    const measured = await suite(request.part);
    if (measured.length === 0)
      say(
        `${name}: nothing to measure; set CHORALE_DATA to the folder with the data sets, or name another part`,
      );
    rows.push(...measured);
  }
  process.stdout.write(`${request.json ? JSON.stringify(rows) : table(rows)}\n`);
}

/** @returns undefined after telling how to call it, with the exit code set. */
function parseRequest(
  args: readonly string[],
): { suites: readonly string[]; json: boolean; part?: string } | undefined {
  const known = Object.keys(SUITES);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, part: { type: 'string' } },
    });
    const unknown = positionals.filter((name) => !known.includes(name));
    if (unknown.length === 0) return { ...values, suites: positionals.length > 0 ? positionals : known };
    say(`There is no suite "${unknown.join('", "')}".`);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(error.message);
  }
  say(`Usage: npm run --silent bench -- [SUITE ...] [--part TEXT] [--json]\nSuites: ${known.join(', ')}`);
  process.exitCode = USAGE_ERROR;
  return undefined;
}

function table(rows: readonly BenchRow[]): string {
  const cells = rows.map(
    ({ id, value, unit, sum }) =>
      [id, value.toPrecision(4), sum === undefined ? unit : `${unit} (${sum})`] as const,
  );
  const idWidth = Math.max(...cells.map(([id]) => id.length));
  const valueWidth = Math.max(...cells.map(([, value]) => value.length));
  return cells
    .map(([id, value, unit]) => `${id.padEnd(idWidth)}  ${value.padStart(valueWidth)}  ${unit}`)
    .join('\n');
}

/** Everything but the rows goes to stderr. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
function cpuModel(): string {
  return cpus()[0]?.model.trim() ?? 'unknown processor';
}
function memoryGib(): number {
  return Math.round(totalmem() / 2 ** 30);
}

await main(process.argv.slice(2));
