// Which database: a file beside the chunks, or PostgreSQL where DATABASE_URL says so.
import Driver from 'better-sqlite3';
import { DataSource, EntitySchema, type DataSourceOptions } from 'typeorm';
import { SnakeCaseNames } from './columns.js';
import { Database } from './database.js';
import { Foundations1764000000000 } from './migrations/0001-foundations.js';
import * as federation from './tables/federation-tables.js';
import * as ledger from './tables/ledger-tables.js';
import * as requests from './tables/request-tables.js';
import * as rounds from './tables/round-tables.js';

export type DatabaseLocation =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema?: string };

export const tables = [federation, rounds, ledger, requests].flatMap((file) =>
  Object.values(file as Record<string, EntitySchema>),
);
const shared = {
  migrations: [Foundations1764000000000],
  migrationsRun: true,
  namingStrategy: new SnakeCaseNames(),
};

/** Opens the database and brings its schema up to date. */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  const dataSource = new DataSource(location.kind === 'sqlite' ? sqlite(location) : postgres(location));
  await dataSource.initialize();
  return new Database(dataSource);
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
