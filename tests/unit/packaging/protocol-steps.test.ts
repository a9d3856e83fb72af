// docs/protocol.md beside crypto/: each line of its table is a function in the named file, which cites the step.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const rows = [
  ...read('docs/protocol.md').matchAll(/^\| ([\d, ]+) \| .* \| `([\w.]+)` \| `([\w/.-]+)` \|$/gm),
].map(([, steps, name, file]) => [name!, file!, steps!] as const);

test('every step with arithmetic of its own is in the table', () => {
  const steps = new Set(rows.flatMap(([, , named]) => named.split(', ')));
  expect([...steps].sort()).toEqual(['2', '3', '4', '5', '6', '7']);
});

test.each(rows)('%s in %s cites step %s', (name, file, steps) => {
  const source = read(file);
  for (const part of name.split('.')) expect(source).toMatch(new RegExp(`\\b${part}\\b`));
  const cited = [...source.matchAll(/[Pp]rotocol steps? ([\d]+(?:(?:, | and )\d+)*)/g)].flatMap(([, list]) =>
    list!.split(/, | and /),
  );
  expect(cited).toEqual(expect.arrayContaining(steps.split(', ')));
});
