// What parties release of themselves on a finished model, in mode local.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE party_metrics (
  study            text NOT NULL REFERENCES studies (id), -- that made the model
  node             text NOT NULL REFERENCES nodes (id),
  agreement        text NOT NULL REFERENCES agreements (hash), -- whose budget it is taken from
  noise_multiplier double precision NOT NULL,
  envelope         BYTES NOT NULL,     -- as the node signed it
  entry            bigint NOT NULL,    -- position of the ledger's entry
  PRIMARY KEY (study, node)
)`;

export class PartyMetrics1764990000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE party_metrics');
  }
}
