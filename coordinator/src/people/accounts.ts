// Accounts: who people are, what role they have, and until when. An account is opened by a one-time token that
// somebody with the right to do so asked for; there is none from the start.
import { isShowable, type Entropy, type StorageKey } from '@chorale/crypto';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { In, IsNull, LessThan } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import {
  AccessTokens,
  AccountInvites,
  Accounts,
  Sessions,
  type AccountInviteRow,
  type AccountRow,
} from '../storage/tables/people-tables.js';
import { newCodeSecret } from './one-time-codes.js';
import { Remembered } from './remembered.js';
import { actorOf, memberOfRole, type AccountId, type PersonRole } from './roles.js';
import { newId, newSecret, secretHash, secretPrefixes } from './secrets.js';

const INVITE_LIFETIME_MS = 24 * 3_600_000;
/** Auditors come from outside, for a while. */
const LONGEST_AUDIT_MS = 366 * 24 * 3_600_000;

/** What an account may do and for how long. */
export interface AccountTerms {
  readonly role: PersonRole;
  readonly member: string | null;
  /** Milliseconds since 1970; null: until it is closed. */
  readonly validUntil: number | null;
}
export interface AccountInvite {
  /** Shown once. */
  readonly token: string;
  readonly expiresAt: number;
}

export class AccountBook {
  readonly #known = new Remembered<AccountRow>();

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
    private readonly storageKey: StorageKey,
    /** Called after sessions and access tokens of an account were ended. */
    private readonly forgetAccess: () => void,
  ) {}

  /** @param name undefined lets whoever comes choose it. */
  async invite(name: string | undefined, terms: AccountTerms): Promise<AccountInvite> {
    this.requireFitting(terms);
    return this.database.write(async (transaction) => {
      if (name !== undefined) await requireFree(transaction.manager, name);
      return this.issueInvite(transaction, { account: null, name: name ?? null, ...terms });
    });
  }

  /** A token that sets password and codes of a local account anew; its sessions, access tokens and earlier such tokens end at once. */
  inviteAgain(id: string, check: (row: AccountRow) => void): Promise<AccountInvite> {
    return this.change(id, async (transaction, row) => {
      check(row);
      if (row.way !== 'password')
        throw new CoordinatorError(
          'account-refused',
          'the identity provider keeps this account; what it signs in with is set there',
        );
      await endAccess(transaction.manager, row.id);
      const { role, member, validUntil } = row;
      return this.issueInvite(transaction, { account: row.id, name: row.name, role, member, validUntil });
    });
  }

  /** @throws CoordinatorError `sign-in-failed` for a token that is unknown, used or too old. */
  async findInvite(manager: Rows, token: string): Promise<AccountInviteRow> {
    const row = await manager.findOneBy(AccountInvites, { secretHash: secretHash(token) });
    if (!row || row.expiresAt <= this.clock.now())
      throw new CoordinatorError(
        'sign-in-failed',
        'the one-time token is unknown, used or older than a day; ask for a new one',
      );
    return row;
  }

  codeSecretOf({ secretHash: hash, codeSecret }: AccountInviteRow): Uint8Array {
    return this.storageKey.open(codeSecret, placeOfInvite(hash));
  }
  codeSecretOfAccount({ id, codeSecret }: AccountRow): Uint8Array {
    if (!codeSecret) throw new Error(`account ${id} has no code secret`);
    return this.storageKey.open(codeSecret, placeOfAccount(id));
  }

  /** Uses an invitation up. @param step of the code that came with it. */
  async openLocal(
    transaction: Transaction,
    invite: AccountInviteRow,
    { name, password, step }: { name: string; password: string; step: number },
  ): Promise<AccountRow> {
    const { manager } = transaction;
    const { affected } = await manager.delete(AccountInvites, { secretHash: invite.secretHash });
    if (affected !== 1) throw new CoordinatorError('sign-in-failed', 'the one-time token was just used');
    const id = invite.account ?? (newId(this.entropy) as AccountId);
    const sealed = this.storageKey.seal(this.codeSecretOf(invite), placeOfAccount(id));
    transaction.afterCommit(() => this.forget());
    if (invite.account !== null) {
      await manager.update(Accounts, { id }, { password, codeSecret: sealed, codeStep: step });
      await endAccess(manager, id);
      const row = await manager.findOneByOrFail(Accounts, { id });
      await this.recordChange(transaction, row);
      return row;
    }
    await requireFree(manager, name);
    const { role, member, validUntil } = invite;
    return this.insert(transaction, {
      ...{ id, name, role, member, validUntil, way: 'password', issuer: null, subject: null },
      ...{ createdAt: this.clock.now(), closedAt: null, password, codeSecret: sealed, codeStep: step },
    });
  }

  /** The account of whom a provider vouches for, with the terms that its claims give today. */
  async openFromProvider(
    transaction: Transaction,
    identity: { readonly issuer: string; readonly subject: string; readonly name: string },
    terms: AccountTerms,
  ): Promise<AccountRow> {
    const { manager } = transaction;
    const { issuer, subject } = identity;
    const { role, member, validUntil } = terms;
    const known = await manager.findOneBy(Accounts, { issuer, subject });
    if (!known) {
      const [id, name] = [newId(this.entropy) as AccountId, `${identity.name} (${subject})`];
      return this.insert(transaction, {
        ...{ id, name, role, member, validUntil, way: 'oidc', issuer, subject },
        ...{ createdAt: this.clock.now(), closedAt: null, password: null, codeSecret: null, codeStep: 0 },
      });
    }
    if (known.role === role && known.member === member && known.validUntil === validUntil) return known;
    transaction.afterCommit(() => this.forget());
    await manager.update(Accounts, { id: known.id }, { role, member, validUntil });
    const changed = { ...known, role, member, validUntil };
    await this.recordChange(transaction, changed);
    return changed;
  }

  /** The provider vouches for a person and gives no role any more: what was let in by an earlier one ends. A later role opens the account again. */
  endFromProvider({ issuer, subject }: { readonly issuer: string; readonly subject: string }): Promise<void> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      const known = await manager.findOneBy(Accounts, { issuer, subject });
      if (!known || !this.isOpen(known)) return;
      transaction.afterCommit(() => this.forget());
      const ended = { ...known, validUntil: this.clock.now() };
      await manager.update(Accounts, { id: known.id }, { validUntil: ended.validUntil });
      await endAccess(manager, known.id);
      await this.recordChange(transaction, ended);
    });
  }

  /** @param member only accounts bound to it; null: all. */
  list(member: string | null): Promise<AccountRow[]> {
    return this.database.read((manager) =>
      manager.find(Accounts, {
        ...(member !== null && { where: { member } }),
        order: { createdAt: 'ASC', id: 'ASC' },
      }),
    );
  }

  /** @throws CoordinatorError `not-found`. */
  find(id: string): Promise<AccountRow> {
    return this.#known.find(id, () => this.database.read((manager) => requireAccount(manager, id)));
  }

  /** Whether it may be used now. */
  isOpen({ closedAt, validUntil }: AccountRow): boolean {
    return closedAt === null && (validUntil === null || this.clock.now() < validUntil);
  }

  /** @param check looks at the row as it is, and may refuse. */
  async changeTerms(id: string, terms: AccountTerms, check: (row: AccountRow) => void): Promise<AccountRow> {
    this.requireFitting(terms);
    return this.change(id, async (transaction, row) => {
      check(row);
      if (row.way === 'oidc')
        throw new CoordinatorError(
          'account-refused',
          "role and member come from the identity provider's claims; change them there",
        );
      if (terms.role !== 'federation-admin') await requireOtherAdmin(transaction.manager, row);
      // Whoever asked for one had a right to the account as it was.
      await endResets(transaction.manager, row.id);
      const { role, member, validUntil } = terms;
      await transaction.manager.update(Accounts, { id: row.id }, { role, member, validUntil });
      const changed = { ...row, role, member, validUntil };
      await this.recordChange(transaction, changed);
      return changed;
    });
  }

  /** Ends an account for good, with its sessions and access tokens. */
  close(id: string, check: (row: AccountRow) => void): Promise<void> {
    return this.change(id, async (transaction, row) => {
      check(row);
      if (row.closedAt !== null) return;
      await requireOtherAdmin(transaction.manager, row);
      await transaction.manager.update(Accounts, { id: row.id }, { closedAt: this.clock.now() });
      await endAccess(transaction.manager, row.id);
      await this.ledger.append(transaction, {
        kind: 'account-closed',
        actor: 'administrator',
        subject: row.id,
        payload: { account: row.id },
      });
    });
  }

  /**
   * The token that opens the first account: there is no default password, so that there is none to forget to change.
   * @returns undefined where somebody has an account already; each new token replaces the one before.
   */
  inviteFirst(): Promise<AccountInvite | undefined> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      if (await manager.exists(Accounts)) return undefined;
      await manager.delete(AccountInvites, { name: IsNull() });
      const terms: AccountTerms = { role: 'federation-admin', member: null, validUntil: null };
      return this.issueInvite(transaction, { account: null, name: null, ...terms });
    });
  }

  private forget(): void {
    this.#known.forget();
    this.forgetAccess();
  }

  private change<T>(id: string, work: (transaction: Transaction, row: AccountRow) => Promise<T>): Promise<T> {
    return this.database.write(async (transaction) => {
      transaction.afterCommit(() => this.forget());
      return work(transaction, await requireAccount(transaction.manager, id));
    });
  }

  private async issueInvite(
    transaction: Transaction,
    invite: Pick<AccountInviteRow, 'account' | 'name' | 'role' | 'member' | 'validUntil'>,
  ): Promise<AccountInvite> {
    const { manager } = transaction;
    const now = this.clock.now();
    await manager.delete(AccountInvites, { expiresAt: LessThan(now) });
    const token = newSecret(this.entropy, secretPrefixes.accountInvite);
    const hash = secretHash(token);
    const expiresAt = now + INVITE_LIFETIME_MS;
    const codeSecret = this.storageKey.seal(newCodeSecret(this.entropy), placeOfInvite(hash));
    await manager.insert(AccountInvites, {
      secretHash: hash,
      ...invite,
      codeSecret,
      createdAt: now,
      expiresAt,
    });
    const { account, role, member } = invite;
    await this.ledger.append(transaction, {
      kind: 'account-invited',
      actor: 'administrator',
      subject: account ?? hash,
      payload: { invite: hash, account, role, member },
    });
    return { token, expiresAt };
  }

  private async insert(transaction: Transaction, row: AccountRow): Promise<AccountRow> {
    await transaction.manager.insert(Accounts, row);
    const { id, role, member, way } = row;
    await this.ledger.append(transaction, {
      kind: 'account-opened',
      actor: actorOf(id),
      subject: id,
      payload: { account: id, role, member, way },
    });
    return row;
  }

  private async recordChange(
    transaction: Transaction,
    { id, role, member, validUntil }: AccountRow,
  ): Promise<void> {
    await this.ledger.append(transaction, {
      kind: 'account-changed',
      actor: transaction.actor ?? actorOf(id),
      subject: id,
      payload: { account: id, role, member, validUntil },
    });
  }

  private requireFitting({ role, member, validUntil }: AccountTerms): void {
    const refuse = (detail: string): never => {
      throw new CoordinatorError('account-refused', detail);
    };
    const rule = memberOfRole[role];
    if (rule === 'must' && member === null) refuse(`member: a ${role} belongs to one member; name it`);
    if (rule === 'must-not' && member !== null)
      refuse(`member: a ${role} belongs to no member; leave it out`);
    const now = this.clock.now();
    if (validUntil !== null && validUntil <= now) refuse('validUntil is past; choose a later time');
    if (role === 'auditor' && (validUntil === null || validUntil > now + LONGEST_AUDIT_MS))
      refuse('validUntil: an auditor comes for at most a year; say until when');
  }
}

