import type { Database } from './database.js';
import { identifier } from './database.js';

export type TextRow = readonly (string | null)[];

/** Loads rows of text from a database driver into table `raw`, as they arrive. */
export async function appendRows(
  database: Database,
  columns: readonly string[],
  batches: AsyncIterable<readonly TextRow[]> | Iterable<readonly TextRow[]>,
): Promise<void> {
  await database.run(`CREATE TABLE raw (${columns.map((name) => `${identifier(name)} VARCHAR`).join(', ')})`);
  const appender = await database.connection.createAppender('raw');
  for await (const batch of batches) {
    for (const row of batch) {
      for (const value of row) {
        if (value === null) appender.appendNull();
        else appender.appendVarchar(value);
      }
      appender.endRow();
    }
    appender.flushSync();
  }
  appender.closeSync();
}
