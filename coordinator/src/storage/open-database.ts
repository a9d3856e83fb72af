// Which database: a file beside the chunks, or PostgreSQL where DATABASE_URL says so.
import Driver from 'better-sqlite3';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, EntitySchema, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { ConfigurationError } from '../platform/config.js';
import { SnakeCaseNames } from './columns.js';
import { PostgresConnections, SqliteConnections } from './connections.js';
import { Database } from './database.js';
import { Foundations1764000000000 } from './migrations/0001-foundations.js';
import { NodeRoles1764100000000 } from './migrations/0002-node-roles.js';
import { LargeRounds1764200000000 } from './migrations/0003-large-rounds.js';
import { Arrivals1764300000000 } from './migrations/0004-arrivals.js';
import { Drawings1764400000000 } from './migrations/0005-drawings.js';
import { People1764500000000 } from './migrations/0006-people.js';
import { LedgerIndex1764600000000 } from './migrations/0007-ledger-index.js';
import { Incidents1764700000000 } from './migrations/0008-incidents.js';
import { Webhooks1764800000000 } from './migrations/0009-webhooks.js';
import { StateRequests1764850000000 } from './migrations/0010-state-requests.js';
import { Governance1764900000000 } from './migrations/0011-governance.js';
import { SmallChunks1764950000000 } from './migrations/0012-small-chunks.js';
import { Proposers1764960000000 } from './migrations/0013-proposers.js';
import { LedgerArchives1764970000000 } from './migrations/0014-ledger-archives.js';
import { Erasures1764980000000 } from './migrations/0015-erasures.js';
import { PartyMetrics1764990000000 } from './migrations/0016-party-metrics.js';
import { IndexByStudyAndKind1765000000000 } from './migrations/0017-index-by-study-and-kind.js';
import * as drawings from './tables/drawing-tables.js';
import * as federation from './tables/federation-tables.js';
import * as erasures from './tables/erasure-tables.js';
import * as incidents from './tables/incident-tables.js';
import * as ledger from './tables/ledger-tables.js';
import * as parties from './tables/party-tables.js';
import * as people from './tables/people-tables.js';
import * as requests from './tables/request-tables.js';
import * as rounds from './tables/round-tables.js';
import * as webhooks from './tables/webhook-tables.js';

export type DatabaseLocation =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema?: string };

export const tables = [
  federation,
  rounds,
  drawings,
  ledger,
  requests,
  people,
  incidents,
  erasures,
  parties,
  webhooks,
].flatMap((file) => Object.values(file as Record<string, EntitySchema>));
const MIGRATIONS_TABLE = 'migrations';
/** In their order. */
export const migrations = [
  Foundations1764000000000,
  NodeRoles1764100000000,
  LargeRounds1764200000000,
  Arrivals1764300000000,
  Drawings1764400000000,
  People1764500000000,
  LedgerIndex1764600000000,
  Incidents1764700000000,
  Webhooks1764800000000,
  StateRequests1764850000000,
  Governance1764900000000,
  SmallChunks1764950000000,
  Proposers1764960000000,
  LedgerArchives1764970000000,
  Erasures1764980000000,
  PartyMetrics1764990000000,
  IndexByStudyAndKind1765000000000,
];
const shared = {
  migrations,
  migrationsTableName: MIGRATIONS_TABLE,
  namingStrategy: new SnakeCaseNames(),
  // The others write to stdout, which is for results.
  logger: 'debug' as const,
};

/** Any number, the same in every coordinator: who holds it has the schema to itself. */
const COORDINATOR_LOCK = 7_400_001;
const LOCK_ATTEMPTS = 5;
const LOCK_WAIT_MS = 250;

