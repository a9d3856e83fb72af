// The OpenAPI document as it is served: valid, whole, and with examples that are what they say.
import { Validator } from '@seriousme/openapi-schema-validator';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../../.ci/lock-file.js';
import { permissions } from '../../../coordinator/src/people/permissions.js';
import { adminControllers } from '../../../coordinator/src/transport/http/http-server.js';
import { specsOf } from '../../../coordinator/src/transport/http/admin/open-api.js';
import { problemKinds } from '../../../coordinator/src/transport/http/problems.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { jsonOf, TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, Content>> }>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
}
interface Content {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { value: { code: string; status: number } }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, Content>> }>>;
  };
}

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let document: Document;

beforeAll(async () => {
  federation = await TestFederation.found(onSqlite(folder()));
  server = await TestServer.start(federation);
  document = jsonOf(await server.send('GET', '/docs/openapi.json', new Uint8Array(), {})) as Document;
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

function operations(): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      operation,
    ]),
  );
}

/** Of that key at any depth, in examples not. */
function valuesUnder(part: unknown, wanted: string): unknown[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === 'example' || key === 'examples') return [];
    return [...(key === wanted ? [value as unknown] : []), ...valuesUnder(value, wanted)];
  });
}

test('it is a valid document of OpenAPI 3.1', async () => {
  const result = await new Validator().validate(
    structuredClone(document) as unknown as Record<string, unknown>,
  );
  expect(result).toMatchObject({ valid: true });
  expect((document as unknown as { openapi: string }).openapi).toBe('3.1.0');
});

test('it describes every route for people, each under a name of its own', () => {
  const known = Object.keys(permissions).filter((route) => route.includes(' /v1/admin/'));
  expect(
    operations()
      .map(([route]) => route)
      .sort(),
  ).toEqual(known.sort());
  const ids = operations().map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what it refers to is there, and what it shares is referred to', () => {
  const references = new Set(valuesUnder(document, '$ref'));
  const shared = Object.entries(document.components)
    .filter(([kind]) => kind !== 'securitySchemes')
    .flatMap(([kind, parts]) => Object.keys(parts).map((name) => `#/components/${kind}/${name}`));
  expect([...references].sort()).toEqual(shared.sort());
});

test('its shapes have names of the field, and none is written out twice', () => {
  const { schemas } = document.components;
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining(['Agreement', 'LedgerEntry', 'Member', 'Problem', 'Round', 'Study']),
  );
  for (const name of Object.keys(schemas)) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
  const shapes = valuesUnder(document, 'properties').filter(
    (properties) => Object.keys(properties as object).length > 2,
  );
  const texts = shapes.map((properties) => JSON.stringify(properties));
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
});

test('the guide for programs names shapes that are there', () => {
  const guide = readFileSync(join(ROOT, 'docs/guides/admin-api.md'), 'utf8');
  const [, table = ''] = /\| about \| types \|\n(?<rows>(?:\|.*\n)+)/.exec(guide) ?? [];
  const named = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(30);
  const missing = named.filter((name) => !(name in document.components.schemas));
  expect(missing).toEqual([]);
});

test('every answer and body that it promises has an example', () => {
  for (const [route, { responses, requestBody }] of operations()) {
    const contents = [
      ...Object.values(responses).flatMap(({ content }) => Object.entries(content ?? {})),
      ...Object.entries(requestBody?.content ?? {}),
    ];
    for (const [type, content] of contents)
      if (type === 'application/json') expect([route, content.example]).toEqual([route, expect.anything()]);
  }
});

test('every route says what it refuses, with the status of each problem and an example', () => {
  const shared = document.components.responses;
  for (const [route, { responses }] of operations()) {
    const refused = Object.entries(responses).filter(([status]) => Number(status) >= 400);
    expect([route, refused.map(([status]) => status)]).toEqual([
      route,
      expect.arrayContaining(['400', '429', '500']),
    ]);
    for (const [status, response] of refused) {
      const { content } = shared[(response as { $ref: string }).$ref.split('/').at(-1)!]!;
      for (const { value } of Object.values(content!['application/problem+json']!.examples!)) {
        expect(String(value.status)).toBe(status);
        expect(problemKinds[value.code as keyof typeof problemKinds].status).toBe(value.status);
      }
    }
  }
});

test.each(specsOf(adminControllers).map((spec) => [`${spec.method} ${spec.path}`, spec] as const))(
  '%s: its examples pass its own checks',
  (_, { body, answer, example }) => {
    if (body) expect(body.safeParse(example.body).error).toBeUndefined();
    if (answer instanceof z.ZodObject)
      expect(answer.strict().safeParse(example.answer).error).toBeUndefined();
    else expect(answer).toBeUndefined();
  },
);
