// Sign-in through an identity provider: OpenID Connect, authorization code with PKCE, state and nonce, each serving once
// and bound to the browser that began.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Entropy, StorageKey } from '@chorale/crypto';
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { AddressGuard } from '../outbound/address-guard.js';
import { guardedFetch } from '../outbound/guarded-request.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import { LessThan } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { Accounts, OidcAttempts, type SessionRow } from '../storage/tables/people-tables.js';
import type { AccountBook, AccountTerms } from './accounts.js';
import type { SignedIn } from './local-sign-in.js';
import type { OidcSettings } from './oidc-settings.js';
import type { AccountId } from './roles.js';
import { newSecret, secretHash } from './secrets.js';
import type { SessionBook } from './sessions.js';

const ATTEMPT_MS = 10 * 60_000;
/** Between the provider's answer and the program that waits for it. */
const HAND_OVER_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
const MOST_NAME = 60;

/** A program on the person's machine that waits for the outcome (RFC 8252): its port on loopback, and its PKCE challenge. */
const waitingProgram = z.strictObject({ port: z.int(), challenge: z.string() });
export type WaitingProgram = z.output<typeof waitingProgram>;

const attemptSchema = z.strictObject({
  verifier: z.string(),
  nonce: z.string(),
  program: waitingProgram.nullable(),
});
const handOverSchema = z.strictObject({ account: z.string(), challenge: z.string() });

export interface StartedSignIn {
  /** Where the browser goes on. */
  readonly location: string;
  /** Kept by the browser, shown again with the provider's answer. */
  readonly state: string;
}
/** A session for the browser, or the address of the program that waits. */
export type FinishedSignIn = { readonly signedIn: SignedIn } | { readonly location: string };

