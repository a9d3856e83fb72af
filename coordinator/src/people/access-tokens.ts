// Access tokens: for programs of a person, with that person's rights and no more, for some weeks.
import type { Entropy } from '@chorale/crypto';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { LessThan } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { AccessTokens, type AccessTokenRow, type AccountRow } from '../storage/tables/people-tables.js';
import { Remembered } from './remembered.js';
import { actorOf, type AccountId } from './roles.js';
import { newId, newSecret, secretHash, secretPrefixes } from './secrets.js';

const DAY_MS = 24 * 3_600_000;
export const LONGEST_TOKEN_DAYS = 90;
const MOST_TOKENS = 20;

export class AccessTokenBook {
  readonly #known = new Remembered<AccessTokenRow>();

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
  ) {}

  /** @returns the token beside its row; it is shown once. */
  issue(
    account: Pick<AccountRow, 'id' | 'validUntil'>,
    label: string,
    days: number,
  ): Promise<{ token: string; row: AccessTokenRow }> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      const now = this.clock.now();
      await manager.delete(AccessTokens, { expiresAt: LessThan(now) });
      if ((await manager.countBy(AccessTokens, { account: account.id })) >= MOST_TOKENS)
        throw new CoordinatorError(
          'account-refused',
          `${MOST_TOKENS} tokens are in force; revoke one that is not needed`,
        );
      const token = newSecret(this.entropy, secretPrefixes.accessToken);
      const row: AccessTokenRow = {
        id: newId(this.entropy),
        account: account.id,
        tokenHash: secretHash(token),
        label,
        createdAt: now,
        expiresAt: Math.min(now + days * DAY_MS, account.validUntil ?? Infinity),
      };
      await manager.insert(AccessTokens, row);
      await this.ledger.append(transaction, {
        kind: 'access-token-issued',
        actor: actorOf(account.id),
        subject: row.id,
        payload: { account: account.id, token: row.id, expiresAt: row.expiresAt },
      });
      return { token, row };
    });
  }

  listOf(account: AccountId): Promise<AccessTokenRow[]> {
    return this.database.read((manager) =>
      manager.find(AccessTokens, { where: { account }, order: { createdAt: 'ASC', id: 'ASC' } }),
    );
  }

  /** @throws CoordinatorError `admin-only` for one that is unknown, revoked or too old. */
  async use(token: string): Promise<AccessTokenRow> {
    const tokenHash = secretHash(token);
    const row = await this.#known.find(tokenHash, () =>
      this.database.read(
        async (manager) => (await manager.findOneBy(AccessTokens, { tokenHash })) ?? undefined,
      ),
    );
    if (!row || row.expiresAt <= this.clock.now())
      throw new CoordinatorError(
        'admin-only',
        'the access token is unknown, revoked or too old; issue a new one',
      );
    return row;
  }

  /** @throws CoordinatorError `not-found` also for another account's token. */
  revoke(account: AccountId, id: string): Promise<void> {
    return this.database.write(async (transaction) => {
      transaction.afterCommit(() => this.forget());
      const { affected } = await transaction.manager.delete(AccessTokens, { id, account });
      if (affected !== 1)
        throw new CoordinatorError('not-found', `you have no access token ${id}; list yours`);
      await this.ledger.append(transaction, {
        kind: 'access-token-revoked',
        actor: actorOf(account),
        subject: id,
        payload: { account, token: id },
      });
    });
  }

  /** To be called after rows were changed elsewhere. */
  forget(): void {
    this.#known.forget();
  }
}
