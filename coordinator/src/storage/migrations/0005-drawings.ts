// Studies whose rounds open the sums of disjoint groups: how the groups were drawn.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE lot_anchors (
  study    text NOT NULL REFERENCES studies (id),
  node     text NOT NULL REFERENCES nodes (id),
  anchor   text NOT NULL,            -- hash that the node's chain of values ends in
  envelope BYTES NOT NULL,           -- signed lot anchor, as it came
  PRIMARY KEY (study, node)
);

CREATE TABLE drawings (
  study   text NOT NULL REFERENCES studies (id),
  drawing bigint NOT NULL,           -- counts the study's drawings, from 0
  round   bigint NOT NULL,           -- schedule position of the round it is for
  attempt bigint NOT NULL,
  call    BYTES NOT NULL,            -- drawing-call message: who is called, and everybody's anchors
  show_by bigint NOT NULL,           -- who has not shown a value by then is left out
  result  BYTES,                     -- drawing message; null while values are awaited
  PRIMARY KEY (study, drawing),
  UNIQUE (study, round, attempt)
);

CREATE TABLE lots (
  study   text NOT NULL,
  drawing bigint NOT NULL,
  node    text NOT NULL REFERENCES nodes (id),
  value   BYTES NOT NULL,            -- 32 bytes, as the node's anchor allows
  PRIMARY KEY (study, drawing, node),
  FOREIGN KEY (study, drawing) REFERENCES drawings (study, drawing)
)`;

export class Drawings1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
  }
  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['lots', 'drawings', 'lot_anchors']) await runner.query(`DROP TABLE ${table}`);
  }
}
