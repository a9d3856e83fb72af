// The door before every route: the permission table decides, and what it does not name is open to nobody.
import { Reflector } from '@nestjs/core';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { PeopleGate } from '../../../people/gate.js';
import { ruleOf, type Access, type Rule } from '../../../people/permissions.js';
import { readsOnRecord, type Principal } from '../../../people/roles.js';
import { checked } from '../../../platform/checked.js';
import { CoordinatorError } from '../../../platform/errors.js';
import { NODE_ROUTE } from '../node-call.js';
import { ADMIN_ROUTE, setAdminCall, type AdminRouteSpec } from './admin-route.js';
import type { RequestRates } from './request-rates.js';
import { sessionCookieOf, setSessionToken } from './session-cookie.js';

export const REASON_HEADER = 'chorale-reason';
export const CSRF_HEADER = 'chorale-csrf';

/** Of an officer, for the ledger. */
const reasonSchema = z.string().trim().min(3).max(400);
const TELLS: ReadonlySet<Access> = new Set<Access>(['read', 'export']);
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

@Injectable()
export class PermissionGuard implements CanActivate {
  private readonly reflector = new Reflector();

  constructor(
    private readonly gate: PeopleGate,
    private readonly rates: RequestRates,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const rule = ruleOf(request.method === 'HEAD' ? 'GET' : request.method, routePathOf(request));
    if (!rule) throw forbidden('no rule allows this route to anybody');
    const isForNodes = this.reflector.get<unknown>(NODE_ROUTE, context.getHandler()) !== undefined;
    // Nodes are let in by their own guard, which stands at the same handler; the two must agree on whom it is for.
    if ((rule.access === 'node') !== isForNodes && !(isForNodes && rule.access === 'open'))
      throw forbidden('the permission table and the route do not agree on whom it is for');
    if (isForNodes) return true;
    const who = rule.access === 'open' ? undefined : await this.admit(request, response, rule);
    const spec = this.reflector.get<AdminRouteSpec | undefined>(ADMIN_ROUTE, context.getHandler());
    if (!spec) return true;
    response.setHeader('cache-control', 'no-store');
    if (rule.access === 'open' && !SAFE_METHODS.has(request.method)) requireSameSite(request);
    setAdminCall(request, { who, ...readInput(spec, request), reason: this.reasonOf(request, rule, who) });
    return true;
  }

  private async admit(request: Request, response: Response, rule: Rule): Promise<Principal> {
    const who = await this.identify(request);
    await this.rates.spend(who);
    if (!rule.roles.includes(who.role))
      throw forbidden(`the role ${who.role} may not do this; see the permissions in the documentation`);
    const { proof } = who;
    if (proof.kind === 'session') {
      if (proof.carriedBy === 'cookie' && !SAFE_METHODS.has(request.method)) {
        requireSameSite(request);
        requireCsrfToken(request, proof.csrfToken);
      }
      if (proof.nextToken !== undefined) setSessionToken(response, proof.carriedBy, proof.nextToken);
    }
    return who;
  }

  private async identify(request: Request): Promise<Principal> {
    await this.rates.requireFewFailures(request.ip);
    try {
      return await this.gate.identify({
        authorization: request.header('authorization'),
        cookie: sessionCookieOf(parseCookie(request.header('cookie') ?? ''), request.secure),
      });
    } catch (error) {
      if (error instanceof CoordinatorError) await this.rates.countFailure(request.ip);
      throw error;
    }
  }

  private reasonOf(request: Request, rule: Rule, who: Principal | undefined): string | null {
    const given = request.header(REASON_HEADER) ?? request.query.reason;
    const parsed = reasonSchema.safeParse(typeof given === 'string' ? decoded(given) : undefined);
    if (parsed.success) return parsed.data;
    if (who && TELLS.has(rule.access) && readsOnRecord(who.role))
      throw new CoordinatorError(
        'reason-missing',
        'say in 3 to 400 characters why you read this; it is written into the ledger. Commands take --read-reason "..." before ' +
          `their own words, programs the header ${REASON_HEADER} (percent-encoded where it is not plain ASCII) or the query ` +
          'parameter reason',
      );
    return null;
  }
}

/** Reads the checked input of a route. @throws CoordinatorError `malformed`. */
function readInput(
  spec: AdminRouteSpec,
  request: Request,
): Omit<Parameters<typeof setAdminCall>[1], 'who' | 'reason'> {
  const { reason: _, ...query } = request.query;
  if ([request.params, query, request.body].some(holdsNul))
    throw new CoordinatorError('malformed', 'a text holds the character U+0000, which no database keeps');
  return {
    params: request.params as Record<string, string>,
    query: checked(spec.query ?? z.strictObject({}), query),
    body: spec.body === undefined ? undefined : checked(spec.body, request.body, spec.bodyIsDocument),
    version: request.header('if-match'),
  };
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && Object.entries(value).flat().some(holdsNul);
}

/** Browsers say where a request comes from; whoever is no browser sends no cookie of its own accord. */
function requireSameSite(request: Request): void {
  const site = request.header('sec-fetch-site');
  const origin = request.header('origin');
  const isForeign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (site === undefined && origin !== undefined && !isOwnOrigin(origin, request));
  if (isForeign)
    throw new CoordinatorError('csrf-refused', 'this may be asked from pages of the coordinator only');
}

function isOwnOrigin(origin: string, request: Request): boolean {
  return URL.canParse(origin) && new URL(origin).host === request.header('host');
}

function requireCsrfToken(request: Request, expected: string): void {
  if (request.header(CSRF_HEADER) !== expected)
    throw new CoordinatorError(
      'csrf-refused',
      `send the session's csrfToken in the header ${CSRF_HEADER}; GET /v1/admin/session shows it`,
    );
}

function forbidden(detail: string): CoordinatorError {
  return new CoordinatorError('role-forbidden', detail);
}

function routePathOf(request: Request): string {
  const route: unknown = (request as { route?: { path?: unknown } }).route?.path;
  return typeof route === 'string' ? route : '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
