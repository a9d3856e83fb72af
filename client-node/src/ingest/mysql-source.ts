import { createConnection, type Connection, type FieldPacket, type TypeCastField } from 'mysql2';
import type { MysqlSource } from '../config/source-schema.js';
import { appendRows, type KeptColumns, type TextRow } from './append-rows.js';
import { connectionUrl, qualifiedName, unreachable } from './connection.js';
import { dataProblem } from './data-error.js';
import type { Database } from './database.js';

const batchRows = 5_000;
const connectTimeoutMs = 15_000;

/** Loads a table or query of a MySQL or MariaDB database into table `arrived`; returns the names of all columns, inside a read-only transaction. */
export async function loadMysql(
  database: Database,
  source: MysqlSource,
  kept: KeptColumns,
): Promise<string[]> {
  const query = source.query ?? `SELECT * FROM ${qualifiedName(source.table ?? '', '`')}`;
  // MySQL commits on DDL even inside a read-only transaction, so anything but reading stops here.
  if (!/^\s*(SELECT|WITH|TABLE|VALUES)\b/i.test(query))
    dataProblem(
      'source-unreadable',
      'the MySQL query does not read',
      'Write a SELECT in `data.source.query`',
    );
  const connection = createConnection({
    uri: connectionUrl(source.mysql),
    connectTimeout: connectTimeoutMs,
    multipleStatements: false,
    rowsAsArray: true,
    typeCast: asText,
  });
  connection.on('error', () => undefined);
  try {
    await send(connection, "SET time_zone = '+00:00'");
    await send(connection, 'START TRANSACTION READ ONLY');
    const fields = await send(connection, `SELECT * FROM (${query}) AS chorale_rows LIMIT 0`);
    const columns = fields.map(({ name }) => name);
    await appendRows(database, columns, batches(connection, query), kept);
    await send(connection, 'ROLLBACK');
    return columns;
  } catch (error) {
    return unreachable('MySQL', error);
  } finally {
    connection.destroy();
  }
}

function send(connection: Connection, statement: string): Promise<FieldPacket[]> {
  return new Promise((resolve, reject) => {
    connection.query(statement, (error, _rows, fields) => {
      if (error) reject(error);
      else resolve(fields);
    });
  });
}

async function* batches(connection: Connection, query: string): AsyncGenerator<TextRow[]> {
  let batch: TextRow[] = [];
  const rows: AsyncIterable<TextRow> = connection.query(query).stream({ highWaterMark: batchRows });
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function asText(field: TypeCastField): string | null {
  if (field.type !== 'BIT') return field.string();
  const bits = field.buffer();
  return bits === null ? null : bits.some((byte) => byte !== 0) ? '1' : '0';
}
