// Documents keep up with the code that they describe.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../support/packaging/dockerfile.js';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const operations = read('docs/operations.md');

/** What operations.md has to name: where the code says it, and by which pattern. */
const facts: readonly (readonly [string, string, RegExp])[] = [
  ['environment of the coordinator', 'coordinator/src/platform/config.ts', /^ {2}([A-Z_]+): optionalText/gm],
  ['environment of the node', 'client-node/src/cli/settings.ts', /^ {2}([A-Z_]+): (?:z$|z\.|proxy,)/gm],
  ['flags of serve', 'coordinator/src/cli/serve-command.ts', /(--[a-z-]+)(?: <[a-z]+>)?',/g],
  ['metrics', 'coordinator/src/platform/metrics.ts', /name: '(chorale_[a-z_]+)'/g],
];

it.each(facts)('operations.md names the %s', (_, file, pattern) => {
  const names = [...read(file).matchAll(pattern)].map((match) => match[1]!);
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !operations.includes(name))).toEqual([]);
});

const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT });

it.each(documents)('links in %s lead to files', (document) => {
  const targets = [...read(document).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1]!);
  const missing = targets.filter((target) => !existsSync(join(ROOT, dirname(document), target)));
  expect(missing).toEqual([]);
});
