// Which columns an owner's expression reads, by DuckDB's own parser; nothing is run.
import { Database, literal } from '../../ingest/database.js';

/** Column names by expression, in the order of first mention; of `table.column` the last part. An expression that does not parse names none. */
export async function columnsInSql(
  expressions: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  if (expressions.length === 0) return found;
  const database = await Database.open();
  try {
    for (const sql of new Set(expressions)) {
      // The line break ends a comment that the expression may close with.
      const statement = `SELECT (${sql}\n)`;
      const [row] = await database.rows(`SELECT json_serialize_sql(${literal(statement)}) AS tree`);
      found.set(sql, [...new Set(columnNames(JSON.parse(String(row?.['tree'] ?? 'null'))))]);
    }
  } finally {
    database.close();
  }
  return found;
}

function* columnNames(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  if (
    'class' in node &&
    node.class === 'COLUMN_REF' &&
    'column_names' in node &&
    Array.isArray(node.column_names)
  ) {
    const name: unknown = node.column_names.at(-1);
    if (typeof name === 'string') yield name;
  }
  for (const inner of Object.values(node)) yield* columnNames(inner);
}
