// Runs the same tests on the embedded database and on PostgreSQL; the second is skipped, and counted as
// skipped, where none answers.
import type { DatabaseLocation } from '../../../coordinator/src/storage/open-database.js';
import { temporaryFolders } from '../temporary-folder.js';
import { onSqlite, type Place } from './place.js';
import { testPostgres } from './test-postgres.js';

const postgres = await testPostgres();
afterAll(() => postgres?.drop());

/** A test that needs PostgreSQL itself. @param timeoutMs undefined: as for every test. */
export function testOnPostgres(
  name: string,
  run: (location: DatabaseLocation) => Promise<void>,
  timeoutMs?: number,
): void {
  if (postgres) test(name, async () => run(await postgres.schema()), timeoutMs);
  else test.skip(`${name} (set CHORALE_TEST_DATABASE_URL to run it)`, () => undefined);
}

/** @param define receives a function that makes a fresh place. */
export function onEachDatabase(define: (fresh: () => Promise<Place>) => void): void {
  const folder = temporaryFolders();
  describe('on SQLite', () => {
    define(() => {
      return Promise.resolve(onSqlite(folder()));
    });
  });
  const describePostgres = postgres ? describe : describe.skip;
  describePostgres('on PostgreSQL (CHORALE_TEST_DATABASE_URL)', () => {
    define(async () => ({ folder: folder(), location: await postgres!.schema() }));
  });
}
