// Every row of the threat model's tables points to tests that are there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/packaging/dockerfile.js';

const document = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8');
const rows = document
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| asset |'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

/** Files that a cell points to, each with the words of test names that it quotes. */
function pointers(cell: string): { readonly file: string; readonly quoted: readonly string[] }[] {
  return [...cell.matchAll(/`(tests\/[^`]+)`((?:,? "[^"]+")*)/g)].map(([, file, names]) => ({
    file: file!,
    quoted: [...names!.matchAll(/"([^"]+)"/g)].map(([, name]) => name!),
  }));
}

it('has rows of asset, adversary, defence and test', () => {
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter((cells) => cells.length !== 4)).toEqual([]);
});

it.each(rows.map((cells) => [cells[1]!, cells[3]!]))('has a test for: %s', (_attempt, cell) => {
  const tests = pointers(cell);
  expect(tests).not.toEqual([]);
  expect(tests.filter(({ file }) => !existsSync(join(ROOT, file)))).toEqual([]);
  const missing = tests.flatMap(({ file, quoted }) => {
    const text = quoted.length === 0 ? '' : readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'");
    return quoted.filter((name) => !text.includes(name)).map((name) => `${file}: ${name}`);
  });
  expect(missing).toEqual([]);
});
