// The OpenAPI document, made from the same descriptions that requests are checked by.
import { z } from 'zod';
import { permissions, ruleOf } from '../../../people/permissions.js';
import { readsOnRecord } from '../../../people/roles.js';
import type { ErrorCode } from '../../../platform/errors.js';
import { VERSION } from '../../../platform/version.js';
import { PROBLEM_TYPE, problemKinds } from '../problems.js';
import { ADMIN_ROOT, ADMIN_ROUTE, statusOf, type AdminRouteSpec } from './admin-route.js';
import { IDEMPOTENCY_HEADER } from './admin-interceptor.js';
import { CSRF_HEADER, REASON_HEADER } from './permission-guard.js';

type Json = Readonly<Record<string, unknown>>;
type Constructor = abstract new (...values: never[]) => object;

/** What every route for people may refuse. */
const EVERYWHERE: readonly ErrorCode[] = ['malformed', 'too-many-requests', 'internal'];
const SIGNED_IN: readonly ErrorCode[] = ['admin-only', 'role-forbidden'];

/** Descriptions of all routes that controllers serve. */
export function specsOf(controllers: readonly Constructor[]): AdminRouteSpec[] {
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((method) => {
      const handler = Object.getOwnPropertyDescriptor(prototype, method)?.value as object | undefined;
      const spec = handler && (Reflect.getMetadata(ADMIN_ROUTE, handler) as AdminRouteSpec | undefined);
      return spec ? [spec] : [];
    });
  });
}

/** @returns an OpenAPI 3.1 document. */
export function openApiOf(specs: readonly AdminRouteSpec[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const spec of specs) {
    const path = `${ADMIN_ROOT}/${spec.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    (paths[path] ??= {})[spec.method.toLowerCase()] = operationOf(spec);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chorale coordinator',
      version: VERSION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'For people: administrators, stewards, officers and auditors of a federation. Nodes speak canonical binary ' +
        'messages under /v1 (docs/protocol.md). Errors are RFC 9457 problem documents whose `code` is one of a closed set.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(specs.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: problemSchema() },
      responses: sharedResponses(specs),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'a session or an access token' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-chorale-session' },
      },
    },
  };
}

function operationOf(spec: AdminRouteSpec): Json {
  const { method, path, tag, summary, query, body, example } = spec;
  const rule = ruleOf(method, `${ADMIN_ROOT}/${path}`);
  if (!rule) throw new Error(`${method} ${path} has no line in the permission table`);
  const isOpen = rule.access === 'open';
  return {
    operationId: operationIdOf(spec),
    tags: [tag],
    summary,
    description: isOpen ? 'Open to anybody.' : `Roles: ${rule.roles.join(', ')}.`,
    security: isOpen ? [] : [{ bearer: [] }, { cookie: [] }],
    parameters: [
      ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...queryParameters(query),
      ...headerParameters(spec),
    ],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: json(schemaOf(body, 'input'), example.body) } }),
    responses: responsesOf(spec),
  };
}

function responsesOf(spec: AdminRouteSpec): Json {
  const { answer, streams, example } = spec;
  const isTagged = spec.method === 'GET' && answer !== undefined;
  const content = {
    ...(answer === undefined ? {} : json(schemaOf(answer, 'output'), example.answer)),
    ...(streams === undefined ? {} : { [streams]: { schema: { type: 'string' } } }),
  };
  return {
    [statusOf(spec)]: {
      description: 'done',
      ...(isTagged ? { headers: { etag: { schema: { type: 'string' } } } } : {}),
      ...(Object.keys(content).length === 0 ? {} : { content }),
    },
    ...(isTagged ? { 304: { description: 'as in `if-none-match`' } } : {}),
    ...problemResponses(refusalsOf(spec)),
  };
}

function refusalsOf({ method, path, problems = [], versioned }: AdminRouteSpec): ErrorCode[] {
  const rule = ruleOf(method, `${ADMIN_ROOT}/${path}`)!;
  const codes = new Set<ErrorCode>([...EVERYWHERE, ...problems]);
  if (rule.access !== 'open') for (const code of SIGNED_IN) codes.add(code);
  if (method !== 'GET') codes.add('csrf-refused').add('too-large');
  if (method === 'POST' && rule.access !== 'open')
    codes.add('idempotency-key-used').add('idempotency-running').add('idempotency-answer-lost');
  if (mayNeedReason({ method, path })) codes.add('reason-missing');
  if (versioned) codes.add('version-missing').add('version-outdated');
  return [...codes];
}

/** One response a status; routes that refuse the same share it. */
function problemResponses(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => problemKinds[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      status,
      { $ref: `#/components/responses/${nameOf(status, kinds)}` },
    ]),
  );
}

