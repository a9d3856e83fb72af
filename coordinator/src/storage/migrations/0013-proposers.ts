// Proposals of a roster stand beside each other, so each is known by who made it.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

// Member whose administrator signed the proposal; null: the coordinator's administrator made it, or it is older than this column.
const PROPOSERS = 'ALTER TABLE rosters ADD COLUMN proposer text';

export class Proposers1764960000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, PROPOSERS);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rosters DROP COLUMN proposer');
  }
}
