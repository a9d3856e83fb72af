// Cuts UCI Online Retail (id 352, CC BY 4.0; Chen, Sain, Guo 2012) into five parties' files.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Language } from '@chorale/models';
import { writeHeldOut, type DemoData, type DemoParty } from './demo-data.ts';

/** Features come from lines before this moment, the label from the 90 days after it. */
export const onlineRetailSnapshot = '2011-09-10';
/** SHA-256 of the compressed file whose figures the documents quote. */
const onlineRetailSha256 = 'e0d8a187e7b7ae3df931bb1fc98c1ccdb2f93d095808ce168a693363837bd39d';

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];

interface Share {
  readonly name: string;
  readonly title: Readonly<Record<Language, string>>;
  /** SQL condition over `home` (country of the customer's first line) and `half` (0 or 1, by hash). */
  readonly condition: string;
}

const shares: readonly Share[] = [
  {
    name: 'uk-half-0',
    title: { en: 'United Kingdom, half 0', 'zh-CN': '英国（上半）' },
    condition: `home = 'United Kingdom' AND half = 0`,
  },
  {
    name: 'uk-half-1',
    title: { en: 'United Kingdom, half 1', 'zh-CN': '英国（下半）' },
    condition: `home = 'United Kingdom' AND half = 1`,
  },
  { name: 'germany', title: { en: 'Germany', 'zh-CN': '德国' }, condition: `home = 'Germany'` },
  { name: 'france', title: { en: 'France', 'zh-CN': '法国' }, condition: `home = 'France'` },
  {
    name: 'others',
    title: { en: 'All others', 'zh-CN': '其他国家' },
    condition: `home NOT IN ('United Kingdom', 'Germany', 'France')`,
  },
];

/** The file is not UCI Online Retail as the demo knows it; the message says what was expected. */
export class DemoDataError extends Error {
  override readonly name = 'DemoDataError';
}

/**
 * Writes five CSV files of the original columns and texts into a directory, made if need be. A customer belongs
 * to the country of their first line in the file, cancelled lines included; lines without a customer
 * belong to nobody and are left out. The United Kingdom is halved by SHA-256 of `half:` and CustomerID.
 * @throws DemoDataError when the file is missing or has other columns, dates or numbers.
 */
export async function splitOnlineRetail(file: string, directory: string): Promise<DemoData> {
  await access(file).catch(() => {
    throw new DemoDataError(`there is no file ${file}; give the path of online_retail.csv.gz after --data`);
  });
  await mkdir(directory, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await readLines(connection, file);
    await checkShape(connection, file);
    await assignHomes(connection);
    const parties: DemoParty[] = [];
    for (const share of shares) parties.push(await writeParty(connection, share, directory));
    return { kind: 'online-retail', parties, warnings: await checksumWarnings(file) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function readLines(connection: DuckDBConnection, file: string): Promise<void> {
  const expected = `expected UCI Online Retail as CSV or CSV.gz with the columns ${columns.join(', ')}`;
  const source = `read_csv(${quoted(file)}, header = true, delim = ',', quote = '"', escape = '"', all_varchar = true)`;
  const found = await connection
    .runAndReadAll(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${source})`)
    .catch(() => {
      throw new DemoDataError(`${file} cannot be read as CSV: ${expected}`);
    });
  const names = found.getRowsJS().map(([name]) => name as string);
  if (names.join() !== columns.join()) {
    throw new DemoDataError(`${file} has the columns ${names.join(', ').slice(0, 300)}: ${expected}`);
  }
  // rowid follows the order of the file: DuckDB keeps insertion order by default.
  await connection.run(`CREATE TABLE lines AS SELECT * FROM ${source}`).catch(() => {
    throw new DemoDataError(`${file} breaks off or has broken lines; download it again`);
  });
}

async function checkShape(connection: DuckDBConnection, file: string): Promise<void> {
  const counted = await connection.runAndReadAll(`
    SELECT count(*)::INTEGER,
      count(*) FILTER (TRY_CAST(InvoiceDate AS TIMESTAMP) IS NULL)::INTEGER,
      count(*) FILTER (TRY_CAST(Quantity AS INTEGER) IS NULL OR TRY_CAST(UnitPrice AS DOUBLE) IS NULL)::INTEGER,
      count(*) FILTER (NOT regexp_full_match(CustomerID, '[0-9]+'))::INTEGER,
      count(DISTINCT CustomerID)::INTEGER
    FROM lines`);
  const [lines = 0, dates = 0, numbers = 0, ids = 0, customers = 0] =
    counted.getRowsJS()[0]?.map(Number) ?? [];
  const wrong = [
    [dates, 'InvoiceDate must be written like 2010-12-01 08:26:00'],
    [numbers, 'Quantity and UnitPrice must be numbers with a decimal point'],
    [ids, 'CustomerID must be empty or a whole number like 17850'],
  ] as const;
  for (const [count, rule] of wrong) {
    if (count > 0) throw new DemoDataError(`${file}: ${rule}; ${count} of ${lines} lines are not`);
  }
  if (customers < 1000) {
    throw new DemoDataError(`${file} holds ${customers} customers, UCI Online Retail 4,372: is it complete?`);
  }
}

async function assignHomes(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE TABLE homes AS
    SELECT CustomerID, arg_min(Country, rowid) AS home,
      CAST('0x' || substr(sha256('half:' || CustomerID), 1, 8) AS UINTEGER) % 2 AS half
    FROM lines WHERE CustomerID IS NOT NULL GROUP BY CustomerID`);
}

async function writeParty(connection: DuckDBConnection, share: Share, directory: string): Promise<DemoParty> {
  const file = join(directory, `${share.name}.csv`);
  const written = await connection.runAndReadAll(`
    COPY (
      SELECT lines.* FROM lines JOIN homes USING (CustomerID) WHERE ${share.condition} ORDER BY lines.rowid
    ) TO ${quoted(file)} (FORMAT csv, HEADER)`);
  const customers = await connection.runAndReadAll(
    `SELECT CustomerID FROM homes WHERE ${share.condition} ORDER BY CustomerID`,
  );
  const ids = customers.getRowsJS().map(([id]) => id as string);
  const heldOut = await writeHeldOut(directory, share.name, ids);
  return { name: share.name, title: share.title, file, lines: Number(written.getRowsJS()[0]?.[0]), heldOut };
}

async function checksumWarnings(file: string): Promise<string[]> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual === onlineRetailSha256) return [];
  return [
    `${file} is not the file that the documents quote figures for (SHA-256 ${onlineRetailSha256}): ` +
      `it has ${actual}. The demo runs; its figures may differ.`,
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