/** All responses that {@link problemResponses} names, with an example of each problem. */
function sharedResponses(specs: readonly AdminRouteSpec[]): Json {
  const shared: Record<string, Json> = {};
  for (const spec of specs)
    for (const [status, kinds] of Map.groupBy(refusalsOf(spec), (code) => problemKinds[code].status))
      shared[nameOf(status, kinds)] ??= problemResponse(status, kinds);
  return shared;
}

function nameOf(status: number, kinds: readonly ErrorCode[]): string {
  return [status, ...kinds.toSorted()].join('.');
}

function problemResponse(status: number, kinds: readonly ErrorCode[]): Json {
  const example = (code: ErrorCode): Json => ({
    value: {
      type: `urn:chorale:problem:${code}`,
      title: problemKinds[code].title,
      status,
      detail: 'what to do next, in words',
      code,
    },
  });
  return {
    description: kinds.map((code) => problemKinds[code].title).join('; '),
    content: {
      [PROBLEM_TYPE]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(kinds.map((code) => [code, example(code)])),
      },
    },
  };
}

function problemSchema(): Json {
  return schemaOf(
    z.object({
      type: z.string().describe('`urn:chorale:problem:` and the code'),
      title: z.string(),
      status: z.int(),
      detail: z.string().describe('what to do next'),
      code: z.enum(Object.keys(problemKinds) as [ErrorCode, ...ErrorCode[]]),
    }),
    'output',
  );
}

function headerParameters(spec: AdminRouteSpec): Json[] {
  const { method, path, versioned } = spec;
  const header = (name: string, description: string, required = false): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  const isOpen = ruleOf(method, `${ADMIN_ROOT}/${path}`)?.access === 'open';
  return [
    ...(mayNeedReason(spec)
      ? [
          header(
            REASON_HEADER,
            'why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger',
          ),
        ]
      : []),
    ...(method === 'GET' && spec.answer !== undefined && !isOpen
      ? [header('if-none-match', 'etag of the answer that is known already')]
      : []),
    ...(method === 'POST' && !isOpen
      ? [header(IDEMPOTENCY_HEADER, '8 to 200 characters; the same request is carried out once in a day')]
      : []),
    ...(method !== 'GET' && !isOpen
      ? [header(CSRF_HEADER, 'csrfToken of the session, where a cookie carries it')]
      : []),
    ...(versioned ? [header('if-match', 'etag of what is changed, as it was read', true)] : []),
  ];
}

function mayNeedReason({ method, path }: Pick<AdminRouteSpec, 'method' | 'path'>): boolean {
  const { access, roles } = permissions[`${method} ${ADMIN_ROOT}/${path}`]!;
  return (
    (access === 'read' || access === 'export') && roles.some((role) => role !== 'node' && readsOnRecord(role))
  );
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  // The dialect of OpenAPI 3.1 is JSON Schema 2020-12, which is what zod writes.
  const { $schema: _, ...converted } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return converted;
}

function json(schema: Json, example: unknown): Json {
  return { 'application/json': { schema, ...(example === undefined ? {} : { example }) } };
}

/** Unique, and a good name for a function: `GET studies/:study` is `getStudiesByStudy`. */
function operationIdOf({ method, path }: AdminRouteSpec): string {
  const words = path
    .split(/[/-]/)
    .map((word) => (word.startsWith(':') ? `By${upper(word.slice(1))}` : upper(word)));
  return method.toLowerCase() + words.join('');
}
function upper(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
