// A node's records in memory. To open them and prepare their statements takes longer than most histories use them, so they
// are opened once for many histories: each is a transaction around the node's own ones, and is undone at its end.
import Driver from 'better-sqlite3';
import type { Life } from './life.js';

export class NodeRecords {
  private static readonly free = new WeakMap<Uint8Array, NodeRecords[]>();
  private readonly statements = new Map<string, Driver.Statement>();

  private constructor(
    private readonly snapshot: Uint8Array,
    readonly database: Driver.Database,
  ) {}

  /** As a snapshot of a database has them. */
  static of(snapshot: Uint8Array): NodeRecords {
    const records = this.free.get(snapshot)?.pop() ?? new NodeRecords(snapshot, opened(snapshot));
    records.database.exec('BEGIN');
    return records;
  }

  prepared(sql: string): Driver.Statement {
    const statement = this.statements.get(sql) ?? this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
  rows(sql: string, ...values: readonly string[]): Record<string, unknown>[] {
    return this.prepared(sql).all(...values) as Record<string, unknown>[];
  }
  row(sql: string, ...values: readonly string[]): Record<string, unknown> | undefined {
    return this.rows(sql, ...values)[0];
  }

  /** Forgets what the history wrote. */
  close(): void {
    this.database.exec('ROLLBACK');
    const free = NodeRecords.free.get(this.snapshot) ?? [];
    NodeRecords.free.set(this.snapshot, [...free, this]);
  }
}

function opened(snapshot: Uint8Array): Driver.Database {
  const database = new Driver(Buffer.from(snapshot));
  database.pragma('foreign_keys = ON');
  return database;
}

/** The same database, through the hands of a process that may die: inside a transaction, which is then undone, or after. */
export function mortalDatabase(records: NodeRecords, life: Life): Driver.Database {
  // What a node's records use of a database, and no more.
  return new MortalDatabase(records, life) as unknown as Driver.Database;
}

class MortalDatabase {
  /** Of the node's own transactions; around them is that of the history. */
  private depth = 0;

  constructor(
    private readonly records: NodeRecords,
    private readonly life: Life,
  ) {}

  get inTransaction(): boolean {
    return this.depth > 0;
  }
  prepare(sql: string): MortalStatement {
    return new MortalStatement(this.records, sql, this.life);
  }
  /** A database in memory keeps no write-ahead log that a secret could stay in. */
  pragma(): void {
    this.life.requireAlive();
  }
  transaction(work: () => unknown): { immediate: () => unknown } {
    return {
      immediate: () => {
        this.life.requireAlive();
        const result = this.inside(work);
        if (this.depth === 0) this.life.wrote();
        return result;
      },
    };
  }

  private inside(work: () => unknown): unknown {
    this.depth += 1;
    try {
      return this.records.database.transaction(work).immediate();
    } finally {
      this.depth -= 1;
    }
  }
}

/** Prepared when it is first used: most lives use few statements. */
class MortalStatement {
  private prepared: Driver.Statement | undefined;

  constructor(
    private readonly records: NodeRecords,
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
    return (this.prepared ??= this.records.prepared(this.sql));
  }
}
