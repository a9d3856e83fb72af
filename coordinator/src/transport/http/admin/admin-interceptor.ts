// Around every handler for people: the act is theirs, its answer is kept under an idempotency key, reads of officers
// stand in the ledger before they are answered, and answers carry an entity tag.
import {
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { z } from 'zod';
import type { People } from '../../../people/people.js';
import { ruleOf } from '../../../people/permissions.js';
import { readsOnRecord, type Principal } from '../../../people/roles.js';
import { actAs } from '../../../platform/acting.js';
import { CoordinatorError } from '../../../platform/errors.js';
import { ADMIN_ROUTE, adminCallOf, statusOf, type AdminRouteSpec, type AdmittedCall } from './admin-route.js';
import { entityTagOf } from './entity-tag.js';

export const IDEMPOTENCY_HEADER = 'idempotency-key';
const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{8,200}$/, 'has 8 to 200 printable characters without spaces');

export class AdminInterceptor implements NestInterceptor {
  private readonly reflector = new Reflector();

  constructor(private readonly people: People) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const spec = this.reflector.get<AdminRouteSpec | undefined>(ADMIN_ROUTE, context.getHandler());
    if (!spec) return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const call = adminCallOf(request);
    if (!call) throw new Error('a route for people was reached past its guard');
    const handle = (): Promise<unknown> => lastValueFrom(next.handle(), { defaultValue: undefined });
    return from(this.answer(spec, request, http.getResponse<Response>(), call, handle));
  }

  private async answer(
    spec: AdminRouteSpec,
    request: Request,
    response: Response,
    call: AdmittedCall,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    const { who } = call;
    if (!who) return handle();
    // A stream begins to leave while its handler runs.
    if (spec.streams) await this.record(spec, request, who, call);
    const [answer] = await Promise.all([
      spec.method === 'POST'
        ? this.act(spec, request, who, call, handle)
        : actAs({ actor: who.actor }, handle),
      spec.streams ? undefined : this.record(spec, request, who, call),
    ]);
    if (spec.method === 'GET' && answer !== undefined && !(answer instanceof StreamableFile))
      return tagged(request, response, answer);
    return answer;
  }

  private async act(
    spec: AdminRouteSpec,
    request: Request,
    who: Principal,
    { body }: AdmittedCall,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    const header = request.header(IDEMPOTENCY_HEADER);
    if (header === undefined) return actAs({ actor: who.actor }, handle);
    const key = idempotencyKey.safeParse(header);
    if (!key.success)
      throw new CoordinatorError('malformed', `${IDEMPOTENCY_HEADER}: ${key.error.issues[0]!.message}`);
    const { method, originalUrl: target } = request;
    const account = who.account ?? 'administrator';
    const { body: answer } = await this.people.idempotency.once(
      { account, key: key.data, method, target, body },
      async (alongside) => ({
        status: statusOf(spec),
        body: (await actAs({ actor: who.actor, alongside }, handle)) ?? null,
      }),
    );
    return answer ?? undefined;
  }

  private async record(
    spec: AdminRouteSpec,
    request: Request,
    who: Principal,
    { params, query, reason }: AdmittedCall,
  ): Promise<void> {
    const access = ruleOf(spec.method, `/v1/admin/${spec.path}`)?.access;
    const isExport = access === 'export';
    if (!isExport && !(access === 'read' && readsOnRecord(who.role))) return;
    await this.people.readRecords.add(
      isExport ? 'records-exported' : 'records-read',
      who,
      Object.values(params).join(' ').slice(0, MOST_SUBJECT).toWellFormed(),
      {
        route: `${spec.method} ${request.path}`.slice(0, MOST_ROUTE).toWellFormed(),
        query: asText(query),
        reason,
      },
    );
  }
}

/** Of an entry's subject, in characters that take at most three bytes each. */
const MOST_SUBJECT = 40;
const MOST_ROUTE = 400;

/** Sets the entity tag; Express answers 304 where the caller has this very answer. */
function tagged(request: Request, response: Response, answer: unknown): string {
  const text = JSON.stringify(answer);
  // `fetch` asks caches to ask us, and here we are: Express would take it for a wish not to be answered 304.
  delete request.headers['cache-control'];
  response.setHeader('etag', entityTagOf(text));
  response.type('application/json');
  return text;
}

function asText(query: unknown): Record<string, string> {
  if (typeof query !== 'object' || query === null) return {};
  return Object.fromEntries(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}
