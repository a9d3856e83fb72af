// Databases of earlier versions: a federation goes on in them, with every row that it had and a ledger that verifies.
import { verifyLedger } from '@chorale/crypto';
import type { EvidencePack } from '@chorale/models/evidence';
import { LedgerAudit } from '../../../client-node/src/ledger/ledger-audit.js';
import { PackAudit } from '../../../client-node/src/ledger/pack-audit.js';
import type { Database } from '../../../coordinator/src/storage/database.js';
import { migrations, openDatabase } from '../../../coordinator/src/storage/open-database.js';
import { onEachDatabase } from '../../support/coordinator/databases.js';
import { decidingMembers } from '../../support/coordinator/deciding-members.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import { onSqlite, type Place } from '../../support/coordinator/place.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { jsonOf, TestServer } from '../../support/coordinator/test-server.js';
import { keptRows, layDown } from '../../support/storage/earlier-database.js';
import {
  inOrder,
  readWritten,
  type StoredRow,
  type StoredTables,
} from '../../support/storage/stored-tables.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

/**
 * What the programs of commit 2513272b, before members had votes and people accounts, left of a federation of nine: rounds that
 * closed, one that burned and one that runs, a sum that the coordinator opened, a search for poisoners, states asked for and sent.
 */
const { tables: written } = readWritten('coordinator-schema-5');
const SCHEMA = 5;
const NODES = 9;
const SECONDS = 1040;
const folder = temporaryFolders();

onEachDatabase((fresh: () => Promise<Place>) => {
  async function expectKept(database: Database, laid: readonly string[], schema: number): Promise<void> {
    // Before there were roles every node brought rows.
    const asToday = (row: StoredRow): StoredRow =>
      'role' in row && schema === 1 ? { ...row, role: 'contributor' } : row;
    const wanted = Object.fromEntries(laid.map((table) => [table, written[table]!.map(asToday)]));
    expect(await keptRows(database, wanted)).toEqual(inOrder(wanted));
  }

  test('every row of the first schema is there', async () => {
    const { location } = await fresh();
    const laid = await layDown(location, 1, written);
    const database = await openDatabase(location);
    await expectKept(database, laid, 1);
    await database.close();
  });

  test('a federation goes on', async () => {
    const place = await fresh();
    const laid = await layDown(place.location, SCHEMA, written);
    const federation = await TestFederation.found(place);
    await expectKept(federation.house.database, laid, SCHEMA);
    const { castAll, inForce } = decidingMembers(() => federation);
    const verified = async (audits = new LedgerAudit()): Promise<void> => {
      const verdict = await verifyLedger(await federation.ledgerLines(), [], audits);
      expect(verdict).toMatchObject({ verified: true, problem: undefined });
    };
    federation.clock.advance(SECONDS);
    for (let index = 1; index <= NODES; index += 1) {
      const node = new PaperNode(`node-${index}`, federation.house.federation.id);
      federation.nodes.push(node);
      federation.callerOf(node);
    }
    federation.nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
    await verified();

    const server = await TestServer.start(federation);
    const entries = await federation.entryKinds();
    const each = (table: string, column = 'id'): string[] =>
      written[table]!.map((row) => String(row[column]));
    for (const path of [
      ...['status', 'members', 'nodes', 'rosters', 'rosters/1', 'agreements', 'studies', 'budget'],
      ...[
        'budget/entries',
        'ledger/heads',
        'studies/first-study/card',
        'studies/first-study-search/suspects',
      ],
      ...['studies/open-sums/sums', ...each('nodes').map((id) => `nodes/${id}`)],
      ...each('agreements', 'hash').map((hash) => `agreements/${hash}`),
      ...each('studies').flatMap((id) => [`studies/${id}`, `studies/${id}/rounds`]),
      ...each('rounds').map((id) => `rounds/${id}`),
      ...[...new Set(entries)].map((kind) => `ledger/entries/${entries.indexOf(kind)}`),
    ])
      expect([path, await server.admin('GET', path)]).toMatchObject([path, { status: 200 }]);
    const pack = jsonOf(await server.admin('GET', 'evidence?from=2026-01-01&to=2026-01-01')) as EvidencePack;
    const packAudit = new PackAudit(pack);
    await verifyLedger(await federation.ledgerLines(), [packAudit.head], packAudit);
    expect(packAudit.verdict()).toMatchObject({ problem: undefined });
    await server.stop();

    // Nodes of today take no part in a round of then: it passes, and the next one has the approval of everybody.
    const round = await federation.present();
    while ((await federation.round(round.id)).phase !== 'burning') {
      federation.clock.advance(61);
      for (const node of federation.nodes) federation.callerOf(node);
      await federation.house.rounds.tick();
    }
    await federation.burn(round);
    await federation.approve(round.study, each('nodes', 'member'));
    const next = { study: round.study, round: 0, attempt: 1, phase: 'collecting' };
    expect(await federation.present()).toMatchObject(next);
    const { hash } = await federation.house.rosterProposals.proposeChange({
      ...{ suspend: ['node-9'], reason: 'its disk was stolen' },
    });
    const word = { matter: 'roster', subject: hash, decision: 'approve' } as const;
    await castAll(['node-1', 'node-2', 'node-3', 'node-4', 'node-5'], word);
    expect((await inForce()).message).toMatchObject({ version: 2, suspended: [expect.any(String)] });
    await verified();
    await federation.close();
  });
});

