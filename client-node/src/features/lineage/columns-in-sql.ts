// Which columns an owner's expression reads, by DuckDB's own parser; nothing is run.
import { DataError, type DataProblem } from '../../ingest/data-error.js';
import { Database, literal } from '../../ingest/database.js';

/** Kinds of nodes in the parser's tree that read columns without naming those of this table, as an owner writes them. */
const NAMELESS: Readonly<Record<string, string>> = {
  STAR: '* or COLUMNS(...)',
  POSITIONAL_REFERENCE: 'a column by its place (#1)',
  SUBQUERY: 'a SELECT of its own',
};

/**
 * Column names by expression, in the order of first mention; of `table.column` the last part.
 * @throws DataError naming every expression whose columns cannot be told: a rule about a column would not see that it is read.
 */
export async function columnsInSql(
  expressions: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  if (expressions.length === 0) return found;
  const problems: DataProblem[] = [];
  const database = await Database.open();
  try {
    for (const sql of new Set(expressions)) {
      const tree = await parsed(database, sql);
      const why = whyUntold(tree);
      if (why === undefined) found.set(sql, [...new Set(columnNames(tree))]);
      else problems.push(untold(sql, why));
    }
  } finally {
    database.close();
  }
  if (problems.length > 0) throw new DataError(problems);
  return found;
}

/** The parser's tree of a SELECT of this expression, or what it says of one that it cannot read. */
async function parsed(database: Database, sql: string): Promise<object> {
  // The line break ends a comment that the expression may close with.
  const statement = `SELECT (${sql}\n)`;
  const [row] = await database.rows(`SELECT json_serialize_sql(${literal(statement)}) AS tree`);
  return JSON.parse(String(row!['tree'])) as object;
}

function whyUntold(tree: object): string | undefined {
  if ('error' in tree && tree.error === true)
    return `it cannot be parsed${'error_message' in tree ? ` (${String(tree.error_message)})` : ''}`;
  for (const { class: kind } of nodesOf(tree)) {
    const written = NAMELESS[String(kind)];
    if (written !== undefined) return `it reads ${written}`;
  }
  return undefined;
}

function untold(sql: string, why: string): DataProblem {
  return {
    code: 'expression-invalid',
    what: `which columns the expression "${sql}" reads cannot be told: ${why}, and rules of desensitisation go by column`,
    remedy:
      'Write DuckDB SQL that names each column of its own table, such as "a" + "b"; what takes a SELECT belongs into a view or `query` of the source',
  };
}

function* columnNames(tree: object): Generator<string> {
  for (const { class: kind, column_names: names } of nodesOf(tree)) {
    const name: unknown = kind === 'COLUMN_REF' && Array.isArray(names) ? names.at(-1) : undefined;
    if (typeof name === 'string') yield name;
  }
}

/** Every node below, its parents first. */
function* nodesOf(node: object): Generator<{ readonly class?: unknown; readonly column_names?: unknown }> {
  yield node;
  for (const inner of Object.values(node) as unknown[])
    if (typeof inner === 'object' && inner !== null) yield* nodesOf(inner);
}
