// What lies in archives is known by its hash, so that nobody passes off another file as the one that was archived.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const ARCHIVES = `
CREATE TABLE ledger_archives (
  to_size   bigint PRIMARY KEY,      -- of the signed head that the archive ends with
  from_size bigint NOT NULL,         -- position of its first entry
  root      text NOT NULL,           -- of that head
  sha256    text NOT NULL,           -- of the file's bytes
  bytes     bigint NOT NULL,
  entry     bigint NOT NULL,         -- position of the entry that tells of it
  at        bigint NOT NULL,
  swept_to  bigint NOT NULL          -- entries below it have left the tables above
)`;

export class LedgerArchives1764970000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, ARCHIVES);
  }
  /** What was archived is no longer here. */
  down(): Promise<void> {
    return Promise.reject(new Error('this migration cannot be reverted; restore a backup'));
  }
}
