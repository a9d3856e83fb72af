// A process that can be killed: at once, or at its n-th durable write from now, with what is written on the disk and what
// it was about to say unsaid.
import type Driver from 'better-sqlite3';

/** Thrown through the code of a process that is no more; it can neither write nor send after that. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export class Life {
  #alive = true;
  #writesLeft = Infinity;

  hasEnded(): boolean {
    return !this.#alive;
  }
  end(): void {
    this.#alive = false;
  }
  /** @param writes it dies in the very moment that so many more are durable. */
  endAfter(writes: number): void {
    this.#writesLeft = writes;
  }
  /** @throws Killed */
  requireAlive(): void {
    if (!this.#alive) throw new Killed();
  }
  /** Something has just been written. @throws Killed when that was the last thing. */
  wrote(): void {
    this.#writesLeft -= 1;
    if (this.#writesLeft <= 0) this.#alive = false;
    this.requireAlive();
  }
}

/** The same database, through the hands of a process that may die: inside a transaction, which is then undone, or after. */
export function mortalDatabase(database: Driver.Database, life: Life): Driver.Database {
  // What a node's records use of a database, and no more.
  return new MortalDatabase(database, life) as unknown as Driver.Database;
}

class MortalDatabase {
  constructor(
    private readonly database: Driver.Database,
    private readonly life: Life,
  ) {}

  get inTransaction(): boolean {
    return this.database.inTransaction;
  }
  prepare(sql: string): MortalStatement {
    return new MortalStatement(this.database, sql, this.life);
  }
  pragma(text: string): unknown {
    this.life.requireAlive();
    return this.database.pragma(text);
  }
  transaction(work: () => unknown): { immediate: () => unknown } {
    return {
      immediate: () => {
        this.life.requireAlive();
        const result = this.database.transaction(work).immediate();
        if (!this.database.inTransaction) this.life.wrote();
        return result;
      },
    };
  }
}

/** Prepared when it is first used, and once for all lives of a node: most lives use few statements. */
class MortalStatement {
  private prepared: Driver.Statement | undefined;

  constructor(
    private readonly database: Driver.Database,
    private readonly sql: string,
    private readonly life: Life,
  ) {}

  run(...values: unknown[]): Driver.RunResult {
    const result = this.living().run(...values);
    this.life.wrote();
    return result;
  }
  get(...values: unknown[]): unknown {
    return this.living().get(...values);
  }
  all(...values: unknown[]): unknown[] {
    return this.living().all(...values);
  }

  private living(): Driver.Statement {
    this.life.requireAlive();
    return (this.prepared ??= preparedOnce(this.database, this.sql));
  }
}

const preparedBy = new WeakMap<Driver.Database, Map<string, Driver.Statement>>();

function preparedOnce(database: Driver.Database, sql: string): Driver.Statement {
  const known = preparedBy.get(database) ?? new Map<string, Driver.Statement>();
  preparedBy.set(database, known);
  const statement = known.get(sql) ?? database.prepare(sql);
  known.set(sql, statement);
  return statement;
}
