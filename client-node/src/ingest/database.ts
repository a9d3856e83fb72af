// An in-memory DuckDB for one pass over a party's rows. It never spills to disk, never downloads an
// extension, and once locked its SQL reaches no file and no network.
import { DuckDBInstance, type DuckDBConnection, type DuckDBResult, type DuckDBValue } from '@duckdb/node-api';

/** `name` as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as an SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A failed statement; `reason` holds names and kinds from the SQL, never a value from the data. */
export class QueryError extends Error {
  override readonly name = 'QueryError';

  constructor(
    readonly reason: string,
    /** 1-based line of the text file that was being read, where DuckDB names one. */
    readonly line: number | undefined,
  ) {
    super(reason);
  }
}

export type SqlRow = Record<string, DuckDBValue>;

export class Database {
  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<Database> {
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: '',
    });
    const database = new Database(instance, await instance.connect());
    await database.run("SET TimeZone = 'UTC'");
    // Tables of the default database are never compressed in memory; those of an attached one are, when they are compacted.
    await database.run("ATTACH ':memory:' AS packed (COMPRESS)");
    await database.run('USE packed');
    return database;
  }

  /** From here on no statement can reach a file or the network, nor change that. */
  async lock(): Promise<void> {
    await this.run('SET enable_external_access = false');
    await this.run('SET lock_configuration = true');
  }

  async run(sql: string): Promise<void> {
    await withoutValues(() => this.connection.run(sql));
  }

  /** Compresses what the tables hold: a tenth of the memory for many lines, and a moment for few. */
  async compact(): Promise<void> {
    await this.run('FORCE CHECKPOINT packed');
  }

  async rows(sql: string): Promise<SqlRow[]> {
    const reader = await withoutValues(() => this.connection.runAndReadAll(sql));
    return reader.getRowObjects();
  }

  /** The only row of an aggregate, as numbers; counts are whole and below 2^53. */
  async numbers(sql: string): Promise<Record<string, number>> {
    const [row] = await this.rows(sql);
    return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value ?? 0)]));
  }

  stream(sql: string): Promise<DuckDBResult> {
    return withoutValues(() => this.connection.stream(sql));
  }

  /** Names and DuckDB types of the columns that a query gives. */
  async describe(query: string): Promise<{ name: string; type: string }[]> {
    const rows = await this.rows(`DESCRIBE ${query}`);
    return rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** Runs a statement; DuckDB's message may quote rows, so only what is known to be harmless is kept. */
async function withoutValues<Result>(statement: () => Promise<Result>): Promise<Result> {
  try {
    return await statement();
  } catch (error) {
    throw safeQueryError((error as Error).message);
  }
}

/** Reduces a DuckDB message to its harmless part. */
export function safeQueryError(message: string): QueryError {
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  return new QueryError(safeReason(message), line === undefined ? undefined : Number(line));
}

// These messages are made from the statement's text and the column names alone.
const fromTheStatement = /^(Parser|Binder|Catalog|Permission) Error: (.*)/;

const knownReasons: readonly (readonly [RegExp, string])[] = [
  [/Cannot change configuration option "(\w+)"/, 'the setting $1 is locked'],
  [/Expected Number of Columns: (\d+) Found: (\d+)/, 'a line has $2 values where the header has $1'],
  [/unterminated quote|Value with unterminated/i, 'a quoted value is never closed'],
  [/invalid unicode|not utf-8 encoded|byte sequence mismatch/i, 'the text is not UTF-8'],
  [/Maximum line size/i, 'a line is longer than 2 MB'],
  [/sniff|dialect|detect/i, 'no delimiter and quoting was found that fits the whole file'],
  [
    /^Conversion Error/,
    'a value cannot become the type that is asked for; TRY_CAST(x AS DOUBLE) gives NULL instead',
  ],
  [/^Out of Range Error/, 'a number is too large for its type; use CAST(x AS DOUBLE)'],
  [/^Out of Memory Error/, 'the memory of this machine is too small for this table; use `filter` or a query'],
  [/gzip|GZIP|zlib|miniz|decompress/, 'the compressed file is damaged or cut short'],
  [/parquet|thrift|snappy/i, 'the Parquet file is damaged or cut short'],
  [/json/i, 'a line is not valid JSON'],
];

function safeReason(message: string): string {
  const stated = fromTheStatement.exec(message);
  if (stated?.[2] !== undefined) return stated[2];
  for (const [pattern, reason] of knownReasons) {
    const found = pattern.exec(message);
    if (found) return reason.replace('$1', found[1] ?? '').replace('$2', found[2] ?? '');
  }
  return `DuckDB gave up (${message.split(':', 1)[0] ?? 'unknown reason'})`;
}
