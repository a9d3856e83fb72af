// npm run client: the OpenAPI document of the admin API as a file, and its types for TypeScript, from the same descriptions
// that the coordinator checks requests by.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { ROOT } from './lock-file.ts';

export const DOCUMENT = 'coordinator/schemas/admin-api.openapi.json';
export const TYPES = 'coordinator/src/client/admin-api.ts';

/** As `openApiOf` makes it. */
type OpenApiDocument = Readonly<Record<string, unknown>>;

/** Path below the root -> text. */
export async function clientFiles(document: OpenApiDocument): Promise<Map<string, string>> {
  const nodes = await openapiTS(structuredClone(document) as unknown as OpenAPI3, {
    immutable: true,
    alphabetize: false,
  });
  const path = join(ROOT, TYPES);
  const text = `// Written by "npm run client" from the OpenAPI document; not to be changed by hand.\n${astToString(nodes)}`;
  const config = await resolveConfig(path);
  return new Map([
    [DOCUMENT, `${JSON.stringify(document, null, 2)}\n`],
    [TYPES, await format(text, { ...config, filepath: path })],
  ]);
}

if (import.meta.main) {
  const built = (file: string): string =>
    pathToFileURL(join(ROOT, 'coordinator/dist/transport/http', file)).href;
  const { adminControllers } = (await import(built('http-server.js'))) as {
    adminControllers: readonly unknown[];
  };
  const { openApiOf, specsOf } = (await import(built('admin/open-api.js'))) as {
    openApiOf: (specs: readonly unknown[]) => OpenApiDocument;
    specsOf: (controllers: readonly unknown[]) => readonly unknown[];
  };
  for (const [path, text] of await clientFiles(openApiOf(specsOf(adminControllers))))
    if (readIfThere(path) !== text) writeFileSync(join(ROOT, path), text);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
}
