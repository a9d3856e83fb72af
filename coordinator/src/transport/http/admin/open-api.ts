// The OpenAPI document, made from the same descriptions that requests are checked by.
import { ruleOf } from '../../../people/permissions.js';
import { VERSION } from '../../../platform/version.js';
import { ADMIN_ROOT, ADMIN_ROUTE, statusOf, type AdminRouteSpec } from './admin-route.js';
import { problemResponsesOf, sharedProblemResponses } from './problem-responses.js';
import { parametersOf, sharedParameters } from './shared-parameters.js';
import { SharedShapes, type Json } from './shared-shapes.js';

type Constructor = abstract new (...values: never[]) => object;

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

/** @returns an OpenAPI 3.1 document, with what routes share under `components`. */
export function openApiOf(specs: readonly AdminRouteSpec[]): Json {
  const shapes = new SharedShapes();
  const paths: Record<string, Record<string, Json>> = {};
  for (const spec of specs) {
    const path = `${ADMIN_ROOT}/${spec.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    (paths[path] ??= {})[spec.method.toLowerCase()] = operationOf(spec, shapes);
  }
  const parameters = sharedParameters(shapes);
  const problems = sharedProblemResponses(specs, shapes);
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
      schemas: shapes.all(),
      parameters,
      responses: { NotModified: { description: 'as in `if-none-match`' }, ...problems },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'a session or an access token' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-chorale-session' },
      },
    },
  };
}

function operationOf(spec: AdminRouteSpec, shapes: SharedShapes): Json {
  const { method, path, tag, summary, body, example } = spec;
  const rule = ruleOf(method, `${ADMIN_ROOT}/${path}`);
  if (!rule) throw new Error(`${method} ${path} has no line in the permission table`);
  const isOpen = rule.access === 'open';
  return {
    operationId: operationIdOf(spec),
    tags: [tag],
    summary,
    description: isOpen ? 'Open to anybody.' : `Roles: ${rule.roles.join(', ')}.`,
    security: isOpen ? [] : [{ bearer: [] }, { cookie: [] }],
    parameters: parametersOf(spec, shapes),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: json(shapes.schemaOf(body, 'input'), example.body) } }),
    responses: responsesOf(spec, shapes),
  };
}

function responsesOf(spec: AdminRouteSpec, shapes: SharedShapes): Json {
  const { answer, streams, example } = spec;
  const isTagged = spec.method === 'GET' && answer !== undefined;
  const content = {
    ...(answer === undefined ? {} : json(shapes.schemaOf(answer, 'output'), example.answer)),
    ...(streams === undefined ? {} : { [streams]: { schema: { type: 'string' } } }),
  };
  return {
    [statusOf(spec)]: {
      description: 'done',
      ...(isTagged ? { headers: { etag: { schema: { type: 'string' } } } } : {}),
      ...(Object.keys(content).length === 0 ? {} : { content }),
    },
    ...(isTagged ? { 304: { $ref: '#/components/responses/NotModified' } } : {}),
    ...problemResponsesOf(spec),
  };
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
