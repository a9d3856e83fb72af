// One way to write: units of work, one after the other, committed in groups. Whatever a unit promised has
// reached the disk before its caller hears of it. One coordinator at a time has the database (open-database.ts),
// so the order in this process is the order of all writes.
import { setImmediate } from 'node:timers/promises';
import type { DataSource, EntitySchema } from 'typeorm';
import { actAsNobody, actingNow, type Acting } from '../platform/acting.js';
import { savepoint, type Connections } from './connections.js';
import { Rows, type Connection } from './rows.js';

/** What a unit of work sees of the database. */
export interface Transaction {
  readonly manager: Rows;
  /** Who asked for it; undefined where nobody did: nodes sign for themselves, and the clock's hand has no name. */
  readonly actor: Acting['actor'] | undefined;
  /** Runs once the commit is durable; not at all if this unit fails. */
  readonly afterCommit: (effect: () => void) => void;
}
/**
 * Runs inside each commit, after its units: seals what they appended.
 * @param afterCommit takes what to do once the commit is durable. What a hook wrote is gone where the commit fails, so only there
 * may it forget what it has still to write.
 */
export type BeforeCommit = (manager: Rows, afterCommit: Transaction['afterCommit']) => Promise<void>;

interface PendingWrite {
  readonly work: (transaction: Transaction) => Promise<unknown>;
  readonly acting: Acting | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}
interface PendingRead {
  readonly run: () => Promise<void>;
}

/** Bounds how long a caller waits for the others of its group. */
const MOST_WRITES_A_COMMIT = 64;

export class Database {
  readonly #queue: (PendingWrite | PendingRead)[] = [];
  readonly #beforeCommit: BeforeCommit[] = [];
  /** Commits that changed a table. */
  readonly #revisions = new Map<EntitySchema, number>();
  readonly #touched = new Set<EntitySchema>();
  #draining: Promise<void> | undefined;

  /** @param beforeClose lets go of what keeps other coordinators out. */
  constructor(
    private readonly dataSource: Pick<DataSource, 'destroy'>,
    private readonly connections: Connections,
    private readonly beforeClose: () => Promise<void> = () => Promise.resolve(),
  ) {}

  beforeCommit(hook: BeforeCommit): void {
    this.#beforeCommit.push(hook);
  }

  /**
   * Runs `work` alone in the database and resolves after its commit; if it throws, nothing of it remains.
   * It must not wait for anything but the database, nor call `write` or `read` itself.
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // Taken here, in the caller's context: the queue is worked off in whose context soever.
      const acting = actingNow();
      this.#queue.push({ work, acting, resolve: resolve as (value: unknown) => void, reject });
      this.startDraining();
    });
  }

  /** Runs `work` on one consistent, committed state. */
  read<T>(work: (manager: Rows) => Promise<T>): Promise<T> {
    const look = (): Promise<T> => this.connections.snapshot((connection) => work(this.rowsOn(connection)));
    if (this.connections.readsBesideWrites) return look();
    // One connection: a read beside a unit of work would see what may yet be rolled back.
    return new Promise<T>((resolve, reject) => {
      const run = (): Promise<void> => look().then(resolve, reject);
      this.#queue.push({ run });
      this.startDraining();
    });
  }

  /**
   * Remembers what `read` found until one of `tables` changes. Nothing depends on it: what is kept can be read again.
   * @param age what else the answer depends on, such as the hour; another value reads anew.
   * @returns a reader that calls {@link read} where it must, so it is not for use inside a unit of work.
   */
  remembering<T>(
    tables: readonly EntitySchema[],
    read: (manager: Rows) => Promise<T>,
    age: () => number = () => 0,
  ): () => Promise<T> {
    let kept: { readonly revision: string; readonly value: Promise<T> } | undefined;
    return () => {
      // Taken before the read begins, so that what is kept is never older than its revision.
      const revision = `${age()} ${tables.reduce((sum, table) => sum + this.revisionOf(table), 0)}`;
      if (kept?.revision === revision) return kept.value;
      const fresh = { revision, value: this.read(read) };
      kept = fresh;
      fresh.value.catch(() => {
        if (kept === fresh) kept = undefined;
      });
      return fresh.value;
    };
  }

  private revisionOf(table: EntitySchema): number {
    return this.#revisions.get(table) ?? 0;
  }

  private rowsOn(connection: Connection): Rows {
    return new Rows(connection, (table) => this.#touched.add(table));
  }

  /** Waits for what is under way and closes the connection. */
  async close(): Promise<void> {
    await this.#draining;
    await this.beforeClose();
    await this.dataSource.destroy();
  }

  private startDraining(): void {
    this.#draining ??= actAsNobody(() => this.drain()).finally(() => {
      this.#draining = undefined;
      if (this.#queue.length > 0) this.startDraining();
    });
  }

  private async drain(): Promise<void> {
    // Requests that arrived together meet in one group: all that the sockets hold is read before the first is committed.
    await setImmediate();
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if ('run' in next) await next.run();
      else await this.commitGroup([next, ...this.takeWrites()]);
    }
  }

  private takeWrites(): PendingWrite[] {
    const group: PendingWrite[] = [];
    while (group.length < MOST_WRITES_A_COMMIT - 1) {
      const next = this.#queue[0];
      if (!next || 'run' in next) break;
      group.push(next);
      this.#queue.shift();
    }
    return group;
  }

  private async commitGroup(group: readonly PendingWrite[]): Promise<void> {
    const settle: (() => void)[] = [];
    const written: (() => void)[] = [];
    try {
      await this.connections.transaction(async (connection) => {
        const manager = this.rowsOn(connection);
        for (const write of group) settle.push(await runUnit(connection, manager, write));
        for (const hook of this.#beforeCommit) await hook(manager, (effect) => written.push(effect));
      });
    } catch (error) {
      this.#touched.clear();
      for (const write of group) write.reject(error);
      return;
    }
    for (const table of this.#touched) this.#revisions.set(table, (this.#revisions.get(table) ?? 0) + 1);
    this.#touched.clear();
    for (const effect of written) effect();
    for (const finish of settle) finish();
  }
}

/** @returns what to do once the group is durable. */
async function runUnit(connection: Connection, manager: Rows, write: PendingWrite): Promise<() => void> {
  const effects: (() => void)[] = [];
  try {
    // A savepoint of its own, so that a unit that fails takes nothing of the others with it.
    const value = await savepoint(connection, async () => {
      const result = await write.work({
        manager,
        actor: write.acting?.actor,
        afterCommit: (effect) => effects.push(effect),
      });
      await write.acting?.alongside?.(manager);
      return result;
    });
    return () => {
      for (const effect of effects) effect();
      write.resolve(value);
    };
  } catch (error) {
    return () => write.reject(error);
  }
}
