// Homes of earlier versions: a node goes on in them with everything that it remembered, and with its models.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { RoundId } from '@chorale/crypto';
import { nodeModelCard } from '../../../../client-node/src/cards/node-card.js';
import { homePaths } from '../../../../client-node/src/storage/home.js';
import { migrations } from '../../../../client-node/src/storage/migrations.js';
import { finishedStudies } from '../../../../client-node/src/study/finished-study.js';
import {
  fillTables,
  inOrder,
  readWritten,
  type StoredRow,
  type StoredTables,
} from '../../../support/storage/stored-tables.js';
import { codeOf, testStores } from './stores.js';

/**
 * What chorale-node of commit 2513272b, before members had votes, left after two studies: one with noise, one without. Of uploads
 * and releases, which are long and opaque, only the first bytes.
 */
const { tables: written, files } = readWritten('node-schema-3');
const SCHEMA = 3;
const { newFolder, newStore } = testStores();

/** @returns names of the tables that the schema has. */
function layDown(home: string, schema: number, rows: StoredTables): string[] {
  const database = new Database(homePaths(home).database);
  try {
    for (const step of migrations.slice(0, schema)) database.exec(step);
    database.pragma(`user_version = ${schema}`);
    return fillTables(database, rows);
  } finally {
    database.close();
  }
}

function rowsOf(home: string, tables: readonly string[]): StoredTables {
  const database = new Database(homePaths(home).database, { readonly: true });
  try {
    const plain = (value: unknown): unknown => (Buffer.isBuffer(value) ? new Uint8Array(value) : value);
    const rows = tables.map((table) => {
      const stored = database.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all();
      const row = (of: Record<string, unknown>): StoredRow =>
        Object.fromEntries(Object.entries(of).map(([column, value]) => [column, plain(value)])) as StoredRow;
      return [table, stored.map(row)];
    });
    return inOrder(Object.fromEntries(rows) as StoredTables);
  } finally {
    database.close();
  }
}

test('what the programs of then left is read: rounds, budget, promises, models', () => {
  const home = newFolder();
  layDown(home, SCHEMA, written);
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), bytes);
  }
  const store = newStore(home);
  expect(store.federation.membership()).toMatchObject({ node: 'alder', role: 'contributor' });
  expect(store.federation.rosterInForce()).toEqual(store.federation.newestRoster());
  for (const { rid } of written['rounds']!) {
    const round = rid as RoundId;
    expect(store.rounds.find(round)?.ending?.outcome).toBe('adopted');
    for (const kept of [
      store.contributions.find(round),
      store.committee.commitOf(round),
      store.committee.releaseOf(round),
      store.committee.adoptionOf(round),
    ])
      expect(kept).toBeDefined();
  }
  expect(store.budget.all().map(({ status }) => status)).toEqual(Array(4).fill('spent'));
  expect(store.ledgerHeads.newest()?.size).toBe(
    Math.max(...written['ledger_heads']!.map(({ size }) => Number(size))),
  );
  const { models } = homePaths(home);
  const studies = finishedStudies(store, models);
  expect(studies.map(({ study: { name }, model }) => [name, model.kind])).toEqual([
    ['noisy-study', 'logistic'],
    ['exact-study', 'logistic'],
  ]);
  for (const { model } of studies)
    if (model.kind === 'logistic')
      expect([...model.weights, ...model.means].every(Number.isFinite)).toBe(true);
  const card = nodeModelCard({ store, models, now: 0, ledger: undefined }, 'noisy-study');
  expect(card.privacy.epsilon).toBeCloseTo(8, 2);
  expect(card.lineage.rounds.map(({ leadsTo }) => leadsTo)).not.toContain(null);
});

