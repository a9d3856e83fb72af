// Entries of one kind in one study, or of one member, are few among many of other kinds: found by either column alone, a page
// of them read the whole study.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const INDEXES = `
CREATE INDEX ledger_index_by_study_and_kind ON ledger_index (study, kind, position) WHERE study IS NOT NULL;
CREATE INDEX ledger_index_by_member_and_kind ON ledger_index (member, kind, position) WHERE member IS NOT NULL`;

export class IndexByStudyAndKind1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, INDEXES);
  }
  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['study', 'member'])
      await runner.query(`DROP INDEX ledger_index_by_${column}_and_kind`);
  }
}
