// Deliveries: in order, at least once, again after a failure with longer and longer pauses. How far each receiver was told
// stands in the database, so a coordinator that is killed goes on where it was.
import type { Ledger } from '../ledger/ledger.js';
import type { AddressGuard } from '../outbound/address-guard.js';
import { guardedRequest } from '../outbound/guarded-request.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import { In, IsNull, LessThanOrEqual, MoreThanOrEqual } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { LedgerIndex, type LedgerIndexRow } from '../storage/tables/ledger-tables.js';
import { Webhooks, type WebhookRow } from '../storage/tables/webhook-tables.js';
import { signedHeaders } from './signature.js';
import type { WebhookBook } from './webhooks.js';

const MOST_EVENTS = 100;
const TIMEOUT_MS = 10_000;
/** What a receiver says is not read. */
const MOST_ANSWER_BYTES = 64 * 1024;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Twelve pauses that double make about six hours and a half; then somebody has to look. */
const MOST_ATTEMPTS = 16;

export class Deliveries {
  #underWay: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly webhooks: WebhookBook,
    private readonly guard: AddressGuard,
    private readonly logger: Logger,
  ) {}

  /** Delivers what is due, to all receivers side by side; a call while one is under way waits for that one. */
  deliverDue(): Promise<void> {
    return (this.#underWay ??= this.toAll().finally(() => {
      this.#underWay = undefined;
    }));
  }

  private async toAll(): Promise<void> {
    const due = await this.database.read((manager) =>
      manager.findBy(Webhooks, { suspendedAt: IsNull(), dueAt: LessThanOrEqual(this.clock.now()) }),
    );
    await Promise.all(due.map((row) => this.toOne(row)));
  }

  private async toOne(row: WebhookRow): Promise<void> {
    const { events, nextPosition } = await this.pending(row);
    if (nextPosition === row.nextPosition) return;
    const problem = events.length === 0 ? '' : await this.send(row, events);
    const now = this.clock.now();
    if (problem === '') return this.note(row, { nextPosition, attempt: 0, dueAt: now, problem: '' });
    const attempt = row.attempt + 1;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** row.attempt);
    const isOver = attempt >= MOST_ATTEMPTS;
    this.logger.warn(
      { event: isOver ? 'webhook-suspended' : 'webhook-failed', webhook: row.id, attempt },
      `a delivery failed: ${problem}`,
    );
    return this.note(row, { attempt, dueAt: now + pauseMs, problem, suspendedAt: isOver ? now : null });
  }

  /** Entries that the receiver wants, and where it stands once it has them. */
  private pending({
    nextPosition: first,
    kinds,
  }: WebhookRow): Promise<{ events: LedgerIndexRow[]; nextPosition: number }> {
    const wanted = JSON.parse(kinds) as string[];
    return this.database.read(async (manager) => {
      const { size } = await this.ledger.head(manager);
      const events = await manager.find(LedgerIndex, {
        where: { position: MoreThanOrEqual(first), ...(wanted.length === 0 ? {} : { kind: In(wanted) }) },
        order: { position: 'ASC' },
        take: MOST_EVENTS,
      });
      // Fewer than asked for: what is after the last one is nothing that the receiver wants.
      const nextPosition = events.length < MOST_EVENTS ? size : events.at(-1)!.position + 1;
      return { events, nextPosition };
    });
  }

  /** @returns what went wrong, in words without anything from the answer; empty for nothing. */
  private async send(row: WebhookRow, events: readonly LedgerIndexRow[]): Promise<string> {
    const secret = this.webhooks.secretOf(row);
    const body = JSON.stringify({ type: 'ledger.entries', events });
    // The same again after a failure, so that a receiver knows what it has.
    const id = `${row.id}.${events[0]!.position}.${events.at(-1)!.position}`;
    const headers = signedHeaders(secret, id, this.clock.now(), body);
    secret.fill(0);
    try {
      const { status } = await guardedRequest(this.guard, {
        ...{ method: 'POST', url: new URL(row.url), headers, body },
        ...{ timeoutMs: TIMEOUT_MS, mostAnswerBytes: MOST_ANSWER_BYTES },
      });
      return status >= 200 && status < 300 ? '' : `the receiver answered ${status}`;
    } catch (error) {
      return error instanceof Error ? error.message : 'the receiver was not reached';
    }
  }

  /** Unless it was removed or resumed meanwhile. */
  private async note(row: WebhookRow, change: Partial<WebhookRow>): Promise<void> {
    await this.database.write(async ({ manager }) => {
      const { id, nextPosition, attempt } = row;
      await manager.update(Webhooks, { id, nextPosition, attempt }, change);
    });
  }
}
