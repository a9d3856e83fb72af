// What the database drivers share: secrets from the environment, and errors that hold none.
import { environmentReferences, fillEnvironment } from '../config/environment.js';
import { DataError, dataProblem } from './data-error.js';

/** The connection URL with its secrets. @throws DataError naming variables that are not set. */
export function connectionUrl(configured: string): string {
  const absent = environmentReferences(configured).filter((name) => (process.env[name] ?? '') === '');
  if (absent.length > 0) {
    dataProblem(
      'environment-missing',
      `the environment variable ${absent.join(' and ')} that node.yaml refers to is not set`,
      `Set it where the node starts, for example: export ${absent[0] ?? ''}=...`,
    );
  }
  return fillEnvironment(configured, process.env);
}

/** A table name such as shop.sales, quoted part by part. */
export function qualifiedName(table: string, quote: '"' | '`'): string {
  return table
    .split('.')
    .map((part) => `${quote}${part.replaceAll(quote, quote + quote)}${quote}`)
    .join('.');
}

interface DriverError {
  readonly code?: unknown;
  readonly sqlMessage?: unknown;
}

/** Retells a driver's error without address, user, password, statement or rows. */
export function unreachable(system: string, error: unknown): never {
  if (error instanceof DataError) throw error;
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as DriverError;
  const name = typeof code === 'string' ? code : 'unknown reason';
  const [what, remedy] = explain(name);
  return dataProblem('source-unreachable', `${system} ${what} (${name})`, remedy);
}

// SQLSTATE of PostgreSQL, names of MySQL and of the operating system.
function explain(code: string): readonly [what: string, remedy: string] {
  if (/^(28|ER_ACCESS_DENIED|ER_DBACCESS_DENIED)/.test(code))
    return [
      'refused the user or password',
      'Check user, database and the environment variable of the password',
    ];
  if (/^(42501|ER_TABLEACCESS_DENIED)/.test(code))
    return ['does not let this user read the table', 'Grant SELECT on it to the user of the node'];
  if (/^(42P01|ER_NO_SUCH_TABLE)/.test(code))
    return ['has no such table', 'Correct `table`; write schema.table when it is not in the default schema'];
  if (/^(3D000|ER_BAD_DB_ERROR)/.test(code)) return ['has no such database', 'Correct the end of the URL'];
  if (/^(42|ER_PARSE|ER_BAD_FIELD)/.test(code))
    return ['does not understand the query', 'Try it in its own shell'];
  if (/^(25006|ER_CANT_EXECUTE_IN_READ_ONLY)/.test(code))
    return ['refused to write: the node only reads', 'Use a plain SELECT'];
  if (/^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|EAI)/.test(code))
    return ['does not answer', 'Check host and port in `data.source`, and that the server runs'];
  return ['could not be read', 'Check the URL in `data.source` and try the same query in its own shell'];
}