/** Whatever lets somebody into an account: its sessions and access tokens, and one-time tokens that set it anew. */
async function endAccess(manager: Rows, account: AccountId): Promise<void> {
  await manager.delete(Sessions, { account });
  await manager.delete(AccessTokens, { account });
  await endResets(manager, account);
}
async function endResets(manager: Rows, account: AccountId): Promise<void> {
  await manager.delete(AccountInvites, { account });
}

async function requireAccount(manager: Rows, id: string): Promise<AccountRow> {
  const row = await manager.findOneBy(Accounts, { id: id as AccountId });
  if (!row) throw new CoordinatorError('not-found', `there is no account ${id}; see "account list"`);
  return row;
}

async function requireFree(manager: Rows, name: string): Promise<void> {
  if (!isShowable(name))
    throw new CoordinatorError('malformed', 'name: a name is printable characters alone; choose another');
  if (await manager.existsBy(Accounts, { name }))
    throw new CoordinatorError('account-exists', 'there is an account of this name; choose another name');
}

/** The last one who may let others in stays. */
async function requireOtherAdmin(manager: Rows, row: AccountRow): Promise<void> {
  if (row.role !== 'federation-admin') return;
  const admins = await manager.findBy(Accounts, { role: In(['federation-admin']) });
  if (!admins.some(({ id, closedAt }) => id !== row.id && closedAt === null))
    throw new CoordinatorError(
      'account-refused',
      'this is the last federation-admin; open an account for another one first',
    );
}

function placeOfInvite(hash: string): string {
  return `account_invites.code_secret.${hash}`;
}
function placeOfAccount(id: string): string {
  return `accounts.code_secret.${id}`;
}
