// Who is told of new entries of the ledger.
import type { Entropy, StorageKey } from '@chorale/crypto';
import type { EntryKind } from '../ledger/entry-kinds.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Principal } from '../people/roles.js';
import { newId } from '../people/secrets.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Database } from '../storage/database.js';
import { Webhooks, type WebhookRow } from '../storage/tables/webhook-tables.js';
import { SECRET_BYTES, showSecret } from './signature.js';

const MOST_WEBHOOKS = 20;

export class WebhookBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
    private readonly storageKey: StorageKey,
  ) {}

  /**
   * From the next entry on.
   * @param kinds of entries; none stands for all.
   * @returns the secret beside the row; it is shown once.
   */
  add(
    who: Principal,
    url: string,
    kinds: readonly EntryKind[],
  ): Promise<{ row: WebhookRow; secret: string }> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      if ((await manager.count(Webhooks)) >= MOST_WEBHOOKS)
        throw new CoordinatorError(
          'webhook-refused',
          `there are ${MOST_WEBHOOKS} webhooks; remove one first`,
        );
      const id = newId(this.entropy);
      const secret = new Uint8Array(SECRET_BYTES);
      this.entropy.fill(secret);
      const now = this.clock.now();
      const position = await this.ledger.append(transaction, {
        kind: 'webhook-added',
        actor: who.actor,
        subject: id,
        // The path of an address may hold a secret of the receiver's.
        payload: { webhook: id, host: new URL(url).host, kinds: [...kinds] },
      });
      const row: WebhookRow = {
        ...{ id, url, kinds: JSON.stringify(kinds), sealedSecret: this.storageKey.seal(secret, placeOf(id)) },
        ...{ createdAt: now, createdBy: who.actor, nextPosition: position },
        ...{ attempt: 0, dueAt: now, problem: '', suspendedAt: null },
      };
      await manager.insert(Webhooks, row);
      const shown = showSecret(secret);
      secret.fill(0);
      return { row, secret: shown };
    });
  }

  list(): Promise<WebhookRow[]> {
    return this.database.read((manager) =>
      manager.find(Webhooks, { order: { createdAt: 'ASC', id: 'ASC' } }),
    );
  }

  /** @throws CoordinatorError `not-found`. */
  async find(id: string): Promise<WebhookRow> {
    return required(id, await this.database.read((manager) => manager.findOneBy(Webhooks, { id })));
  }

  /** Goes on where it was given up. */
  resume(id: string): Promise<WebhookRow> {
    return this.database.write(async ({ manager }) => {
      const row = required(id, await manager.findOneBy(Webhooks, { id }));
      const change = { attempt: 0, dueAt: this.clock.now(), problem: '', suspendedAt: null };
      await manager.update(Webhooks, { id }, change);
      return { ...row, ...change };
    });
  }

  remove(who: Principal, id: string): Promise<void> {
    return this.database.write(async (transaction) => {
      const { affected } = await transaction.manager.delete(Webhooks, { id });
      if (affected !== 1) required(id, null);
      await this.ledger.append(transaction, {
        kind: 'webhook-removed',
        actor: who.actor,
        subject: id,
        payload: { webhook: id },
      });
    });
  }

  secretOf({ id, sealedSecret }: WebhookRow): Uint8Array {
    return this.storageKey.open(sealedSecret, placeOf(id));
  }
}

function required(id: string, row: WebhookRow | null): WebhookRow {
  if (!row) throw new CoordinatorError('not-found', `there is no webhook ${id}; list the webhooks`);
  return row;
}

function placeOf(id: string): string {
  return `webhooks.sealed_secret.${id}`;
}
