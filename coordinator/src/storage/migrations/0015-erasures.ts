// Erasures that nodes have certified, as officers look after them, and what the federation answered for each study. The first
// follow from the ledger, and are worked out here for what it holds already.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowsOf } from '../connections.js';
import { LedgerIndex, LedgerPayloads } from '../tables/ledger-tables.js';
import { Erasures } from '../tables/erasure-tables.js';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE erasures (
  certificate  text PRIMARY KEY,     -- hash of the certificate, which stays with the member
  node         text NOT NULL REFERENCES nodes (id),
  requested_on text NOT NULL,        -- UTC days
  due_on       text NOT NULL,
  erased_on    text NOT NULL,
  studies      text NOT NULL,        -- JSON list of ids: that the person's rows may have been part of
  entry        bigint NOT NULL,      -- position of the ledger's entry
  told_at      bigint NOT NULL
);
CREATE TABLE erasure_answers (
  certificate text NOT NULL REFERENCES erasures (certificate),
  study       text NOT NULL REFERENCES studies (id),
  answer      text NOT NULL,         -- privacy-argument, retrained, no-model
  successor   text REFERENCES studies (id), -- that was trained anew without the person
  reason      text NOT NULL,
  epsilon     double precision,      -- of the study when the answer was given; null where it added no noise
  delta       double precision,
  by          text NOT NULL,         -- as in the ledger
  at          bigint NOT NULL,
  entry       bigint NOT NULL,
  PRIMARY KEY (certificate, study)
)`;

interface Certified {
  readonly certificate: string;
  readonly requestedOn: string;
  readonly dueOn: string;
  readonly erasedOn: string;
  readonly studies: readonly string[];
}

export class Erasures1764980000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
    const manager = rowsOf(runner);
    const certified = await manager.find(LedgerIndex, {
      where: { kind: 'erasure-certified' },
      order: { position: 'ASC' },
    });
    for (const { position: entry, at: toldAt, actor: node } of certified) {
      const stored = await manager.findOneBy(LedgerPayloads, { position: entry });
      if (!stored) continue; // erased: nothing is known of it any more
      const { certificate, requestedOn, dueOn, erasedOn, studies } = JSON.parse(stored.payload) as Certified;
      const row = { ...{ certificate, node, requestedOn, dueOn, erasedOn, entry, toldAt } };
      await manager.insertMissing(Erasures, [{ ...row, studies: JSON.stringify(studies) } as never]);
    }
  }
  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['erasure_answers', 'erasures']) await runner.query(`DROP TABLE ${table}`);
  }
}
