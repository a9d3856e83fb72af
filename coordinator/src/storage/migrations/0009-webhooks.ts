// Webhooks: who is told of new entries, and how far they have been told. The ledger itself is the outbox.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE webhooks (
  id            text PRIMARY KEY,
  url           text NOT NULL,
  kinds         text NOT NULL,       -- JSON list of entry kinds; an empty one stands for all
  sealed_secret BYTES NOT NULL,      -- that deliveries are signed with, under the storage key
  created_at    bigint NOT NULL,
  created_by    text NOT NULL,       -- as in the ledger
  next_position bigint NOT NULL,     -- first entry that was not delivered yet
  attempt       bigint NOT NULL,     -- deliveries that failed in a row
  due_at        bigint NOT NULL,     -- not before, milliseconds since 1970
  problem       text NOT NULL,       -- why the last one failed; empty where it did not
  suspended_at  bigint               -- given up until somebody resumes it
)`;

export class Webhooks1764800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhooks');
  }
}
