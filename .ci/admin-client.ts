// npm run client: the OpenAPI document of the admin API as a file, and its types for TypeScript, from the same descriptions
// that the coordinator checks requests by.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { ROOT } from './lock-file.ts';

export const DOCUMENT = 'coordinator/schemas/admin-api.openapi.json';
export const TYPES = 'coordinator/src/client/admin-api.ts';

/** As `openApiOf` makes it. */
type OpenApiDocument = Readonly<Record<string, unknown>>;

/** Path below the root -> text. */
export async function clientFiles(document: OpenApiDocument): Promise<Map<string, string>> {
  const nodes = await openapiTS(withoutExamples(document) as unknown as OpenAPI3, {
    // `openapi-fetch` takes arrays that are not to be changed for objects, without the functions of arrays.
    immutable: false,
    alphabetize: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    // What has a default may be left out of a body; answers always have it, and their shapes say so.
    defaultNonNullable: false,
  });
  const path = join(ROOT, TYPES);
  const types = astToString(nodes.filter(isWanted).map(withoutMissingMethods));
  const text = `// Written by "npm run client" from the OpenAPI document; not to be changed by hand.\n${types}`;
  const config = await resolveConfig(path);
  return new Map([
    [DOCUMENT, `${JSON.stringify(document, null, 2)}\n`],
    [TYPES, await format(text, { ...config, filepath: path })],
  ]);
}

/** They are for readers of the document; as comments they would hide the types. */
function withoutExamples(document: OpenApiDocument): OpenApiDocument {
  const copy = structuredClone(document) as { paths: Record<string, Record<string, Operation>> };
  for (const operation of Object.values(copy.paths).flatMap((methods) => Object.values(methods)))
    for (const holder of [operation.requestBody, ...Object.values(operation.responses)])
      for (const content of Object.values(holder?.content ?? {})) delete content.example;
  return copy;
}
interface Holder {
  readonly content?: Readonly<Record<string, { example?: unknown }>>;
}
interface Operation {
  readonly requestBody?: Holder;
  readonly responses: Readonly<Record<string, Holder>>;
}

/** Of shared parts only shapes get a name of their own. */
function isWanted(node: ts.Node): boolean {
  return !ts.isTypeAliasDeclaration(node) || !/^(Parameter|Response)[A-Z0-9]/.test(node.name.text);
}

/** `openapi-fetch` asks which methods a path has; those that it has not take seven lines a path. */
function withoutMissingMethods(node: ts.Node): ts.Node {
  if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'paths') return node;
  const { factory } = ts;
  const members = node.members.map((path) => {
    if (!ts.isPropertySignature(path) || !path.type || !ts.isTypeLiteralNode(path.type)) return path;
    const methods = path.type.members.filter(
      (method) => ts.isPropertySignature(method) && method.type && ts.isIndexedAccessTypeNode(method.type),
    );
    const type = factory.updateTypeLiteralNode(path.type, factory.createNodeArray(methods));
    return factory.updatePropertySignature(path, path.modifiers, path.name, path.questionToken, type);
  });
  const { modifiers, name, typeParameters, heritageClauses } = node;
  return factory.updateInterfaceDeclaration(node, modifiers, name, typeParameters, heritageClauses, members);
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
