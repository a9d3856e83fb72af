// npm run soak -- [SUITE ...] [--histories N] [--seed S]: the generated tests of CI, run for hours instead of minutes.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

interface Suite {
  /** Test files or folders, as jest matches them. */
  readonly paths: readonly string[];
  /** Cases a generated test, where the command names no number. */
  readonly histories: number;
}

const SUITES: Readonly<Record<string, Suite>> = {
  simulation: {
    paths: ['tests/simulation/protocol/', 'tests/simulation/coordinator/random-study'],
    histories: 20_000,
  },
  fuzz: { paths: ['tests/fuzz/'], histories: 1_000_000 },
  crash: { paths: ['tests/end-to-end/crash/'], histories: 5 },
  memory: { paths: ['tests/memory/'], histories: 500 },
};
const USAGE_ERROR = 2;
const MOST_SEED = 2 ** 31 - 1;

interface Request {
  readonly suites: readonly string[];
  readonly histories: number | undefined;
  readonly seed: number | undefined;
}

function main(args: readonly string[]): number {
  const request = parseRequest(args);
  if (!request) return USAGE_ERROR;
  let worst = 0;
  for (const name of request.suites) {
    const { paths, histories } = SUITES[name]!;
    const cases = request.histories ?? histories;
    say(`soaking ${name}: ${cases} cases a generated test`);
    const { status } = spawnSync('npm', ['run', '--silent', 'jest', '--', '--runInBand', ...paths], {
      stdio: 'inherit',
      env: {
        ...process.env,
        CHORALE_SOAK_CASES: String(cases),
        ...(request.seed !== undefined && { CHORALE_SOAK_SEED: String(request.seed) }),
      },
    });
    worst = Math.max(worst, status ?? 1);
  }
  return worst;
}

/** @returns undefined after telling how to call it. */
function parseRequest(args: readonly string[]): Request | undefined {
  const known = Object.keys(SUITES);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { histories: { type: 'string' }, seed: { type: 'string' } },
    });
    const unknown = positionals.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new TypeError(`There is no suite "${unknown.join('", "')}".`);
    return {
      suites: positionals.length > 0 ? positionals : known,
      histories: wholeNumber('--histories', values.histories, 1),
      seed: wholeNumber('--seed', values.seed, -MOST_SEED),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(error.message);
    say(`Usage: npm run soak -- [SUITE ...] [--histories N] [--seed S]\nSuites: ${known.join(', ')}`);
    return undefined;
  }
}

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > MOST_SEED)
    throw new TypeError(`${option} takes a whole number from ${least} to ${MOST_SEED}, not "${text}".`);
  return value;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

process.exitCode = main(process.argv.slice(2));
