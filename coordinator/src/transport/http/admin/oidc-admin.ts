// The road through the identity provider, for browsers and for programs that open one.
import { Controller, Inject, Req, Res } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { HOUSE, RATES } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import type { RequestRates } from './request-rates.js';
import { opened, openedSession, sessionExample } from './session-admin.js';

const FAILING = ['not-found', 'sign-in-failed', 'provider-refused'] as const;

const start = adminRoute({
  method: 'GET',
  path: 'session/oidc',
  tag: 'session',
  summary: 'Go to the identity provider; a program on the same machine says on which port it waits',
  query: z.strictObject({
    port: z.coerce.number().int().min(1024).max(65_535).optional().describe('on 127.0.0.1 (RFC 8252)'),
    challenge: z
      .string()
      .regex(/^[\w-]{43}$/)
      .optional()
      .describe('S256 of the verifier that POST session/oidc will show (RFC 7636)'),
  }),
  status: 303,
  problems: FAILING,
  example: {},
});
const callback = adminRoute({
  method: 'GET',
  path: 'session/oidc/callback',
  tag: 'session',
  summary: 'Where the identity provider sends the browser back to',
  query: z.looseObject({ state: z.string().optional() }),
  status: 303,
  problems: FAILING,
  example: {},
});
const exchange = adminRoute({
  method: 'POST',
  path: 'session/oidc',
  tag: 'session',
  summary: 'The session of a program that waited',
  body: z.strictObject({ code: z.string().max(100), verifier: z.string().min(43).max(128) }),
  answer: openedSession,
  status: 201,
  problems: ['sign-in-failed'],
  example: {
    body: { code: 'r2Yk...', verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' },
    answer: { ...sessionExample, csrfToken: null, token: 'chorale-session-9yQ2...' },
  },
});

const SECURE_NAME = '__Host-chorale-sign-in';
const PLAIN_NAME = 'chorale-sign-in';

@Controller()
export class OidcAdminController {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(RATES) private readonly rates: RequestRates,
  ) {}

  @Serves(start)
  async start(
    @Asked() { query: { port, challenge } }: AdminCall<typeof start>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.rates.spendSignIn(request.ip);
    const program = port === undefined || challenge === undefined ? undefined : { port, challenge };
    const { location, state } = await this.house.people.oidcSignIn.start(program);
    response.cookie(cookieName(request), state, {
      ...{ httpOnly: true, secure: request.secure, sameSite: 'lax', path: '/', maxAge: 600_000 },
    });
    response.setHeader('location', location);
  }

  @Serves(callback)
  async callback(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.rates.spendSignIn(request.ip);
    const kept = parseCookie(request.header('cookie') ?? '')[cookieName(request)];
    const query = request.originalUrl.split('?')[1] ?? '';
    const finished = await this.house.people.oidcSignIn.finish(query, kept);
    response.clearCookie(cookieName(request), {
      httpOnly: true,
      secure: request.secure,
      sameSite: 'lax',
      path: '/',
    });
    if ('signedIn' in finished) opened(finished.signedIn, response);
    response.setHeader('location', 'location' in finished ? finished.location : '/v1/admin/session');
  }

  @Serves(exchange)
  async exchange(
    @Asked() { body: { code, verifier } }: AdminCall<typeof exchange>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<typeof exchange>> {
    await this.rates.spendSignIn(request.ip);
    return opened(await this.house.people.oidcSignIn.exchange(code, verifier), response);
  }
}

function cookieName({ secure }: Request): string {
  return secure ? SECURE_NAME : PLAIN_NAME;
}
