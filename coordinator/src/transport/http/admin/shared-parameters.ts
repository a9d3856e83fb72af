// Parameters that many routes take stand in the OpenAPI document once.
import type { z } from 'zod';
import { permissions, ruleOf } from '../../../people/permissions.js';
import { readsOnRecord } from '../../../people/roles.js';
import { IDEMPOTENCY_HEADER } from './admin-interceptor.js';
import { ADMIN_ROOT, type AdminRouteSpec } from './admin-route.js';
import { pageQuery } from './paging.js';
import { CSRF_HEADER, REASON_HEADER } from './permission-guard.js';
import type { Json, SharedShapes } from './shared-shapes.js';

const HEADERS = {
  Reason: header(
    REASON_HEADER,
    'why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger',
  ),
  IfNoneMatch: header('if-none-match', 'etag of the answer that is known already'),
  IdempotencyKey: header(
    IDEMPOTENCY_HEADER,
    '8 to 200 characters; the same request is carried out once in a day',
  ),
  CsrfToken: header(CSRF_HEADER, 'csrfToken of the session, where a cookie carries it'),
  IfMatch: header('if-match', 'etag of what is changed, as it was read', true),
};
const PAGING = { Cursor: 'cursor', Limit: 'limit' } as const;

/** By name, as routes refer to them. */
export function sharedParameters(shapes: SharedShapes): Json {
  const paging = new Map(queryParameters(pageQuery, shapes).map((parameter) => [parameter.name, parameter]));
  const pages = Object.entries(PAGING).map(([name, field]) => [name, paging.get(field)]);
  return { ...HEADERS, ...(Object.fromEntries(pages) as Json) };
}

/** Of a route: its path, query and headers. */
export function parametersOf(spec: AdminRouteSpec, shapes: SharedShapes): Json[] {
  const inPath = [...spec.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = spec.query === undefined ? [] : queryParameters(spec.query, shapes);
  const shape = spec.query?.shape ?? {};
  const shared = new Map(
    Object.entries(PAGING)
      .filter(([, field]) => shape[field] === pageQuery.shape[field])
      .map(([name, field]) => [field as string, referenceTo(name)]),
  );
  return [
    ...inPath,
    ...inQuery.map((parameter) => shared.get(parameter.name) ?? parameter),
    ...headersOf(spec).map(referenceTo),
  ];
}

/** Whether officers and auditors say why they call it. */
export function mayNeedReason({ method, path }: Pick<AdminRouteSpec, 'method' | 'path'>): boolean {
  const { access, roles } = permissions[`${method} ${ADMIN_ROOT}/${path}`]!;
  return (
    (access === 'read' || access === 'export') && roles.some((role) => role !== 'node' && readsOnRecord(role))
  );
}

function headersOf(spec: AdminRouteSpec): (keyof typeof HEADERS)[] {
  const { method, path, versioned } = spec;
  const isOpen = ruleOf(method, `${ADMIN_ROOT}/${path}`)?.access === 'open';
  return [
    ...(mayNeedReason(spec) ? (['Reason'] as const) : []),
    ...(method === 'GET' && spec.answer !== undefined && !isOpen ? (['IfNoneMatch'] as const) : []),
    ...(method === 'POST' && !isOpen ? (['IdempotencyKey'] as const) : []),
    ...(method !== 'GET' && !isOpen ? (['CsrfToken'] as const) : []),
    ...(versioned ? (['IfMatch'] as const) : []),
  ];
}

function queryParameters(query: z.ZodObject, shapes: SharedShapes): (Json & { readonly name: string })[] {
  const { properties = {}, required = [] } = shapes.schemaOf(query, 'input') as {
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

function referenceTo(name: string): Json {
  return { $ref: `#/components/parameters/${name}` };
}

function header(name: string, description: string, required = false): Json {
  return { name, in: 'header', required, description, schema: { type: 'string' } };
}
