// Signing in and out, and the access tokens of whoever did.
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { House } from '../../../house.js';
import { LONGEST_TOKEN_DAYS } from '../../../people/access-tokens.js';
import type { SignedIn } from '../../../people/local-sign-in.js';
import { personRoles, type AccountId, type Principal } from '../../../people/roles.js';
import { sessionTimes } from '../../../people/sessions.js';
import { CoordinatorError } from '../../../platform/errors.js';
import { HOUSE, RATES } from '../tokens.js';
import { adminRoute, Asked, Serves, type AdminCall, type AnswerOf } from './admin-route.js';
import { exampleAccount, exampleTimeMs } from './examples.js';
import type { RequestRates } from './request-rates.js';
import { clearSessionCookie, setSessionToken } from './session-cookie.js';

const timeMs = z.number().describe('milliseconds since 1970');
export const personRole = z.enum(personRoles).meta({ id: 'PersonRole' });
const name = z.string().trim().min(1).max(80).describe('what the person signs in with');
const password = z.string().min(1).max(256);
const code = z
  .string()
  .regex(/^\d{6}$/, 'has six digits')
  .describe('of the authenticator app; serves once');
const carriedBy = z
  .enum(['cookie', 'bearer'])
  .default('cookie')
  .describe('cookie: for browsers; bearer: the answer holds the token, for `authorization: Bearer`');

const sessionReport = z
  .object({
    account: z.string().nullable().describe('null for the token in the coordinator’s home'),
    name: z.string(),
    role: personRole,
    member: z.string().nullable().describe('what concerns this member alone; null: the whole federation'),
    way: z.enum(['session', 'access-token', 'home-token']),
    csrfToken: z
      .string()
      .nullable()
      .describe('for the header chorale-csrf, with every change that a cookie vouches for; null elsewhere'),
    idleSeconds: z.number().describe('a session ends after so long without a request'),
  })
  .meta({ id: 'Session' });
export const openedSession = sessionReport
  .extend({
    token: z.string().nullable().describe('of a session carried as bearer; null where the cookie holds it'),
  })
  .meta({ id: 'OpenedSession' });
export const sessionExample = {
  account: exampleAccount,
  name: 'lin.wei',
  role: 'compliance-officer',
  member: null,
  way: 'session',
  csrfToken: 'Zk3v0bqJ5o3u7m0B9N4rT1y8e2X6w5Q_c7d9f1h3j5k',
  idleSeconds: 900,
} as const;

const signIn = adminRoute({
  method: 'POST',
  path: 'session',
  tag: 'session',
  summary: 'Sign in with name, password and one-time code',
  body: z.strictObject({ name, password, code, carriedBy }),
  answer: openedSession,
  status: 201,
  problems: ['sign-in-failed', 'locked-out'],
  example: {
    body: { name: 'lin.wei', password: 'four unrelated long words', code: '492039', carriedBy: 'bearer' },
    answer: { ...sessionExample, csrfToken: null, token: 'chorale-session-9yQ2...' },
  },
});
const showEnrolment = adminRoute({
  method: 'POST',
  path: 'session/enrolment',
  tag: 'session',
  summary: 'What a one-time token stands for, and the secret that an authenticator app takes in',
  body: z.strictObject({ token: z.string().max(200) }),
  answer: z.object({
    name: z.string().nullable().describe('null: the person chooses it'),
    role: personRole,
    member: z.string().nullable(),
    expiresAt: timeMs,
    codes: z.object({
      secret: z.string().describe('base32, to type in'),
      uri: z.string().describe('otpauth address, to make a QR code from'),
    }),
  }),
  problems: ['sign-in-failed'],
  example: {
    body: { token: 'chorale-account-Qm3...' },
    answer: {
      name: 'lin.wei',
      role: 'compliance-officer',
      member: null,
      expiresAt: exampleTimeMs,
      codes: {
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        uri: 'otpauth://totp/Chorale:lin.wei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Chorale',
      },
    },
  },
});
const enrol = adminRoute({
  method: 'POST',
  path: 'session/enrolment/complete',
  tag: 'session',
  summary: 'Use a one-time token up: set password and codes, and sign in',
  body: z.strictObject({ token: z.string().max(200), name, password, code, carriedBy }),
  answer: openedSession,
  status: 201,
  problems: ['sign-in-failed', 'password-weak', 'account-exists', 'account-refused'],
  example: {
    body: {
      token: 'chorale-account-Qm3...',
      name: 'lin.wei',
      password: 'four unrelated long words',
      code: '492039',
    },
    answer: { ...sessionExample, token: null },
  },
});
const show = adminRoute({
  method: 'GET',
  path: 'session',
  tag: 'session',
  summary: 'Who you are here',
  answer: sessionReport,
  example: { answer: sessionExample },
});
const signOut = adminRoute({
  method: 'DELETE',
  path: 'session',
  tag: 'session',
  summary: 'Sign out',
  problems: ['account-refused'],
  example: {},
});

const accessToken = z
  .object({
    id: z.string(),
    label: z.string(),
    createdAt: timeMs,
    expiresAt: timeMs,
  })
  .meta({ id: 'AccessToken' });
