// Pages on paper, by a Chromium that is on this machine already; nothing is fetched.
import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ConfigurationError } from '../platform/config.js';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const MOST_MS = 120_000;
const run = promisify(execFile);

/** It did not print. */
class PrintingError extends Error {
  override readonly name = 'PrintingError';
}

/**
 * @param named path or name of a program; undefined: whatever stands on the PATH.
 * @throws ConfigurationError
 */
export function findChromium(named: string | undefined, path = process.env['PATH'] ?? ''): string {
  const wanted = named === undefined ? NAMES : [named];
  const folders = path.split(delimiter).filter(Boolean);
  const candidates = wanted.flatMap((name) =>
    name.includes('/') ? [name] : folders.map((folder) => join(folder, name)),
  );
  const found = candidates.find(isProgram);
  if (found !== undefined) return found;
  throw new ConfigurationError([
    named === undefined
      ? 'no Chromium, Chrome or Edge is on the PATH; name one with --chromium, or leave --pdf out and print the pages from a browser'
      : `"${named}" is no program here; name Chromium, Chrome or Edge`,
  ]);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param file for its owner alone; one of an earlier run is gone from the start, so that it cannot pass for this one's.
 * @throws PrintingError where no file came of it.
 */
export async function printPdf(chromium: string, page: string, file: string): Promise<void> {
  removeEarlier(file);
  const profile = mkdtempSync(join(tmpdir(), 'chorale-print-'));
  try {
    const options = [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--no-pdf-header-footer',
      `--user-data-dir=${profile}`,
      // Its sandbox does not start for root; the page has no script and may fetch nothing.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--print-to-pdf=${resolve(file)}`,
      pathToFileURL(page).href,
    ];
    await run(chromium, options, { timeout: MOST_MS });
  } catch (error) {
    throw new PrintingError(`${chromium} did not print ${page}: ${firstLine(error)}`);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  if (!existsSync(file))
    throw new PrintingError(`${chromium} wrote no ${file}; print ${page} from a browser`);
  chmodSync(file, 0o600);
}

function removeEarlier(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    throw new PrintingError(`${file} cannot be written anew: ${firstLine(error)}; move it away`);
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
