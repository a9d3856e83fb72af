// A file takes two waits for the disk; a small chunk is written with the commit that others need as well.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const SMALL_CHUNKS = `
CREATE TABLE small_chunks (
  round text NOT NULL,
  owner text NOT NULL,               -- node, or "sum"
  chunk text NOT NULL,               -- SHA-256 of the bytes
  bytes BYTES NOT NULL,              -- packed ciphertext; erased with the round's other chunks
  PRIMARY KEY (round, owner, chunk)
)`;

export class SmallChunks1764950000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, SMALL_CHUNKS);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE small_chunks');
  }
}
