// Sessions: short, kept here, known by the hash of a token that changes while it is used. A token that was
// replaced serves for some seconds more, for requests under way; whoever shows it later stole it or was robbed, and
// the session ends.
import type { Entropy } from '@chorale/crypto';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { LessThan } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import { Sessions, type AccountRow, type SessionRow } from '../storage/tables/people-tables.js';
import { Remembered } from './remembered.js';
import { actorOf } from './roles.js';
import { newId, newSecret, secretHash, secretPrefixes } from './secrets.js';

export const sessionTimes = {
  /** Without a request for so long, it has ended. */
  idleMs: 15 * 60_000,
  /** However busy it is. */
  longestMs: 8 * 3_600_000,
  /** Age from which a token is replaced when it is used. */
  rotateAfterMs: 5 * 60_000,
  /** For requests that were under way when the token was replaced. */
  graceMs: 30_000,
  /** To how much the time of the last use is written down. */
  noteUseEveryMs: 60_000,
} as const;

export interface OpenedSession {
  readonly session: SessionRow;
  /** Shown once. */
  readonly token: string;
}
export interface FoundSession {
  readonly session: SessionRow;
  /** Replaces the token that was shown; undefined while that one stays. */
  readonly nextToken: string | undefined;
}

export class SessionBook {
  readonly #known = new Remembered<SessionRow>();
  /** Uses that are not written down yet, by session id. */
  readonly #lastUsed = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
  ) {}

  /** @returns the new session; the one who signed in is written into the ledger. */
  async open(
    transaction: Transaction,
    account: AccountRow,
    carriedBy: SessionRow['carriedBy'],
  ): Promise<OpenedSession> {
    const { manager } = transaction;
    const now = this.clock.now();
    await manager.delete(Sessions, { lastUsedAt: LessThan(now - sessionTimes.longestMs) });
    const token = newSecret(this.entropy, secretPrefixes.session);
    const session: SessionRow = {
      id: newId(this.entropy),
      account: account.id,
      tokenHash: secretHash(token),
      previousHash: null,
      rotatedAt: now,
      csrfToken: newSecret(this.entropy, ''),
      carriedBy,
      createdAt: now,
      lastUsedAt: now,
    };
    await manager.insert(Sessions, session);
    const { id, role, member, way } = account;
    await this.ledger.append(transaction, {
      kind: 'signed-in',
      actor: actorOf(id),
      subject: session.id,
      payload: { account: id, role, member, way },
    });
    return { session, token };
  }

  /**
   * The session of a token, used now.
   * @throws CoordinatorError `admin-only` for one that is unknown or has ended.
   */
  async use(token: string): Promise<FoundSession> {
    const hash = secretHash(token);
    const session = await this.#known.find(hash, () =>
      this.database.read((manager) => findByHash(manager, hash)),
    );
    if (!session) throw ended();
    const now = this.clock.now();
    const lastUsedAt = this.#lastUsed.get(session.id) ?? session.lastUsedAt;
    if (now - lastUsedAt >= sessionTimes.idleMs || now - session.createdAt >= sessionTimes.longestMs)
      throw ended();
    if (session.previousHash === hash) {
      if (now - session.rotatedAt <= sessionTimes.graceMs) return { session, nextToken: undefined };
      await this.end(session, 'token-reused');
      throw ended();
    }
    if (now - session.rotatedAt > sessionTimes.rotateAfterMs) return this.rotate(session, now);
    await this.noteUse(session, lastUsedAt, now);
    return { session, nextToken: undefined };
  }

  /** Ends a session; one that has ended already stays as it is. */
  async end(session: SessionRow, reason: 'signed-out' | 'token-reused' | 'revoked'): Promise<void> {
    await this.database.write(async (transaction) => {
      transaction.afterCommit(() => this.forget());
      const { affected } = await transaction.manager.delete(Sessions, { id: session.id });
      if (affected !== 1) return;
      await this.ledger.append(transaction, {
        kind: 'session-ended',
        actor: actorOf(session.account),
        subject: session.id,
        payload: { account: session.account, session: session.id, reason },
      });
    });
  }

  /** Signs out. */
  async endById(id: string): Promise<void> {
    const session = await this.database.read((manager) => manager.findOneBy(Sessions, { id }));
    if (session) await this.end(session, 'signed-out');
  }

  /** To be called after rows were changed elsewhere. */
  forget(): void {
    this.#known.forget();
    this.#lastUsed.clear();
  }

  private async rotate(session: SessionRow, now: number): Promise<FoundSession> {
    const token = newSecret(this.entropy, secretPrefixes.session);
    const change = {
      tokenHash: secretHash(token),
      previousHash: session.tokenHash,
      rotatedAt: now,
      lastUsedAt: now,
    };
    const rotated = await this.database.write(async ({ manager, afterCommit }) => {
      afterCommit(() => this.forget());
      const { affected } = await manager.update(
        Sessions,
        { id: session.id, tokenHash: session.tokenHash },
        change,
      );
      return affected === 1;
    });
    // Another request of the same moment was first; the token that it was given is the one in force.
    return rotated
      ? { session: { ...session, ...change }, nextToken: token }
      : { session, nextToken: undefined };
  }

  private async noteUse({ id }: SessionRow, lastUsedAt: number, now: number): Promise<void> {
    if (now - lastUsedAt < sessionTimes.noteUseEveryMs) return;
    this.#lastUsed.set(id, now);
    await this.database.write(async ({ manager }) => {
      await manager.update(Sessions, { id }, { lastUsedAt: now });
    });
  }
}

async function findByHash(manager: Rows, hash: string): Promise<SessionRow | undefined> {
  const row = await manager.findOneBy(Sessions, [{ tokenHash: hash }, { previousHash: hash }]);
  return row ?? undefined;
}

function ended(): CoordinatorError {
  return new CoordinatorError('admin-only', 'the session is unknown or has ended; sign in again');
}
