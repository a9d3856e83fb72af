// Nodes that only sit on the committee: said in the invitation, signed in the enrolment and the roster.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const ROLES = `
-- contributor: brings rows; committee: only sits on the committee
ALTER TABLE invites ADD COLUMN role text NOT NULL DEFAULT 'contributor';
ALTER TABLE nodes ADD COLUMN role text NOT NULL DEFAULT 'contributor'`;

export class NodeRoles1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, ROLES);
  }
  /** An older coordinator would let nodes without rows into the cohort. */
  down(): Promise<void> {
    return Promise.reject(new Error('roles cannot be taken back; restore a backup'));
  }
}
