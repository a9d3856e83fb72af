// Members decide: votes, rosters that follow each other, keys that are retired or take another's place.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const TABLES = `
-- since then its key is accepted for nothing; null while it serves
ALTER TABLE nodes ADD COLUMN retired_at bigint;
-- node id whose place this key takes once members have voted it in; null for any other
ALTER TABLE nodes ADD COLUMN replaces text;
-- node id under which the same node was known before its key changed; null for its first key
ALTER TABLE nodes ADD COLUMN succeeds text;
-- node id whose lost key is replaced; null where the node is new
ALTER TABLE invites ADD COLUMN replaces text;
-- why it was put before the members
ALTER TABLE rosters ADD COLUMN reason text NOT NULL DEFAULT '';

CREATE TABLE votes (
  subject  text NOT NULL,            -- hash of a roster or agreement, or id of a study
  signer   text NOT NULL,            -- id of the administrator's key
  matter   text NOT NULL,            -- roster, agreement, study
  member   text NOT NULL,            -- whose administrator it was when it came
  decision text NOT NULL,            -- approve, reject
  reason   text NOT NULL,
  at       bigint NOT NULL,          -- by the signer's clock; the latest counts
  envelope BYTES NOT NULL,           -- signed vote, as it came
  PRIMARY KEY (subject, signer)
)`;

export class Governance1764900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
  }
  /** An older coordinator would seat suspended nodes and accept retired keys. */
  down(): Promise<void> {
    return Promise.reject(new Error('votes and retired keys cannot be taken back; restore a backup'));
  }
}