/** Of tables that those studies left empty, or that came later: a row each, made up. */
function more(): StoredTables {
  const study = written['studies']![0]!['study']!;
  const rid = written['contributions']![0]!['rid']!;
  const { size } = written['ledger_heads']![0]!;
  const bytes = new Uint8Array([1, 2, 3]);
  return {
    distrusted_studies: [{ study, reason: 'a sum was wrong', at: 5 }],
    burns: [{ rid: 'burned', envelope: bytes, signed_at: 6 }],
    burn_proofs: [{ rid: 'burned', envelopes: bytes, recorded_at: 7 }],
    lots: [
      {
        study,
        sealed_secret: bytes,
        anchor: bytes,
        created_at: 1,
        drawing: 2,
        round: 1,
        attempt: 0,
        call: 'c',
      },
    ],
    own_votes: [
      { subject: 's', matter: 'study', decision: 'approve', envelope: bytes, cast_at: 1, sent_at: null },
    ],
    study_approvals: [{ study, member: 'birch', envelope: bytes, checked_at: 2 }],
    pseudonym_key: [{ one: 1, sealed: bytes, created_at: 1 }],
    erasures: [
      {
        ...{ number: 1, pseudonym: 'p', ground: 'gdpr-17', requested_on: '2026-01-01', due_on: '2026-01-31' },
        ...{ recorded_at: 1, erased_at: 2, certificate: 'text', certificate_hash: 'h', notice: bytes },
        told_at: null,
      },
    ],
    scored_lists: [{ path: '/home/scores.csv', study, writes: 2, written_at: 3 }],
    counted_searches: [{ study: 'other', rounds: 2, state: 's', suspects: '[]', counted_at: 4 }],
    chunks: [{ rid, hash: 'h', bytes }],
    feature_histograms: [{ study, sealed: bytes, kept_at: 3 }],
    ledger_forks: [
      {
        ...{ size: size!, root: 'r', envelope: bytes, reason: 'two histories', found_at: 9 },
        ...{ own_size: size!, stops: 1 },
      },
    ],
    release_ballots: [{ subject: 's', signer: 'g', envelope: bytes, kept_at: 1 }],
    kept_by_contributions: [{ rid, study, round: 0, sealed: bytes, counted: 1 }],
    personal_networks: [{ study, sealed: bytes, kept_at: 1 }],
  };
}

test('every row of every earlier schema is there, as it was', () => {
  const from = (schema: number, rows: StoredTables, wanted: readonly string[] = []): StoredTables => {
    const home = newFolder();
    const laid = layDown(home, schema, rows);
    newStore(home);
    return rowsOf(home, [...laid, ...wanted]);
  };
  // Members' rosters follow from what the node had signed.
  const { rosters_in_force: inForce } = from(SCHEMA, written, ['rosters_in_force']);
  expect(inForce).toHaveLength(1);
  const all = { ...asToday(written), rosters_in_force: inForce!, ...more() };
  for (let schema = 1; schema < migrations.length; schema += 1) {
    const kept = from(schema, all);
    const wanted = Object.fromEntries(
      Object.keys(kept).map((table) => [table, all[table as keyof typeof all]]),
    );
    expect([schema, kept]).toEqual([schema, inOrder(wanted)]);
  }
});

/** With the columns that came later, as they say that there is nothing to say. */
function asToday(tables: StoredTables): StoredTables {
  return { ...tables, rounds: tables['rounds']!.map((row) => ({ ...row, seen_closed: 0 })) };
}

test('a step that fails half way leaves the old records, and says so', () => {
  const home = newFolder();
  layDown(home, SCHEMA, written);
  const change = (sql: string): void => {
    const database = new Database(homePaths(home).database);
    database.exec(sql);
    database.close();
  };
  // In the way of the fifth step, when the fourth has run.
  change('CREATE TABLE erasures (number INTEGER)');
  expect(codeOf(() => newStore(home))).toBe('store-not-upgraded');
  expect(() => newStore(home)).toThrow(
    /is as it was .*erasures already exists.*start the chorale-node that wrote it/,
  );
  const tables = Object.keys(written);
  expect(rowsOf(home, tables)).toEqual(inOrder(written));
  expect(() => rowsOf(home, ['own_votes'])).toThrow('own_votes');
  change('DROP TABLE erasures');
  expect(newStore(home).federation.membership()?.node).toBe('alder');
});