/** Of what came after {@link SCHEMA}, made up: a row of each table. */
const later: StoredTables = {
  accounts: [
    {
      ...{
        id: 'a1',
        name: 'lin.wei',
        role: 'auditor',
        member: null,
        way: 'password',
        issuer: null,
        subject: null,
      },
      ...{
        valid_until: 9,
        created_at: 1,
        closed_at: null,
        password: 'x',
        code_secret: bytes(1),
        code_step: 3,
      },
    },
  ],
  account_invites: [
    {
      ...{ secret_hash: 'h1', account: 'a1', name: 'lin.wei', role: 'auditor', member: null, valid_until: 9 },
      ...{ code_secret: bytes(2), created_at: 2, expires_at: 3 },
    },
  ],
  sessions: [
    {
      ...{ id: 's1', account: 'a1', token_hash: 't1', previous_hash: 't0', rotated_at: 4, csrf_token: 'c1' },
      ...{ carried_by: 'cookie', created_at: 4, last_used_at: 5 },
    },
  ],
  access_tokens: [{ id: 'x1', account: 'a1', token_hash: 't2', label: 'SIEM', created_at: 4, expires_at: 8 }],
  sign_in_failures: [{ name_hash: 'n1', failures: 2, locked_until: 0, last_at: 6 }],
  oidc_attempts: [{ state_hash: 'o1', sealed: bytes(3), expires_at: 7 }],
  idempotent_requests: [
    { account: 'a1', idempotency_key: 'k1', request_hash: 'r1', answer: bytes(4), created_at: 5 },
  ],
  incidents: [
    {
      ...{
        id: 'i1',
        title: 'A drill',
        description: 'None.',
        severity: 'low',
        study: null,
        member: 'Member 1',
      },
      ...{ opened_at: 6, opened_by: 'account:a1', closed_at: 7, closed_by: 'account:a1', resolution: 'over' },
    },
  ],
  webhooks: [
    {
      ...{ id: 'w1', url: 'https://siem.example.org', kinds: '[]', sealed_secret: bytes(5), created_at: 6 },
      ...{
        created_by: 'account:a1',
        next_position: 280,
        attempt: 1,
        due_at: 8,
        problem: 'slow',
        suspended_at: null,
      },
    },
  ],
  votes: [
    {
      ...{
        subject: 'v1',
        signer: 'g1',
        matter: 'study',
        member: 'Member 1',
        decision: 'approve',
        reason: '可以',
      },
      ...{ at: 7, envelope: bytes(6) },
    },
  ],
  small_chunks: [{ round: 'd1', owner: 'sum', chunk: 'e1', bytes: bytes(7) }],
  ledger_archives: [
    { to_size: 9, from_size: 0, root: 'f1', sha256: 'f2', bytes: 100, entry: 280, at: 8, swept_to: 9 },
  ],
};
/** Tables that follow from the others. */
const DERIVED = ['ledger_index', 'ledger_tiles'];

function bytes(of: number): Uint8Array {
  return new Uint8Array(8).fill(of);
}

test('from every schema since, too', async () => {
  const from = async (
    schema: number,
    rows: StoredTables,
    wanted: (laid: readonly string[]) => StoredTables,
  ) => {
    const { location } = onSqlite(folder());
    const laid = await layDown(location, schema, rows);
    const database = await openDatabase(location);
    const kept = await keptRows(database, wanted(laid));
    await database.close();
    return [laid, kept] as const;
  };
  const nothing = Object.fromEntries([...Object.keys(written), ...DERIVED].map((table) => [table, []]));
  const [, today] = await from(SCHEMA, written, () => nothing);
  const all = { ...today, ...later };
  for (let schema = SCHEMA + 1; schema < migrations.length; schema += 1) {
    const wantedOf = (laid: readonly string[]): StoredTables =>
      Object.fromEntries([...new Set([...laid, ...DERIVED])].map((table) => [table, all[table]!]));
    const [laid, kept] = await from(schema, all, wantedOf);
    expect([schema, kept]).toEqual([schema, inOrder(wantedOf(laid))]);
  }
});