export class OidcSignIn {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
    private readonly storageKey: StorageKey,
    private readonly accounts: AccountBook,
    private readonly sessions: SessionBook,
    private readonly settings: OidcSettings | undefined,
    private readonly guard: AddressGuard,
    private readonly publicUrl: () => string,
    private readonly logger: Logger,
  ) {}

  /** @throws CoordinatorError `not-found` where no provider is set, `provider-refused`. */
  async start(program: WaitingProgram | undefined): Promise<StartedSignIn> {
    const settings = this.requireSettings();
    const [state, nonce] = [newSecret(this.entropy, ''), newSecret(this.entropy, '')];
    const verifier = newSecret(this.entropy, '');
    const location = await this.asking(async () =>
      oidc.buildAuthorizationUrl(await this.discover(settings), {
        redirect_uri: this.redirectUri(),
        scope: settings.scopes.join(' '),
        state,
        nonce,
        code_challenge: challengeOf(verifier),
        code_challenge_method: 'S256',
        ...(settings.acr === undefined ? {} : { acr_values: settings.acr.join(' ') }),
      }),
    );
    await this.keep(state, { verifier, nonce, program: program ?? null }, ATTEMPT_MS);
    return { location: location.href, state };
  }

  /**
   * @param answer query of the address that the provider sent the browser to.
   * @param kept the state that the browser kept.
   * @throws CoordinatorError `sign-in-failed` or `provider-refused`.
   */
  async finish(answer: string, kept: string | undefined): Promise<FinishedSignIn> {
    const settings = this.requireSettings();
    const state = new URLSearchParams(answer).get('state') ?? '';
    if (kept === undefined || !sameText(kept, state))
      throw new CoordinatorError(
        'sign-in-failed',
        'this browser did not begin the sign-in, or began another one since; begin again',
      );
    const { verifier, nonce, program } = await this.take(state, attemptSchema);
    const claims = await this.asking(async () => {
      const configuration = await this.discover(settings);
      const tokens = await oidc.authorizationCodeGrant(
        configuration,
        new URL(`${this.redirectUri()}?${answer}`),
        { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      );
      const vouched = tokens.claims()!;
      if (configuration.serverMetadata().userinfo_endpoint === undefined) return vouched;
      const more = await oidc.fetchUserInfo(configuration, tokens.access_token, vouched.sub);
      // What was signed goes before what was only told.
      return { ...more, ...vouched };
    });
    const terms = await this.termsOf(settings, claims);
    if (program) return this.handOver(settings, claims, terms, program);
    const signedIn = await this.open(settings, claims, terms, 'cookie');
    return { signedIn };
  }

  /** What a waiting program makes of the code that it was handed. */
  async exchange(code: string, verifier: string): Promise<SignedIn> {
    const { account: id, challenge } = await this.take(code, handOverSchema);
    if (!sameText(challengeOf(verifier), challenge))
      throw new CoordinatorError('sign-in-failed', 'the code was handed to another program; begin again');
    return this.database.write(async (transaction) => {
      const account = await transaction.manager.findOneByOrFail(Accounts, { id: id as AccountId });
      return { account, ...(await this.sessions.open(transaction, account, 'bearer')) };
    });
  }

  private async handOver(
    settings: OidcSettings,
    claims: oidc.IDToken,
    terms: AccountTerms,
    { port, challenge }: WaitingProgram,
  ): Promise<FinishedSignIn> {
    const account = await this.database.write((transaction) =>
      this.accounts.openFromProvider(transaction, identityOf(settings, claims), terms),
    );
    this.requireOpen(account);
    const code = newSecret(this.entropy, '');
    await this.keep(code, { account: account.id, challenge }, HAND_OVER_MS);
    return { location: `http://127.0.0.1:${port}/?code=${code}` };
  }

  private open(
    settings: OidcSettings,
    claims: oidc.IDToken,
    terms: AccountTerms,
    carriedBy: SessionRow['carriedBy'],
  ): Promise<SignedIn> {
    return this.database.write(async (transaction) => {
      const identity = identityOf(settings, claims);
      const account = await this.accounts.openFromProvider(transaction, identity, terms);
      this.requireOpen(account);
      return { account, ...(await this.sessions.open(transaction, account, carriedBy)) };
    });
  }

  private requireOpen(account: Parameters<AccountBook['isOpen']>[0]): void {
    if (!this.accounts.isOpen(account))
      throw new CoordinatorError('sign-in-failed', 'the account is closed, or its time is over');
  }

  /** @throws CoordinatorError `sign-in-failed` for whom no rule fits; an account that one fitted before is ended. */
  private async termsOf(settings: OidcSettings, claims: oidc.IDToken): Promise<AccountTerms> {
    const { roles, acr } = settings;
    if (acr !== undefined && !(typeof claims.acr === 'string' && acr.includes(claims.acr)))
      throw new CoordinatorError(
        'sign-in-failed',
        'the provider does not say that you signed in as strongly as is asked for here; use a second factor',
      );
    const rule = roles.find(({ claim, value }) => holds(claims[claim], value));
    if (!rule) {
      await this.accounts.endFromProvider(identityOf(settings, claims));
      throw new CoordinatorError(
        'sign-in-failed',
        'the provider knows you, but nothing that it says of you gives you a role here; ask an administrator',
      );
    }
    const { role, member, until } = rule;
    return {
      role,
      member: member ?? null,
      validUntil: until === undefined ? null : Date.parse(until) + DAY_MS,
    };
  }

  /** Afresh each time, keys too: people sign in seldom, and keys that were changed are known at once. */
  private async discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> {
    const configuration = await oidc.discovery(
      new URL(issuer),
      clientId,
      undefined,
      clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
      {
        [oidc.customFetch]: guardedFetch(this.guard),
        execute: [
          oidc.enableNonRepudiationChecks,
          // The guard lets plain HTTP through for providers that were allowed by name, and for no others.
          // eslint-disable-next-line @typescript-eslint/no-deprecated
          ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
        ],
      },
    );
    return configuration;
  }

  private async asking<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof CoordinatorError) throw error;
      this.logger.warn(
        { event: 'provider-refused', err: error },
        'the identity provider did not vouch for a person',
      );
      throw new CoordinatorError(
        'provider-refused',
        "the identity provider did not vouch for you, or did not answer; begin again. The coordinator's log says more",
      );
    }
  }

  private async keep(secret: string, content: object, lifetimeMs: number): Promise<void> {
    const now = this.clock.now();
    const stateHash = secretHash(secret);
    const sealed = this.storageKey.seal(
      new TextEncoder().encode(JSON.stringify(content)),
      `oidc_attempts.sealed.${stateHash}`,
    );
    await this.database.write(async ({ manager }) => {
      await manager.delete(OidcAttempts, { expiresAt: LessThan(now) });
      await manager.insert(OidcAttempts, { stateHash, sealed, expiresAt: now + lifetimeMs });
    });
  }

  /** Once. @throws CoordinatorError `sign-in-failed` the second time, or too late. */
  private async take<T>(secret: string, schema: z.ZodType<T>): Promise<T> {
    const stateHash = secretHash(secret);
    const row = await this.database.write(async ({ manager }) => {
      const found = await manager.findOneBy(OidcAttempts, { stateHash });
      await manager.delete(OidcAttempts, { stateHash });
      return found;
    });
    if (!row || row.expiresAt <= this.clock.now())
      throw new CoordinatorError(
        'sign-in-failed',
        'the sign-in took too long, or was finished before; begin again',
      );
    const opened = this.storageKey.open(row.sealed, `oidc_attempts.sealed.${stateHash}`);
    // A state is no code of a waiting program, nor the other way round.
    const content = schema.safeParse(JSON.parse(new TextDecoder().decode(opened)));
    if (content.success) return content.data;
    throw new CoordinatorError('sign-in-failed', 'the code is for something else; begin again');
  }

  private requireSettings(): OidcSettings {
    if (this.settings) return this.settings;
    throw new CoordinatorError(
      'not-found',
      'no identity provider is set here; sign in with name, password and code',
    );
  }

  private redirectUri(): string {
    return `${this.publicUrl()}/v1/admin/session/oidc/callback`;
  }
}

function identityOf(
  { issuer }: OidcSettings,
  claims: oidc.IDToken,
): { issuer: string; subject: string; name: string } {
  const told = [claims.preferred_username, claims.email, claims.name].find(
    (value) => typeof value === 'string',
  );
  return { issuer, subject: claims.sub, name: (told ?? claims.sub).slice(0, MOST_NAME).toWellFormed() };
}

function holds(claim: unknown, value: string): boolean {
  return claim === value || (Array.isArray(claim) && claim.includes(value));
}

/** RFC 7636, S256. */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(secretHash(a)), Buffer.from(secretHash(b))];
  return timingSafeEqual(left, right);
}
