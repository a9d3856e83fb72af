// What is remembered of requests: their nonces, so that none counts twice, and their bytes. Nonces are written with
// the next commit, and with the one after it where that fails, so an act is never durable without the nonce of its
// request; bytes may wait a little longer.
import { REPLAY_WINDOW_MS, type NodeId, type StudyId } from '@chorale/crypto';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { LessThan } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import {
  BytesReceived,
  RequestNonces,
  type BytesReceivedRow,
  type RequestNonceRow,
} from '../storage/tables/request-tables.js';
import { SeenRequests } from './seen-requests.js';

export class RequestLog {
  readonly #seen = new SeenRequests();
  /** Not durable yet, oldest first. */
  readonly #unwrittenNonces: RequestNonceRow[] = [];
  readonly #unwrittenBytes = new Map<string, BytesReceivedRow>();
  #forgottenAt = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    database.beforeCommit((manager, afterCommit) => this.writeNonces(manager, afterCommit));
  }

  /** Reads the nonces that an earlier process saw. */
  async open(): Promise<void> {
    const rows = await this.database.read((manager) => manager.find(RequestNonces));
    for (const { node, nonce } of rows) this.#seen.add(node, nonce, this.clock.now());
  }

  /** @throws CoordinatorError `stale-request` or `replayed-request`. */
  admit(node: NodeId, nonce: string, createdAt: number): void {
    const now = this.clock.now();
    if (Math.abs(now - createdAt) > REPLAY_WINDOW_MS)
      throw new CoordinatorError(
        'stale-request',
        `the request was signed ${Math.round((now - createdAt) / 1000)} s ago by this coordinator's clock; set the node's clock`,
      );
    if (!this.#seen.add(node, nonce, now))
      throw new CoordinatorError(
        'replayed-request',
        'this request came before; sign each request with a fresh nonce',
      );
    this.#unwrittenNonces.push({ node, nonce, createdAt });
  }

  /** @param bytes request line, headers and body as they came in. */
  count(node: NodeId, study: StudyId | '', bytes: number): void {
    const key = `${study} ${node}`;
    const soFar = this.#unwrittenBytes.get(key)?.bytes ?? 0;
    this.#unwrittenBytes.set(key, { study, node, bytes: soFar + bytes });
  }

  /** Writes what no act has taken along. */
  async flush(): Promise<void> {
    if (this.#unwrittenNonces.length === 0 && this.#unwrittenBytes.size === 0) return;
    await this.database.write(({ manager, afterCommit }) => this.writeBytes(manager, afterCommit));
  }

  private async writeNonces(manager: Rows, afterCommit: Transaction['afterCommit']): Promise<void> {
    const nonces = [...this.#unwrittenNonces];
    if (nonces.length > 0) {
      // A commit may be durable though the database could not say so any more; then they are there.
      await manager.insertMissing(RequestNonces, nonces);
      // Others may have come since. Commits follow each other, so these are still the oldest.
      afterCommit(() => this.#unwrittenNonces.splice(0, nonces.length));
    }
    const now = this.clock.now();
    if (now - this.#forgottenAt < REPLAY_WINDOW_MS) return;
    await manager.delete(RequestNonces, { createdAt: LessThan(now - 2 * REPLAY_WINDOW_MS) });
    afterCommit(() => (this.#forgottenAt = now));
  }

  private async writeBytes(manager: Rows, afterCommit: Transaction['afterCommit']): Promise<void> {
    const counts = [...this.#unwrittenBytes];
    for (const [, { study, node, bytes }] of counts) {
      const { affected } = await manager.increment(BytesReceived, { study, node }, 'bytes', bytes);
      if (affected === 0) await manager.insert(BytesReceived, { study, node, bytes });
    }
    afterCommit(() => {
      for (const [key, written] of counts) this.subtract(key, written.bytes);
    });
  }

  private subtract(key: string, bytes: number): void {
    const row = this.#unwrittenBytes.get(key)!;
    if (row.bytes === bytes) this.#unwrittenBytes.delete(key);
    else this.#unwrittenBytes.set(key, { ...row, bytes: row.bytes - bytes });
  }
}
