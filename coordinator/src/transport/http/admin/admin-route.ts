// How a route for people is described: once, for its checks, its types and its part of the OpenAPI document. Who may
// call it stands in people/permissions.ts.
import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import type { z } from 'zod';
import type { Principal } from '../../../people/roles.js';
import type { ErrorCode } from '../../../platform/errors.js';

export const ADMIN_ROOT = '/v1/admin';

export interface AdminRouteSpec {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below {@link ADMIN_ROOT}; `:name` stands for a path parameter. */
  readonly path: string;
  readonly tag: string;
  /** One line. */
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A document that people write, without secrets: mistakes in it are told with what stands there. */
  readonly bodyIsDocument?: true;
  /** JSON; undefined: no content, or a stream. */
  readonly answer?: z.ZodType;
  /** Beside an answer: where the caller asks for this form of it. */
  readonly streams?: 'application/x-ndjson' | 'text/event-stream' | 'text/html';
  /** By default 200 with an answer or stream, otherwise 204. */
  readonly status?: 201 | 303;
  /** What it may refuse besides what every route may. */
  readonly problems?: readonly ErrorCode[];
  readonly example: { readonly body?: unknown; readonly answer?: unknown };
  /** Changes something that has versions: the caller says by `if-match` which one it has seen. */
  readonly versioned?: true;
}

/** Keeps the exact type of a description and the names of its path parameters. */
export function adminRoute<const Spec extends AdminRouteSpec>(spec: Spec): Spec {
  return spec;
}

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What a handler gets to see of a request that was let in and checked. */
export interface AdminCall<Spec extends AdminRouteSpec> {
  readonly who: Principal;
  readonly params: Readonly<Record<ParamNames<Spec['path']>, string>>;
  readonly query: OutputOf<Spec['query']>;
  readonly body: OutputOf<Spec['body']>;
  /** Value of `if-match`. */
  readonly version: string | undefined;
}
export type AnswerOf<Spec extends AdminRouteSpec> = Spec['answer'] extends z.ZodType
  ? z.input<Spec['answer']>
  : undefined;

export const ADMIN_ROUTE = 'chorale:admin-route';

/** Says which route a handler serves. */
export function Serves(spec: AdminRouteSpec): MethodDecorator {
  return applyDecorators(
    RequestMapping({ method: RequestMethod[spec.method], path: `${ADMIN_ROOT}/${spec.path}` }),
    HttpCode(statusOf(spec)),
    SetMetadata(ADMIN_ROUTE, spec),
  );
}

export function statusOf({ status, answer, streams }: AdminRouteSpec): number {
  return status ?? (answer === undefined && streams === undefined ? 204 : 200);
}

/** The {@link AdminCall}, put there by the guard. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
  const call = adminCallOf(context.switchToHttp().getRequest<Request>());
  if (!call) throw new Error('a handler asked for a call that no guard admitted');
  return call;
});

/** A call before its handler gives it exact types. */
export interface AdmittedCall {
  readonly who: Principal | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly version: string | undefined;
  /** In the caller's words; null where none was given. */
  readonly reason: string | null;
}
const calls = new WeakMap<Request, AdmittedCall>();
export function setAdminCall(request: Request, call: AdmittedCall): void {
  calls.set(request, call);
}
export function adminCallOf(request: Request): AdmittedCall | undefined {
  return calls.get(request);
}
