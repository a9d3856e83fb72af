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
  const statement = (real: Driver.Statement): Driver.Statement =>
    wrapped(real, {
      run: (...values: unknown[]) => {
        life.requireAlive();
        const result = real.run(...values);
        life.wrote();
        return result;
      },
      get: (...values: unknown[]) => {
        life.requireAlive();
        return real.get(...values);
      },
      all: (...values: unknown[]) => {
        life.requireAlive();
        return real.all(...values);
      },
    });
  return wrapped(database, {
    prepare: (sql: string) => statement(database.prepare(sql)),
    transaction: (work: () => unknown) => ({
      immediate: () => {
        life.requireAlive();
        const result = database.transaction(work).immediate();
        if (!database.inTransaction) life.wrote();
        return result;
      },
    }),
  });
}

function wrapped<T extends object>(real: T, own: Readonly<Record<string, unknown>>): T {
  return new Proxy(real, {
    get: (target, property) => {
      if (typeof property === 'string' && property in own) return own[property];
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
