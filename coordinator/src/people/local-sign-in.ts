// Accounts of small federations that have no identity provider: a password and a one-time code, always both.
import type { Entropy } from '@chorale/crypto';
import type { Federation } from '../federation/federation.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import type { Database } from '../storage/database.js';
import { Accounts, type AccountRow, type SessionRow } from '../storage/tables/people-tables.js';
import type { AccountBook } from './accounts.js';
import type { LockOut } from './lock-out.js';
import { codeSetup, stepOfCode } from './one-time-codes.js';
import { hashPassword, requireStrongPassword, verifyPassword } from './passwords.js';
import type { PersonRole } from './roles.js';
import type { OpenedSession, SessionBook } from './sessions.js';

export interface Credentials {
  readonly name: string;
  readonly password: string;
  /** Six digits of the authenticator app. */
  readonly code: string;
}
export interface SignedIn extends OpenedSession {
  readonly account: AccountRow;
}
export interface Enrolment {
  /** Null: whoever comes chooses it. */
  readonly name: string | null;
  readonly role: PersonRole;
  readonly member: string | null;
  readonly expiresAt: number;
  readonly codes: { readonly secret: string; readonly uri: string };
}

export class LocalSignIn {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
    private readonly federation: Federation,
    private readonly accounts: AccountBook,
    private readonly sessions: SessionBook,
    private readonly lockOut: LockOut,
    private readonly logger: Logger,
  ) {}

  /** What a one-time token stands for, and the secret that an authenticator app takes in before {@link enrol}. */
  enrolment(token: string): Promise<Enrolment> {
    return this.database.read(async (manager) => {
      const invite = await this.accounts.findInvite(manager, token);
      const { name, role, member, expiresAt } = invite;
      const secret = this.accounts.codeSecretOf(invite);
      const codes = codeSetup(secret, `Chorale ${this.federation.name}`, name ?? role);
      secret.fill(0);
      return { name, role, member, expiresAt, codes };
    });
  }

  /** Uses the token up: opens its account, or sets password and codes anew, and signs in. */
  async enrol(token: string, given: Credentials, carriedBy: SessionRow['carriedBy']): Promise<SignedIn> {
    const invite = await this.database.read((manager) => this.accounts.findInvite(manager, token));
    const name = invite.name ?? given.name;
    if (given.name !== name)
      throw new CoordinatorError('account-refused', `name: the account is called "${name}"`);
    await requireStrongPassword(given.password, name);
    const step = stepOfCode(this.accounts.codeSecretOf(invite), given.code, this.clock.now(), -1);
    if (step === undefined)
      throw new CoordinatorError(
        'sign-in-failed',
        "the code is wrong; take the app's present one, and compare this machine's clock with the phone's",
      );
    const password = await hashPassword(given.password, this.entropy);
    return this.database.write(async (transaction) => {
      const current = await this.accounts.findInvite(transaction.manager, token);
      const account = await this.accounts.openLocal(transaction, current, { name, password, step });
      return { account, ...(await this.sessions.open(transaction, account, carriedBy)) };
    });
  }

  /** @throws CoordinatorError `sign-in-failed`, the same whatever was wrong, or `locked-out`. */
  async signIn({ name, password, code }: Credentials, carriedBy: SessionRow['carriedBy']): Promise<SignedIn> {
    const locksName = await this.lockOut.attempt(name);
    const account = await this.database.read((manager) =>
      manager.findOneBy(Accounts, { name, way: 'password' }),
    );
    const isRight = await verifyPassword(password, account?.password ?? undefined);
    if (!account || !isRight || !this.accounts.isOpen(account)) return this.refuse(locksName);
    const signedIn = await this.database.write(async (transaction) => {
      const { manager } = transaction;
      // Read again under the lock of all writes: of two requests with one code, one comes late.
      const current = await manager.findOneByOrFail(Accounts, { id: account.id });
      const secret = this.accounts.codeSecretOfAccount(current);
      const step = stepOfCode(secret, code, this.clock.now(), current.codeStep);
      secret.fill(0);
      if (step === undefined || current.password !== account.password) return undefined;
      await manager.update(Accounts, { id: account.id }, { codeStep: step });
      await this.lockOut.succeeded(manager, name);
      return { account, ...(await this.sessions.open(transaction, account, carriedBy)) };
    });
    return signedIn ?? this.refuse(locksName);
  }

  private refuse(locksName: boolean): never {
    this.logger.warn(
      { event: locksName ? 'sign-in-locked' : 'sign-in-failed' },
      locksName ? 'a name was locked after sign-ins that failed' : 'a sign-in failed',
    );
    throw new CoordinatorError(
      'sign-in-failed',
      'name, password or code is wrong, or the code was used before; wait for the next code and try again',
    );
  }
}
