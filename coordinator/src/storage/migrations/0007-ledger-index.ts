// Entries are found by kind, time, study and member, and proofs are read from tiles of the Merkle tree. Both follow from
// what the ledger holds, and are worked out here for what it holds already.
import { ledgerEntry } from '@chorale/crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexRowOf, KnownRelations } from '../../ledger/entry-index.js';
import { LedgerTree } from '../../ledger/ledger-tree.js';
import { rowsOf } from '../connections.js';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE ledger_tiles (
  level  bigint NOT NULL,            -- 0: leaf hashes; a hash of level n stands for 256^n leaves
  tile   bigint NOT NULL,            -- among those of its level, from 0
  hashes BYTES NOT NULL,             -- 256 hashes of 32 bytes
  PRIMARY KEY (level, tile)
);

CREATE TABLE ledger_index (
  position bigint PRIMARY KEY REFERENCES ledger_entries (position),
  at       bigint NOT NULL,          -- as in the entry, like kind, actor and subject
  kind     text NOT NULL,
  actor    text NOT NULL,
  subject  text NOT NULL,
  study    text,                     -- that it is about, or whose round
  member   text                      -- that it is about, or whose node did it
);
CREATE INDEX ledger_index_by_kind ON ledger_index (kind, position);
CREATE INDEX ledger_index_by_time ON ledger_index (at, position);
CREATE INDEX ledger_index_by_study ON ledger_index (study, position) WHERE study IS NOT NULL;
CREATE INDEX ledger_index_by_member ON ledger_index (member, position) WHERE member IS NOT NULL`;

const ENTRIES_A_PAGE = 1000;

export class LedgerIndex1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
    const tree = new LedgerTree();
    const relations = new KnownRelations().in(rowsOf(runner));
    for (let rows = await page(runner, 0); rows.length > 0; rows = await page(runner, tree.size)) {
      for (const { entry, leaf_hash: leaf, payload } of rows) {
        for (const { level, tile, hashes } of tree.append(new Uint8Array(leaf)))
          await insert(runner, 'ledger_tiles', { level, tile, hashes: Buffer.from(hashes) });
        const decoded = ledgerEntry.decode(new Uint8Array(entry));
        const row = await indexRowOf(decoded, payload === null ? {} : JSON.parse(payload), relations);
        await insert(runner, 'ledger_index', { ...row });
      }
    }
  }
  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['ledger_index', 'ledger_tiles']) await runner.query(`DROP TABLE ${table}`);
  }
}

interface StoredEntry {
  readonly entry: Buffer;
  readonly leaf_hash: Buffer;
  readonly payload: string | null;
}

function page(runner: QueryRunner, first: number): Promise<StoredEntry[]> {
  return runner.query(
    `SELECT entry, leaf_hash, payload FROM ledger_entries
     LEFT JOIN ledger_payloads ON ledger_payloads.position = ledger_entries.position
     WHERE ledger_entries.position >= ${first} ORDER BY ledger_entries.position LIMIT ${ENTRIES_A_PAGE}`,
  ) as Promise<StoredEntry[]>;
}

async function insert(
  runner: QueryRunner,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<void> {
  const isPostgres = runner.dataSource.options.type === 'postgres';
  const places = Object.keys(row).map((_, index) => (isPostgres ? `$${index + 1}` : '?'));
  await runner.query(
    `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${places.join(', ')})`,
    Object.values(row),
  );
}
