// What kill -9 leaves of a coordinator on SQLite. What a write has handed to the operating system stays, so its files are copied
// just before each commit and just after it: a coordinator that opens a copy is one that was started after the kill.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import Driver from 'better-sqlite3';

/** Files of a database as they lay. */
export interface DurableState {
  readonly file: string;
  /** Of all rows that a reader finds in them. */
  readonly digest: string;
}
export interface DurableCommit {
  readonly before: DurableState;
  readonly after: DurableState;
}

type Look = (moment: keyof DurableCommit) => void;
/** By the file of the database that is watched. */
const watched = new Map<string, Look>();

type Prepare = (this: Driver.Database, sql: string) => Driver.Statement;
const prepare = Reflect.get(Driver.prototype, 'prepare') as Prepare;
const watchingCommits: Prepare = function (sql) {
  const statement = prepare.call(this, sql);
  if (sql !== 'COMMIT') return statement;
  const run = statement.run.bind(statement);
  const watchedRun = (): Driver.RunResult => {
    watched.get(this.name)?.('before');
    const result = run();
    watched.get(this.name)?.('after');
    return result;
  };
  return Object.defineProperty(statement, 'run', { value: watchedRun });
};
Reflect.set(Driver.prototype, 'prepare', watchingCommits);

export class CommitWatch {
  /** @param folder a new one for each copy. */
  constructor(
    private readonly file: string,
    private readonly folder: () => string,
  ) {}

  /** The files as they lie now. */
  now(): DurableState {
    const file = join(this.folder(), 'coordinator.sqlite');
    for (const suffix of ['', '-wal'])
      if (existsSync(this.file + suffix)) copyFileSync(this.file + suffix, file + suffix);
    return { file, digest: digestOf(file) };
  }

  /** Every commit while `act` runs. */
  async during<T>(act: () => Promise<T>): Promise<{ readonly result: T; readonly commits: DurableCommit[] }> {
    const commits: DurableCommit[] = [];
    let before: DurableState | undefined;
    watched.set(this.file, (moment) => {
      if (moment === 'before') before = this.now();
      else commits.push({ before: before!, after: this.now() });
    });
    try {
      return { result: await act(), commits };
    } finally {
      watched.delete(this.file);
    }
  }
}

function digestOf(file: string): string {
  const database = new Driver(file);
  try {
    // Nobody needs this copy after a power cut.
    database.pragma('synchronous = OFF');
    const hash = createHash('sha256');
    const tables = database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    for (const table of tables)
      for (const row of database.prepare<[], unknown[]>(`SELECT * FROM "${table}"`).raw().iterate())
        for (const value of [table, ...row])
          hash.update(value instanceof Uint8Array ? value : `${typeof value} ${String(value)};`);
    return hash.digest('hex');
  } finally {
    database.close();
  }
}
