// Writes client-node/schemas anew: node client-node/dist/config/write-schemas.js, after a build.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from './schema-files.js';

const folder = join(import.meta.dirname, '..', '..', 'schemas');
mkdirSync(folder, { recursive: true });
for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text);
