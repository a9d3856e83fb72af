// Runs the same tests on the embedded database and on PostgreSQL; the second is skipped, and counted as
// skipped, where none answers.
import { join } from 'node:path';
import type { DatabaseLocation } from '../../../coordinator/src/storage/open-database.js';
import { temporaryFolders } from '../temporary-folder.js';
import { testPostgres } from './test-postgres.js';

const postgres = await testPostgres();

export interface Place {
  readonly folder: string;
  readonly location: DatabaseLocation;
}

/** A test that needs PostgreSQL itself. */
export function testOnPostgres(name: string, run: (location: DatabaseLocation) => Promise<void>): void {
  if (postgres) test(name, async () => run(await postgres.schema()));
  else test.skip(`${name} (set CHORALE_TEST_DATABASE_URL to run it)`, () => undefined);
}

/** @param define receives a function that makes a fresh place. */
export function onEachDatabase(define: (fresh: () => Promise<Place>) => void): void {
  const folder = temporaryFolders();
  describe('on SQLite', () => {
    define(() => {
      const made = folder();
      return Promise.resolve({
        folder: made,
        location: { kind: 'sqlite', file: join(made, 'coordinator.sqlite') },
      });
    });
  });
  const describePostgres = postgres ? describe : describe.skip;
  describePostgres('on PostgreSQL (CHORALE_TEST_DATABASE_URL)', () => {
    define(async () => ({ folder: folder(), location: await postgres!.schema() }));
  });
  afterAll(() => postgres?.drop());
}
