// What routes refuse, for the OpenAPI document.
import { z } from 'zod';
import { ruleOf } from '../../../people/permissions.js';
import type { ErrorCode } from '../../../platform/errors.js';
import { PROBLEM_TYPE, problemKinds } from '../problems.js';
import { ADMIN_ROOT, type AdminRouteSpec } from './admin-route.js';
import { mayNeedReason } from './shared-parameters.js';
import type { Json, SharedShapes } from './shared-shapes.js';

/** What every route for people may refuse. */
const EVERYWHERE: readonly ErrorCode[] = ['malformed', 'too-many-requests', 'internal'];
const SIGNED_IN: readonly ErrorCode[] = ['admin-only', 'role-forbidden'];

const problem = z
  .object({
    type: z.string().describe('`urn:chorale:problem:` and the code'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what to do next'),
    code: z.enum(Object.keys(problemKinds) as [ErrorCode, ...ErrorCode[]]).meta({ id: 'ProblemCode' }),
  })
  .meta({ id: 'Problem' });

/** One response a status; routes that refuse the same share it. */
export function problemResponsesOf(spec: AdminRouteSpec): Json {
  return Object.fromEntries(
    [...refusalsOf(spec)].map(([status, kinds]) => [
      status,
      { $ref: `#/components/responses/${nameOf(status, kinds)}` },
    ]),
  );
}

/** All responses that {@link problemResponsesOf} names, with an example of each problem. */
export function sharedProblemResponses(specs: readonly AdminRouteSpec[], shapes: SharedShapes): Json {
  const shared: Record<string, Json> = {};
  for (const spec of specs)
    for (const [status, kinds] of refusalsOf(spec))
      shared[nameOf(status, kinds)] ??= problemResponse(status, kinds, shapes);
  return shared;
}

/** Status -> problems. */
function refusalsOf({ method, path, problems = [], versioned }: AdminRouteSpec): Map<number, ErrorCode[]> {
  const rule = ruleOf(method, `${ADMIN_ROOT}/${path}`)!;
  const codes = new Set<ErrorCode>([...EVERYWHERE, ...problems]);
  if (rule.access !== 'open') for (const code of SIGNED_IN) codes.add(code);
  if (method !== 'GET') codes.add('csrf-refused').add('too-large');
  if (method === 'POST' && rule.access !== 'open')
    codes.add('idempotency-key-used').add('idempotency-running').add('idempotency-answer-lost');
  if (mayNeedReason({ method, path })) codes.add('reason-missing');
  if (versioned) codes.add('version-missing').add('version-outdated');
  return Map.groupBy(codes, (code) => problemKinds[code].status);
}

function nameOf(status: number, kinds: readonly ErrorCode[]): string {
  return [status, ...kinds.toSorted()].join('.');
}

function problemResponse(status: number, kinds: readonly ErrorCode[], shapes: SharedShapes): Json {
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
        schema: shapes.schemaOf(problem, 'output'),
        examples: Object.fromEntries(kinds.map((code) => [code, example(code)])),
      },
    },
  };
}
