import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../.ci/lock-file.js';
import { schemaFiles } from '../../../.ci/schemas.js';

test('the shipped JSON Schemas are those of the code, and no others ("npm run schemas" writes them)', () => {
  const shipped = ['client-node', 'coordinator'].flatMap((program) =>
    readdirSync(join(ROOT, program, 'schemas')).map((file) => `${program}/schemas/${file}`),
  );
  const files = schemaFiles();
  expect(shipped.sort()).toEqual([...files.keys()].sort());
  for (const [path, text] of files) expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
});

test.each(['client-node', 'coordinator'])('%s brings its schemas along', (program) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, program, 'package.json'), 'utf8')) as {
    files: readonly string[];
  };
  expect(manifest.files).toContain('schemas');
});
