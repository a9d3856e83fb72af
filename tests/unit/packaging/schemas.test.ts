import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../.ci/lock-file.js';
import { clientFiles, DOCUMENT } from '../../../.ci/admin-client.js';
import { schemaFiles } from '../../../.ci/schemas.js';
import { openApiOf, specsOf } from '../../../coordinator/src/transport/http/admin/open-api.js';
import { adminControllers } from '../../../coordinator/src/transport/http/http-server.js';

test('the shipped JSON Schemas are those of the code, and no others ("npm run schemas" writes them)', () => {
  const shipped = ['client-node', 'coordinator'].flatMap((program) =>
    readdirSync(join(ROOT, program, 'schemas')).map((file) => `${program}/schemas/${file}`),
  );
  const files = schemaFiles();
  expect(shipped.sort()).toEqual([...files.keys(), DOCUMENT].sort());
  for (const [path, text] of files) expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
});

test.each(['client-node', 'coordinator'])('%s brings its schemas along', (program) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, program, 'package.json'), 'utf8')) as {
    files: readonly string[];
  };
  expect(manifest.files).toContain('schemas');
});

test('the client of the admin API is that of the code ("npm run client" writes it)', async () => {
  for (const [path, text] of await clientFiles(openApiOf(specsOf(adminControllers))))
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
});
