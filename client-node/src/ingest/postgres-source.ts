import { Client } from 'pg';
import type { PostgresSource } from '../config/source-schema.js';
import { appendRows, type KeptColumns, type TextRow } from './append-rows.js';
import { connectionUrl, qualifiedName, unreachable } from './connection.js';
import type { Database } from './database.js';

const batchRows = 5_000;
const connectTimeoutMs = 15_000;
const booleanOid = 16;

/** Loads a table or query of a PostgreSQL database into table `arrived`; returns the names of all columns, inside a read-only transaction. */
export async function loadPostgres(
  database: Database,
  source: PostgresSource,
  kept: KeptColumns,
): Promise<string[]> {
  const client = new Client({
    connectionString: connectionUrl(source.postgres),
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'chorale-node',
    types: { getTypeParser: (oid: number) => (oid === booleanOid ? booleanWord : String) },
  });
  // A connection that breaks between two queries also emits an event; the query itself reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query("SET TIME ZONE 'UTC'");
    await client.query('BEGIN TRANSACTION READ ONLY');
    const query = source.query ?? `SELECT * FROM ${qualifiedName(source.table ?? '', '"')}`;
    await client.query(`DECLARE chorale_rows NO SCROLL CURSOR FOR ${query}`);
    const described = await client.query('FETCH 0 FROM chorale_rows');
    const columns = described.fields.map(({ name }) => name);
    await appendRows(database, columns, batches(client), kept);
    await client.query('ROLLBACK');
    return columns;
  } catch (error) {
    return unreachable('PostgreSQL', error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function* batches(client: Client): AsyncGenerator<TextRow[]> {
  for (;;) {
    const { rows } = await client.query<(string | null)[]>({
      text: `FETCH ${batchRows} FROM chorale_rows`,
      rowMode: 'array',
    });
    yield rows;
    if (rows.length < batchRows) return;
  }
}

function booleanWord(text: string): string {
  return text === 't' ? 'true' : 'false';
}
