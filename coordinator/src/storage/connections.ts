// The two databases, as far as statements differ. TypeORM opened them, and brought their schema up to date.
import type BetterSqlite from 'better-sqlite3';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Dialect } from './conditions.js';
import { Rows, type Connection } from './rows.js';

/** Where units of work find a connection of their own. */
export interface Connections {
  /** Whether a read may go on beside a unit of work, on a state of its own. */
  readonly readsBesideWrites: boolean;
  /** Commits what `work` did; nothing of it remains where it throws. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Runs `work` on one committed state. */
  snapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
}

/** One connection for everything; better-sqlite3 answers at once. */
export class SqliteConnections implements Connections {
  readonly readsBesideWrites = false;
  private readonly connection: Connection;

  constructor(dataSource: DataSource) {
    const { databaseConnection } = dataSource.driver as unknown as {
      databaseConnection: BetterSqlite.Database;
    };
    this.connection = sqliteConnection(databaseConnection);
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const { connection } = this;
    await connection.run('BEGIN IMMEDIATE');
    return settled(work(connection), 'COMMIT', 'ROLLBACK', connection);
  }

  snapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return work(this.connection);
  }
}

/** Whoever asks at once gets a connection of the pool each. */
export class PostgresConnections implements Connections {
  readonly readsBesideWrites = true;

  constructor(private readonly dataSource: DataSource) {}

  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.inTransaction('BEGIN', work);
  }
  snapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.inTransaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work);
  }

  private async inTransaction<T>(begin: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const connection = runnerConnection(runner, postgresDialect);
      await connection.run(begin);
      return await settled(work(connection), 'COMMIT', 'ROLLBACK', connection);
    } finally {
      await runner.release();
    }
  }
}

/** A part of a transaction that may fail by itself. */
export async function savepoint<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.run('SAVEPOINT unit');
  return settled(work(), 'RELEASE unit', 'ROLLBACK TO unit', connection);
}

async function settled<T>(work: Promise<T>, keep: string, undo: string, connection: Connection): Promise<T> {
  try {
    const value = await work;
    await connection.run(keep);
    return value;
  } catch (error) {
    // What cannot be undone is undone already: by SQLite where the disk is full, by PostgreSQL where it is gone.
    await connection.run(undo).catch(() => undefined);
    throw error;
  }
}

const sqliteDialect: Dialect = {
  placeholder: () => '?',
  isIn: (column, values, bind) =>
    `${column} IN (SELECT value FROM json_each(${bind(JSON.stringify(values))}))`,
  // Prepared for one row, run for each.
  rowsAnInsert: 1,
};

function sqliteConnection(database: BetterSqlite.Database): Connection {
  const prepared = new Map<string, BetterSqlite.Statement>();
  const prepare = (sql: string): BetterSqlite.Statement => {
    const known = prepared.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return {
    dialect: sqliteDialect,
    // eslint-disable-next-line @typescript-eslint/require-await -- what it throws belongs into the promise
    all: async (sql, values) => prepare(sql).all(...values.map(sqliteValue)) as Record<string, unknown>[],
    // eslint-disable-next-line @typescript-eslint/require-await
    run: async (sql, values = []) => prepare(sql).run(...values.map(sqliteValue)).changes,
  };
}

/** SQLite knows no booleans. */
function sqliteValue(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

const postgresDialect: Dialect = {
  placeholder: (position) => `$${position}`,
  isIn: (column, values, bind) => `${column} = ANY(${bind(values)})`,
  rowsAnInsert: 1000,
};

/** For migrations, which TypeORM runs before anybody else has the database. */
export function rowsOf(runner: QueryRunner): Rows {
  const isPostgres = runner.dataSource.options.type === 'postgres';
  return new Rows(runnerConnection(runner, isPostgres ? postgresDialect : sqliteDialect), () => undefined);
}

function runnerConnection(runner: QueryRunner, dialect: Dialect): Connection {
  const query = (sql: string, values: readonly unknown[]) => runner.query(sql, [...values], true);
  return {
    dialect,
    all: async (sql, values) => (await query(sql, values)).records as Record<string, unknown>[],
    run: async (sql, values = []) => (await query(sql, values)).affected ?? 0,
  };
}
