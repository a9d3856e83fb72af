// Committee members fetch shares from where they stopped, so a round's contributions are numbered as they arrive.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const POSITIONS = `
-- in the round, from 0, as they arrived
ALTER TABLE contributions ADD COLUMN position bigint NOT NULL DEFAULT 0;
UPDATE contributions SET position = (
  SELECT count(*) FROM contributions earlier
  WHERE earlier.round = contributions.round
    AND (earlier.at < contributions.at OR (earlier.at = contributions.at AND earlier.node < contributions.node))
);
CREATE INDEX contributions_by_arrival ON contributions (round, position)`;

export class Arrivals1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, POSITIONS);
  }
  /** Members would fetch the shares of running rounds in another order. */
  down(): Promise<void> {
    return Promise.reject(new Error('this migration cannot be reverted; restore a backup'));
  }
}
