// A POST with an idempotency key is carried out once, however often it is sent. That it was done is written in the same
// transaction as what it did, so a coordinator that is killed in between forgets neither or both.
import { createHash } from 'node:crypto';
import type { StorageKey } from '@chorale/crypto';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { LessThan } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database } from '../storage/database.js';
import { IdempotentRequests } from '../storage/tables/people-tables.js';

const KEPT_MS = 24 * 3_600_000;

export interface IdempotentRequest {
  /** Account id, or `administrator`. */
  readonly account: string;
  readonly key: string;
  readonly method: string;
  readonly target: string;
  readonly body: unknown;
}
export type Answer = { readonly status: number; readonly body: unknown };

export class IdempotencyBook {
  /** Requests that this process is carrying out, by account and key. */
  readonly #running = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly storageKey: StorageKey,
  ) {}

  /**
   * Carries a request out unless it was before.
   * @param run is given what belongs alongside each unit of work of the act.
   * @throws CoordinatorError `idempotency-key-used`, `idempotency-running` or `idempotency-answer-lost`.
   */
  async once(
    request: IdempotentRequest,
    run: (alongside: (manager: Rows) => Promise<void>) => Promise<Answer>,
  ): Promise<Answer> {
    const { account, key } = request;
    const id = `${account} ${key}`;
    if (this.#running.has(id))
      throw new CoordinatorError(
        'idempotency-running',
        'the same request is being carried out; ask again in a moment',
      );
    this.#running.add(id);
    try {
      return (await this.earlierAnswer(request)) ?? (await this.carryOut(request, run));
    } finally {
      this.#running.delete(id);
    }
  }

  private earlierAnswer(request: IdempotentRequest): Promise<Answer | undefined> {
    const { account, key } = request;
    return this.database.write(async ({ manager }) => {
      await manager.delete(IdempotentRequests, { createdAt: LessThan(this.clock.now() - KEPT_MS) });
      const row = await manager.findOneBy(IdempotentRequests, { account, idempotencyKey: key });
      if (!row) return undefined;
      if (row.requestHash !== hashOf(request))
        throw new CoordinatorError(
          'idempotency-key-used',
          'this idempotency key came with another request before; choose a new one',
        );
      if (row.answer) return this.open(row.answer, placeOf(request));
      throw new CoordinatorError(
        'idempotency-answer-lost',
        'this request was carried out before, but the coordinator stopped before it could keep its answer; read what ' +
          'it changed',
      );
    });
  }

  private async carryOut(
    request: IdempotentRequest,
    run: (alongside: (manager: Rows) => Promise<void>) => Promise<Answer>,
  ): Promise<Answer> {
    const { account, key } = request;
    const row = { account, idempotencyKey: key, requestHash: hashOf(request), createdAt: this.clock.now() };
    const answer = await run(async (manager) => {
      await manager.upsert(IdempotentRequests, { ...row, answer: null }, ['account', 'idempotencyKey']);
    });
    const sealed = this.storageKey.seal(new TextEncoder().encode(JSON.stringify(answer)), placeOf(request));
    await this.database.write(async ({ manager }) => {
      await manager.upsert(IdempotentRequests, { ...row, answer: sealed }, ['account', 'idempotencyKey']);
    });
    return answer;
  }

  private open(sealed: Uint8Array, place: string): Answer {
    return JSON.parse(new TextDecoder().decode(this.storageKey.open(sealed, place))) as Answer;
  }
}

function hashOf({ method, target, body }: IdempotentRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, target, body]))
    .digest('hex');
}
function placeOf({ account, key }: IdempotentRequest): string {
  return `idempotent_requests.answer.${account}.${key}`;
}
