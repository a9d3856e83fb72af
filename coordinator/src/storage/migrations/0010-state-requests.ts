// Two studies may come to the same state, so a node's requests are told apart by their studies.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const BY_STUDY = `
CREATE TABLE state_requests_by_study (
  node     text NOT NULL REFERENCES nodes (id),
  study    text NOT NULL REFERENCES studies (id),
  state    text NOT NULL,
  envelope BYTES NOT NULL,
  at       bigint NOT NULL,
  transfer BYTES,                    -- signed transfer that answers it; null while it waits
  PRIMARY KEY (node, study)
);
INSERT INTO state_requests_by_study SELECT node, study, state, envelope, at, transfer FROM state_requests;
DROP TABLE state_requests;
ALTER TABLE state_requests_by_study RENAME TO state_requests`;

export class StateRequests1764850000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, BY_STUDY);
  }
  /** Requests of one node for one state would stand in each other's way again. */
  down(): Promise<void> {
    return Promise.reject(new Error('this migration cannot be reverted; restore a backup'));
  }
}
