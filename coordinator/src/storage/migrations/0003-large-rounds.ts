// Rounds of many nodes: a release's content key lies apart for each recipient, and a round's keys are found by the round.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE sealed_sum_keys (
  round      text NOT NULL REFERENCES rounds (id),
  recipient  text NOT NULL,          -- node id, or the coordinator's
  member     text NOT NULL REFERENCES nodes (id),
  sealed_key BYTES NOT NULL,         -- content key of the member's release; only the recipient can open it
  PRIMARY KEY (round, recipient, member)
);
CREATE INDEX round_keys_by_use ON round_keys (used_for)`;

export class LargeRounds1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
  }
  /** Releases of running rounds would be lost. */
  down(): Promise<void> {
    return Promise.reject(new Error('this migration cannot be reverted; restore a backup'));
  }
}
