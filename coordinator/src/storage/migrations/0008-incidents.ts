// Incidents, as people report and resolve them.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE incidents (
  id          text PRIMARY KEY,
  title       text NOT NULL,
  description text NOT NULL,
  severity    text NOT NULL,         -- low, medium, high, critical
  study       text REFERENCES studies (id),
  member      text,                  -- that it concerns; null: the whole federation
  opened_at   bigint NOT NULL,
  opened_by   text NOT NULL,         -- as in the ledger
  closed_at   bigint,
  closed_by   text,
  resolution  text
)`;

export class Incidents1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE incidents');
  }
}
