import { gzipSync } from 'node:zlib';
import SqliteDatabase from 'better-sqlite3';
import type { SourceInput } from '../../../client-node/src/config/source-schema.js';
import { sourceSchema } from '../../../client-node/src/config/source-schema.js';
import { Database, literal, safeQueryError } from '../../../client-node/src/ingest/database.js';
import { openSource } from '../../../client-node/src/ingest/open-source.js';
import type { LoadOptions } from '../../../client-node/src/ingest/source-table.js';
import { dataErrorOf, fileOf } from './support.js';

const everything: LoadOptions = { missingValues: ['NA'], keepText: [], wanted: () => true };

async function read(source: SourceInput, options: Partial<LoadOptions> = {}) {
  const table = await openSource(sourceSchema.parse(source), { ...everything, ...options });
  try {
    const columns = Object.fromEntries(table.columns.map(({ name, type }) => [name, type]));
    const rows = await table.database.rows('SELECT * FROM source ORDER BY rowid');
    return { columns, rows, names: table.columnNames, label: table.label };
  } finally {
    table.database.close();
  }
}

const csv =
  'id,paid,when,vip,code\n1,2.5,2025-01-31,true,007\n2,,2025-02-01,false,010\n3,NA,2025-02-02,TRUE,300\n';
const csvTypes = { id: 'BIGINT', paid: 'DOUBLE', when: 'TIMESTAMP', vip: 'BOOLEAN', code: 'VARCHAR' };

test.each([
  ['commas', 'people.csv', csv],
  ['semicolons', 'people.csv', csv.replaceAll(',', ';')],
  ['tabs', 'people.tsv', csv.replaceAll(',', '\t')],
  ['pipes', 'people.txt', csv.replaceAll(',', '|')],
  ['quotes and a byte order mark', 'people.csv', `\uFEFF${csv.replaceAll(/[^,\n]+/g, '"$&"')}`],
  ['Windows line ends', 'people.csv', csv.replaceAll('\n', '\r\n')],
  ['gzip', 'people.csv.gz', gzipSync(csv)],
])('text with %s gets the narrowest types that hold for every row', async (_, name, content) => {
  const { columns, rows } = await read({ file: fileOf(name, content) });
  expect(columns).toEqual(csvTypes);
  expect(rows.map((row) => row['paid'])).toEqual([2.5, null, null]);
});

test('quoted cells may hold delimiters, quotes and line ends; headers may be odd', async () => {
  const odd = 'id,"Last, first","say ""hi""",,ID\n1,"Smith, Ann","a ""b""\nc",x,2\n2,12" ruler, y ,z,3\n';
  const { rows } = await read({ file: fileOf('odd.csv', odd) });
  expect(rows).toEqual([
    { id: 1n, 'Last, first': 'Smith, Ann', 'say "hi"': 'a "b"\nc', column4: 'x', ID_2: 2n },
    { id: 2n, 'Last, first': '12" ruler', 'say "hi"': 'y', column4: 'z', ID_2: 3n },
  ]);
});

test('UTF-16, as spreadsheets write it', async () => {
  const file = fileOf('a.csv', Buffer.from('\uFEFFstadt;n\r\nKöln;1\r\n', 'utf16le'));
  expect((await read({ file, encoding: 'utf-16' })).rows).toEqual([{ stadt: 'Köln', n: 1n }]);
});

test('a type never depends on the first rows alone', async () => {
  const late = Array.from({ length: 30_000 }, (_, row) => `${row},`).join('\n');
  const { columns } = await read({ file: fileOf('late.csv', `a,b\n${late}\nx,1\n`) });
  expect(columns).toEqual({ a: 'VARCHAR', b: 'BIGINT' });
});

test('an id stays as it is written, also where it could be a number', async () => {
  const { rows } = await read({ file: fileOf('people.csv', csv) }, { keepText: ['ID'] });
  expect(rows.map((row) => row['id'])).toEqual(['1', '2', '3']);
});

test('only wanted columns are loaded; all names are known', async () => {
  const { columns, names } = await read(
    { file: fileOf('people.csv', csv) },
    { wanted: (name) => name === 'vip' },
  );
  expect(Object.keys(columns)).toEqual(['vip']);
  expect(names).toEqual(['id', 'paid', 'when', 'vip', 'code']);
});

test('decimal commas, other encodings, and files without a header', async () => {
  const german = { file: fileOf('a.csv', 'a;b\n1.234,5;x\n-0,25;y\n'), decimalSeparator: ',' } as const;
  expect((await read(german)).rows.map((row) => row['a'])).toEqual([1234.5, -0.25]);
  const latin = {
    file: fileOf('a.csv', Buffer.from('stadt,n\nKöln,1\n', 'latin1')),
    encoding: 'latin-1',
  } as const;
  expect((await read(latin)).rows[0]?.['stadt']).toBe('Köln');
  const bare = { file: fileOf('a.csv', '1,x\n2,y\n'), columns: ['n', 'word'] };
  expect((await read(bare)).rows).toEqual([
    { n: 1n, word: 'x' },
    { n: 2n, word: 'y' },
  ]);
});

test('JSON lines, plain and gzipped, and a JSON array', async () => {
  const objects = [
    { id: '007', n: 1, ok: true },
    { id: '010', n: 2.5, ok: null },
  ];
  const lines = objects.map((object) => JSON.stringify(object)).join('\n');
  for (const [name, content] of [
    ['a.jsonl', lines],
    ['a.ndjson.gz', gzipSync(lines)],
    ['a.json', JSON.stringify(objects)],
  ] as const) {
    const { columns, rows } = await read({ file: fileOf(name, content) });
    expect(columns).toEqual({ id: 'VARCHAR', n: 'DOUBLE', ok: 'BOOLEAN' });
    expect(rows.map((row) => row['id'])).toEqual(['007', '010']);
  }
});