/**
 * Opens the database for this coordinator alone and brings its schema up to date.
 * @throws ConfigurationError when another coordinator uses it, nobody answers there, a newer version wrote it, or its schema cannot
 * be brought up to date.
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  if (location.kind === 'sqlite') {
    const dataSource = new DataSource(sqlite(location));
    await dataSource.initialize();
    try {
      await bringUpToDate(dataSource);
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
    return new Database(dataSource, new SqliteConnections(dataSource));
  }
  const dataSource = new DataSource(postgres(location));
  await initialize(dataSource);
  const holder = dataSource.createQueryRunner();
  try {
    await holdAlone(holder);
    await bringUpToDate(dataSource);
  } catch (error) {
    await holder.release();
    await dataSource.destroy();
    throw error;
  }
  return new Database(dataSource, new PostgresConnections(dataSource), () => letGo(holder));
}

async function initialize(dataSource: DataSource): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    // The address may hold a password, so it is not repeated.
    throw new ConfigurationError([
      `DATABASE_URL: the database does not open (${reasonOf(error)}); check address, user and password`,
    ]);
  }
}

/** In one transaction: what fails leaves the schema as it was. */
async function bringUpToDate(dataSource: DataSource): Promise<void> {
  const unknown = (await migrationsDone(dataSource)).filter(
    (done) => !migrations.some(({ name }) => name === done),
  );
  if (unknown.length > 0)
    throw new ConfigurationError([
      `the database was written by a newer chorale-coordinator (this one does not know ${unknown.join(', ')}); install that version ` +
        'again, or newer',
    ]);
  try {
    await dataSource.runMigrations({ transaction: 'all' });
  } catch (error) {
    throw new ConfigurationError([
      `the database could not be brought up to date, and is as it was (${reasonOf(error)}); start the version that wrote it, and have ` +
        'this looked at before you try again',
    ]);
  }
}

async function migrationsDone(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await runner.hasTable(MIGRATIONS_TABLE))) return [];
    const rows = (await runner.query(`SELECT name FROM ${MIGRATIONS_TABLE}`)) as { name: string }[];
    return rows.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

/** Session locks end with their connection, however the process ends; the server may notice a moment later. */
async function holdAlone(holder: QueryRunner): Promise<void> {
  for (let attempt = 1; !(await askForLock(holder)); attempt += 1) {
    if (attempt === LOCK_ATTEMPTS)
      throw new ConfigurationError([
        'another chorale-coordinator uses this database; stop it first, or give DATABASE_URL a database of its own',
      ]);
    await delay(LOCK_WAIT_MS);
  }
}

async function askForLock(holder: QueryRunner): Promise<boolean> {
  const [row] = (await holder.query('SELECT pg_try_advisory_lock($1, hashtext(current_schema())) AS held', [
    COORDINATOR_LOCK,
  ])) as { held: boolean }[];
  return row?.held === true;
}

async function letGo(holder: QueryRunner): Promise<void> {
  await holder.query('SELECT pg_advisory_unlock($1, hashtext(current_schema()))', [COORDINATOR_LOCK]);
  await holder.release();
}

function sqlite({ file }: DatabaseLocation & { kind: 'sqlite' }): DataSourceOptions {
  return {
    ...shared,
    type: 'better-sqlite3',
    driver: Driver,
    database: file,
    enableWAL: true,
    // An acknowledged contribution survives a power cut.
    prepareDatabase: (connection: { pragma(text: string): void }) => connection.pragma('synchronous = FULL'),
    entities: tables,
  };
}

function postgres({ url, schema }: DatabaseLocation & { kind: 'postgres' }): DataSourceOptions {
  return {
    ...shared,
    type: 'postgres',
    url,
    ...(schema === undefined ? {} : { schema, extra: { options: `-c search_path=${schema}` } }),
    entities: tables.map(withByteArrays),
  };
}

/** The same table with PostgreSQL's name for binary columns. */
function withByteArrays({ options: { name, columns } }: EntitySchema): EntitySchema {
  const renamed = Object.entries(columns).map(([property, column]) => [
    property,
    column?.type === 'blob' ? { ...column, type: 'bytea' as const } : column,
  ]);
  return new EntitySchema({ name, columns: Object.fromEntries(renamed) as typeof columns });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
