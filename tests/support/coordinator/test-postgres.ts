// A schema of its own in a real PostgreSQL, where one answers.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DatabaseLocation } from '../../../coordinator/src/storage/open-database.js';

const URL = process.env.CHORALE_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

/** Where nothing listens the answer comes at once; a machine with much other work may keep one that does waiting. */
const PATIENCE_MS = 30_000;

export interface TestPostgres {
  /** A fresh, empty schema; dropped with {@link TestPostgres.drop}. */
  schema(): Promise<DatabaseLocation>;
  drop(): Promise<void>;
}

/** @returns undefined where no PostgreSQL answers. */
export async function testPostgres(): Promise<TestPostgres | undefined> {
  const client = new pg.Client({ connectionString: URL, connectionTimeoutMillis: PATIENCE_MS });
  try {
    await client.connect();
  } catch {
    return undefined;
  }
  const made: string[] = [];
  return {
    schema: async () => {
      const schema = `chorale_${randomUUID().replaceAll('-', '')}`;
      await client.query(`CREATE SCHEMA ${schema}`);
      made.push(schema);
      return { kind: 'postgres', url: URL, schema };
    },
    drop: async () => {
      for (const schema of made) await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.end();
    },
  };
}
