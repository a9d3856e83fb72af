// Against real servers: PostgreSQL at CHORALE_TEST_DATABASE_URL or 127.0.0.1:5432, MySQL or MariaDB only
// where CHORALE_TEST_MYSQL_URL is given. What has no server is counted as skipped.
import { createConnection, type Connection } from 'mysql2';
import { Client } from 'pg';
import type { SourceInput } from '../../../client-node/src/config/source-schema.js';
import { sourceSchema } from '../../../client-node/src/config/source-schema.js';
import { openSource } from '../../../client-node/src/ingest/open-source.js';
import { dictionarySchema } from '@chorale/models';
import { columnOf, dataErrorOf, dataOf, fileOf, prepareForTraining } from './support.js';

const postgresUrl = process.env['CHORALE_TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const mysqlUrl = process.env['CHORALE_TEST_MYSQL_URL'];
const schema = `chorale_test_${process.pid}`;

const rowsSql = `
  (1, 'ann', 2.50, true, '2025-01-31 23:00:00'),
  (2, NULL, NULL, false, '2025-02-01 08:00:00'),
  (3, 'cleo', 1000000.25, true, NULL)`;

const expected = {
  columns: { id: 'BIGINT', name: 'VARCHAR', paid: 'DOUBLE', vip: 'BOOLEAN', seen: 'TIMESTAMP' },
  names: ['ann', null, 'cleo'],
  paid: [2.5, null, 1000000.25],
};

async function read(source: SourceInput) {
  const options = { missingValues: [], keepText: [], wanted: () => true };
  const table = await openSource(sourceSchema.parse(source), options);
  try {
    const rows = await table.database.rows('SELECT * FROM source ORDER BY id');
    return {
      columns: Object.fromEntries(table.columns.map(({ name, type }) => [name, type])),
      names: rows.map((row) => row['name']),
      paid: rows.map((row) => row['paid']),
    };
  } finally {
    table.database.close();
  }
}

async function postgresAnswers(): Promise<boolean> {
  const client = new Client({ connectionString: postgresUrl, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

const onPostgres = (await postgresAnswers()) ? describe : describe.skip;

onPostgres('PostgreSQL (set CHORALE_TEST_DATABASE_URL)', () => {
  const admin = new Client({ connectionString: postgresUrl });

  beforeAll(async () => {
    process.env['CHORALE_TEST_SHOP_URL'] = postgresUrl;
    await admin.connect();
    await admin.query(`CREATE SCHEMA ${schema}`);
    await admin.query(
      `CREATE TABLE ${schema}."People" (id int, name text, paid numeric(12,2), vip boolean, seen timestamp)`,
    );
    await admin.query(`INSERT INTO ${schema}."People" VALUES ${rowsSql}`);
    await admin.query(
      `CREATE TABLE ${schema}.many AS SELECT i AS id, 'x' || i AS name, i / 2.0 AS paid FROM generate_series(1, 12345) t(i)`,
    );
  });

  afterAll(async () => {
    await admin.query(`DROP SCHEMA ${schema} CASCADE`);
    await admin.end();
    delete process.env['CHORALE_TEST_SHOP_URL'];
  });

  const postgres = '${env:CHORALE_TEST_SHOP_URL}';

  test('a table, typed as text files are', async () => {
    expect(await read({ postgres, table: `${schema}.People` })).toEqual(expected);
  });

  test('a query of more rows than a batch', async () => {
    const { paid } = await read({ postgres, query: `SELECT * FROM ${schema}.many` });
    expect(paid).toHaveLength(12_345);
    expect(paid.at(-1)).toBe(6172.5);
  });

  test('tables by role, some in the database and some in files, are joined; what is dropped is never stored', async () => {
    await admin.query(
      `CREATE TABLE ${schema}.till AS SELECT 'c' || i % 3 AS card, i AS line, timestamp '2025-02-01' + i * interval '1 day' AS at,
         i * 1.5 AS total, '+41' || i AS phone FROM generate_series(1, 60) t(i)`,
    );
    const data = dataOf({
      shape: 'tables',
      snapshot: '2025-03-01',
      tables: {
        till: {
          role: 'point-of-sale',
          source: { postgres, table: `${schema}.till` },
          ...{ person: 'card', time: 'at', id: 'line', amount: 'total' },
          desensitise: { phone: 'drop', total: { bin: { width: 10 } } },
        },
        members: {
          role: 'members',
          source: { file: fileOf('members.csv', 'card,age\nc0,30\nc1,40\n') },
          person: 'card',
        },
      },
      label: { table: 'till', kind: 'count', withinDays: 9 },
    });
    const dictionary = dictionarySchema.parse({
      features: ['point_of_sale_count', 'point_of_sale_sum_amount_7d', 'members_last_age'].map((name) => ({
        ...{ name, type: 'number', lower: -1, upper: 1000, missing: -1 },
      })),
      label: { name: 'visits', type: 'number', lower: 0, upper: 100 },
      drop: ['phone'],
    });
    const prepared = await prepareForTraining(data, dictionary);
    // Lines 1 to 27 lie before 1 March; the last week has lines 21 to 27, whose totals are binned to 30 (21 to 26) and 40 (27).
    expect(prepared.ids).toEqual(['c0', 'c1', 'c2']);
    expect(columnOf(prepared, 'point_of_sale_count')).toEqual([9, 9, 9]);
    expect(columnOf(prepared, 'point_of_sale_sum_amount_7d')).toEqual([30 + 30 + 40, 30 + 30, 30 + 30]);
    expect(columnOf(prepared, 'members_last_age')).toEqual([30, 40, -1]);
    expect(columnOf(prepared, 'visits')).toEqual([3, 4, 3]);
  });

  test.each([
    [{ table: 'nowhere' }, 'has no such table'],
    [{ query: 'SELEC 1' }, 'does not understand the query'],
    [{ query: `WITH gone AS (DELETE FROM ${schema}.many RETURNING id) SELECT * FROM gone` }, '('],
  ])('%j is refused', async (part, message) => {
    const error = await dataErrorOf(read({ postgres, ...part }));
    expect(error.problems[0]?.what).toContain(message);
    const { rows } = await admin.query<{ count: string }>(`SELECT count(*) FROM ${schema}.many`);
    expect(rows[0]?.count).toBe('12345');
  });
});

const onMysql = mysqlUrl === undefined ? describe.skip : describe;

onMysql('MySQL (set CHORALE_TEST_MYSQL_URL)', () => {
  let admin: Connection;
  const run = (sql: string) =>
    new Promise<void>((resolve, reject) => {
      admin.query(sql, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });

  beforeAll(async () => {
    const url = new URL(mysqlUrl!);
    // The tests bring their own database: the server needs none by the name in the address.
    url.pathname = '';
    admin = createConnection(url.href);
    url.pathname = schema;
    process.env['CHORALE_TEST_SHOP_URL'] = url.href;
    await run(`CREATE DATABASE ${schema}`);
    await run(
      `CREATE TABLE ${schema}.people (id int, name text, paid decimal(12,2), vip bit(1), seen datetime)`,
    );
    await run(`INSERT INTO ${schema}.people VALUES ${rowsSql}`);
  });

  afterAll(async () => {
    await run(`DROP DATABASE ${schema}`);
    admin.destroy();
    delete process.env['CHORALE_TEST_SHOP_URL'];
  });

  const mysql = '${env:CHORALE_TEST_SHOP_URL}';

  test('a table and a query', async () => {
    const columns = { ...expected.columns, vip: 'BIGINT' };
    expect(await read({ mysql, table: `${schema}.people` })).toEqual({ ...expected, columns });
    const { names } = await read({ mysql, query: `SELECT id, name FROM ${schema}.people WHERE vip` });
    expect(names).toEqual(['ann', 'cleo']);
  });

  test.each([
    [{ table: `${schema}.nowhere` }, 'has no such table'],
    [{ query: 'SELECT FROM WHERE' }, 'does not understand the query'],
    [{ query: `DROP TABLE ${schema}.people` }, 'does not read'],
  ])('%j is refused', async (part, message) => {
    const error = await dataErrorOf(read({ mysql, ...part }));
    expect(error.problems[0]?.what).toContain(message);
  });
});
