import type { Database } from './database.js';
import { identifier } from './database.js';

export type TextRow = readonly (string | null)[];

/** Which of a source's columns are kept, at least one. */
export type KeptColumns = (names: readonly string[]) => readonly string[];

/** Loads rows of text from a database driver into table `arrived`, as they come; columns that are not kept go by. */
export async function appendRows(
  database: Database,
  columns: readonly string[],
  batches: AsyncIterable<readonly TextRow[]> | Iterable<readonly TextRow[]>,
  kept: KeptColumns,
): Promise<void> {
  const names = kept(columns);
  const places = names.map((name) => columns.indexOf(name));
  await database.run(
    `CREATE TABLE arrived (${names.map((name) => `${identifier(name)} VARCHAR`).join(', ')})`,
  );
  const appender = await database.connection.createAppender('arrived');
  for await (const batch of batches) {
    for (const row of batch) {
      for (const place of places) {
        const value = row[place] ?? null;
        if (value === null) appender.appendNull();
        else appender.appendVarchar(value);
      }
      appender.endRow();
    }
    appender.flushSync();
  }
  appender.closeSync();
}