const tokenExample = {
  id: '77aa01b2c3d4e5f6',
  label: 'SIEM',
  createdAt: exampleTimeMs,
  expiresAt: exampleTimeMs,
};
const listTokens = adminRoute({
  method: 'GET',
  path: 'access-tokens',
  tag: 'session',
  summary: 'Your access tokens, without what they are made of',
  answer: z.object({ items: z.array(accessToken) }),
  problems: ['account-refused'],
  example: { answer: { items: [tokenExample] } },
});
const issueToken = adminRoute({
  method: 'POST',
  path: 'access-tokens',
  tag: 'session',
  summary: 'An access token for a program of yours, with your rights; shown once',
  body: z.strictObject({
    label: z.string().trim().min(1).max(80).describe('what it is for'),
    days: z.int().min(1).max(LONGEST_TOKEN_DAYS).default(30),
  }),
  answer: accessToken
    .extend({ token: z.string().describe('for `authorization: Bearer`') })
    .meta({ id: 'IssuedAccessToken' }),
  status: 201,
  problems: ['account-refused'],
  example: {
    body: { label: 'SIEM', days: 30 },
    answer: { ...tokenExample, token: 'chorale-token-5tB...' },
  },
});
const revokeToken = adminRoute({
  method: 'DELETE',
  path: 'access-tokens/:token',
  tag: 'session',
  summary: 'Revoke one of your access tokens, by its id',
  problems: ['not-found', 'account-refused'],
  example: {},
});

@Controller()
export class SessionAdminController {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(RATES) private readonly rates: RequestRates,
  ) {}

  @Serves(signIn)
  async signIn(
    @Asked() { body }: AdminCall<typeof signIn>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<typeof signIn>> {
    await this.rates.spendSignIn(request.ip);
    const { carriedBy: road, ...credentials } = body;
    return opened(await this.house.people.localSignIn.signIn(credentials, road), response);
  }

  @Serves(showEnrolment)
  async showEnrolment(
    @Asked() { body: { token } }: AdminCall<typeof showEnrolment>,
    @Req() request: Request,
  ): Promise<AnswerOf<typeof showEnrolment>> {
    await this.rates.spendSignIn(request.ip);
    return this.house.people.localSignIn.enrolment(token);
  }

  @Serves(enrol)
  async enrol(
    @Asked() { body }: AdminCall<typeof enrol>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<typeof enrol>> {
    await this.rates.spendSignIn(request.ip);
    const { token, carriedBy: road, ...credentials } = body;
    return opened(await this.house.people.localSignIn.enrol(token, credentials, road), response);
  }

  @Serves(show)
  show(@Asked() { who }: AdminCall<typeof show>): AnswerOf<typeof show> {
    const { account, name: called, role, member, proof } = who;
    const csrfToken = proof.kind === 'session' && proof.carriedBy === 'cookie' ? proof.csrfToken : null;
    const idleSeconds = sessionTimes.idleMs / 1000;
    return { account, name: called, role, member, way: proof.kind, csrfToken, idleSeconds };
  }

  @Serves(signOut)
  async signOut(
    @Asked() { who: { proof } }: AdminCall<typeof signOut>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (proof.kind !== 'session')
      throw new CoordinatorError(
        'account-refused',
        'a token is no session; revoke it, or delete the file it stands in',
      );
    await this.house.people.sessions.endById(proof.id);
    clearSessionCookie(response);
  }

  @Serves(listTokens)
  async listTokens(@Asked() { who }: AdminCall<typeof listTokens>): Promise<AnswerOf<typeof listTokens>> {
    const rows = await this.house.people.accessTokens.listOf(requireAccount(who));
    return {
      items: rows.map(({ id, label, createdAt, expiresAt }) => ({ id, label, createdAt, expiresAt })),
    };
  }

  @Serves(issueToken)
  async issueToken(
    @Asked() { who, body: { label, days } }: AdminCall<typeof issueToken>,
  ): Promise<AnswerOf<typeof issueToken>> {
    // A token that makes tokens would outlive its own end.
    if (who.proof.kind !== 'session')
      throw new CoordinatorError('account-refused', 'access tokens are issued in a session; sign in first');
    const { accessTokens, accounts } = this.house.people;
    const account = await accounts.find(requireAccount(who));
    const { token, row } = await accessTokens.issue(account, label, days);
    const { id, createdAt, expiresAt } = row;
    return { id, label, createdAt, expiresAt, token };
  }

  @Serves(revokeToken)
  async revokeToken(@Asked() { who, params: { token } }: AdminCall<typeof revokeToken>): Promise<void> {
    await this.house.people.accessTokens.revoke(requireAccount(who), token);
  }
}

/** Hands a new session over: in a cookie, or in the answer. */
export function opened(
  { account, session, token }: SignedIn,
  response: Response,
): z.input<typeof openedSession> {
  const isBearer = session.carriedBy === 'bearer';
  if (!isBearer) setSessionToken(response, 'cookie', token);
  return {
    account: account.id,
    name: account.name,
    role: account.role,
    member: account.member,
    way: 'session',
    csrfToken: isBearer ? null : session.csrfToken,
    idleSeconds: sessionTimes.idleMs / 1000,
    token: isBearer ? token : null,
  };
}

function requireAccount({ account }: Principal): AccountId {
  if (account === null)
    throw new CoordinatorError(
      'account-refused',
      'the token in the coordinator’s home has no account; open one with "account invite"',
    );
  return account;
}