test('Parquet keeps its own types', async () => {
  const file = fileOf('a.parquet', '');
  const writer = await Database.open();
  await writer.run(
    `COPY (SELECT 1::DECIMAL(9,2) AS paid, DATE '2025-01-31' AS day) TO ${literal(file)} (FORMAT parquet)`,
  );
  writer.close();
  expect((await read({ file })).columns).toEqual({ paid: 'DECIMAL(9,2)', day: 'DATE' });
});

describe('SQLite', () => {
  const shop = (): string => {
    const file = fileOf('shop.db', '');
    const database = new SqliteDatabase(file);
    database.exec('CREATE TABLE people (id INTEGER, name TEXT, paid REAL, photo BLOB)');
    database.exec("INSERT INTO people VALUES (1, 'ann', 2.5, x'00'), (9007199254740993, NULL, 3, NULL)");
    database.close();
    return file;
  };

  test('a table and a query', async () => {
    const file = shop();
    const { columns, rows, label } = await read({ sqlite: file, table: 'people' }, { keepText: ['id'] });
    expect(label).toBe('people');
    expect(columns).toEqual({ id: 'VARCHAR', name: 'VARCHAR', paid: 'DOUBLE', photo: 'VARCHAR' });
    expect(rows[1]).toEqual({ id: '9007199254740993', name: null, paid: 3, photo: null });
    const query = { sqlite: file, query: 'SELECT name FROM people WHERE paid < 3' };
    expect((await read(query)).rows).toEqual([{ name: 'ann' }]);
  });

  test.each([
    ['a table that is not there', { table: 'person' }, 'Tables and views: people'],
    ['a query that writes', { query: 'DELETE FROM people' }, 'Write a SELECT'],
  ])('%s', async (_, part, remedy) => {
    const { problems } = await dataErrorOf(read({ sqlite: shop(), ...part }));
    expect(problems[0]?.remedy).toContain(remedy);
  });

  test('a file that is no database', async () => {
    const error = await dataErrorOf(read({ sqlite: fileOf('a.db', 'x'.repeat(9000)), table: 't' }));
    expect(error.problems[0]?.code).toBe('source-unreadable');
  });
});

describe('files that cannot be read', () => {
  test.each([
    ['an empty file', 'a.csv', '', 'is empty (0 bytes)'],
    ['an unknown ending', 'a.xlsx', 'x', 'does not show in its name'],
    ['a line too long', 'a.csv', 'a,b\n1,2\n1,2,3\n', 'line 3'],
    ['text that is not UTF-8', 'a.csv', Buffer.from('stadt,n\nKöln,1\n', 'latin1'), 'not UTF-8'],
    ['a gzip file cut short', 'a.csv.gz', gzipSync(csv.repeat(500)).subarray(0, 60), 'cannot be read'],
    ['no Parquet at all', 'a.parquet', 'hello, this is text', 'Parquet file is damaged'],
    ['no JSON at all', 'a.jsonl', '{"a": 1}\n{"a": \n', 'not valid JSON'],
  ])('%s', async (_, name, content, part) => {
    const { problems, message } = await dataErrorOf(read({ file: fileOf(name, content) }));
    expect(problems[0]?.code).toBe('source-unreadable');
    expect(message).toContain(part);
    expect(message).not.toMatch(/K.ln/);
  });

  test('a file that is not there', async () => {
    const { message } = await dataErrorOf(read({ file: '/nowhere/a.csv' }));
    expect(message).toContain('there is no file /nowhere/a.csv. Correct `data.source.file`');
  });
});

describe("what the owner's SQL can reach", () => {
  test.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "COPY source TO '/tmp/out.csv'",
    "ATTACH '/tmp/other.db'",
    'INSTALL httpfs',
    "LOAD '/tmp/x.duckdb_extension'",
    'SET enable_external_access = true',
    'SET threads = 4',
  ])('not: %s', async (sql) => {
    const { database } = await openSource(
      { file: fileOf('a.csv', csv), encoding: 'utf-8', decimalSeparator: '.' },
      everything,
    );
    await expect(database.rows(sql)).rejects.toThrow(/disabled|locked/);
    database.close();
  });
});

test.each([
  ["Conversion Error: Could not convert string 'Ann Smith' to INT32", 'Ann'],
  ['Out of Range Error: Overflow in multiplication of INT64 (4111111111111111 * 9)!', '4111'],
  [
    'Invalid Input Error: CSV Error on Line: 7\nOriginal Line: Ann,Smith,3\nExpected Number of Columns: 2 Found: 3',
    'Ann',
  ],
  ["Some New Error: the value 'Ann' is odd", 'Ann'],
])('an error message loses what it quotes: %s', (message, secret) => {
  expect(safeQueryError(message).message).not.toContain(secret);
});

test('a reference to a variable that is not set', async () => {
  const source = { postgres: 'postgres://me:${env:CHORALE_TEST_UNSET}@127.0.0.1/x', table: 't' };
  const { problems } = await dataErrorOf(read(source));
  expect(problems[0]).toMatchObject({ code: 'environment-missing' });
  expect(problems[0]?.what).toContain('CHORALE_TEST_UNSET');
});

test.each([
  ['PostgreSQL', { postgres: 'postgres://me@127.0.0.1:1/x', table: 't' }],
  ['MySQL', { mysql: 'mysql://me@127.0.0.1:1/x', table: 't' }],
])('%s that does not answer', async (system, source) => {
  const { problems } = await dataErrorOf(read(source));
  expect(problems[0]).toMatchObject({ code: 'source-unreachable' });
  expect(problems[0]?.what).toBe(`${system} does not answer (ECONNREFUSED)`);
});
