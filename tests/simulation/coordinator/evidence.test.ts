// Evidence packs: every figure is computed again from an exported ledger, and a pack that says anything else is found out.
import {
  erasureNotice,
  ledgerEntry,
  signMessage,
  verifyLedger,
  type Hash,
  type StudyId,
} from '@chorale/crypto';
import { accountFor, parsePrivacyEvent } from '@chorale/models';
import type { EvidencePack } from '@chorale/models/evidence';
import { PackAudit, readPack } from '../../../client-node/src/ledger/pack-audit.js';
import { LedgerPayloads } from '../../../coordinator/src/storage/tables/ledger-tables.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { agreementDocument } from '../../support/coordinator/test-house.js';
import { ask, letIn, type TestPerson } from '../../support/coordinator/test-people.js';
import { jsonOf, TestServer } from '../../support/coordinator/test-server.js';

const REASON = 'yearly audit, 年度审计';
const DAY = '2026-01-01';

interface Entry {
  readonly position: number;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}
function entriesIn(lines: readonly string[]): Entry[] {
  return lines.flatMap((line) => {
    const { entry, payload } = JSON.parse(line) as { entry?: string; payload?: string };
    if (entry === undefined || payload === undefined) return [];
    const { index, kind } = ledgerEntry.decode(new Uint8Array(Buffer.from(entry, 'base64')));
    return [{ position: index, kind, payload: JSON.parse(payload) as Entry['payload'] }];
  });
}

/** As an auditor does it: the file of the pack, the export, and nothing else. */
async function checked(pack: EvidencePack, lines: readonly string[]) {
  const audit = new PackAudit(readPack(JSON.stringify(pack)));
  const { verified, problem } = await verifyLedger(lines, [audit.head], audit);
  return verified ? audit.verdict() : { figures: 0, records: 0, problem };
}

interface Place {
  readonly path: string;
  readonly holder: Record<string, unknown>;
  readonly key: string;
}
/** Every value of a pack that is no list or object. */
function leavesOf(value: unknown, path = ''): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): Place[] =>
    typeof inner === 'object' && inner !== null
      ? leavesOf(inner, `${path}/${key}`)
      : [{ path: `${path}/${key}`, holder: value as Record<string, unknown>, key }],
  );
}
function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? `${value}x` : 'x';
}

onEachFederation((federation) => {
  let server: TestServer;
  let officer: TestPerson;
  beforeEach(async () => {
    server = await TestServer.start(federation());
    officer = await letIn(federation(), 'compliance-officer');
  });
  afterEach(() => server.stop());

  async function packOf(query: string, who = officer): Promise<EvidencePack> {
    const answer = await ask(server, 'GET', `evidence?${query}`, { token: who.token, reason: REASON });
    expect(answer).toMatchObject({ status: 200 });
    return jsonOf(answer) as EvidencePack;
  }

  /** A study with a closed round and an open one, an erasure, and two incidents of which one is closed. */
  async function eventfulStudy(): Promise<StudyId> {
    const study = await federation().startStudy();
    await federation().runRound();
    const [node] = federation().nodes;
    const { house } = federation();
    const notice = signMessage(erasureNotice, node!.key, house.federation.id, {
      ...{ node: node!.id, certificate: 'c0'.repeat(32) as Hash, studies: [study] },
      ...{ requestedOn: '2025-12-01', dueOn: '2025-12-31', erasedOn: '2026-01-01' },
    });
    await house.erasures.accept(federation().callerOf(node!), notice.bytes);
    const steward = await letIn(federation(), 'federation-admin', null, 'steward');
    const open = async (title: string): Promise<string> => {
      const body = { title, description: 'seen', severity: 'medium', study };
      const answer = await ask(server, 'POST', 'incidents', { token: steward.token, body });
      return (jsonOf(answer) as { incident: string }).incident;
    };
    await open('Slow committee');
    const incident = await open('A <script> in a title');
    const tag = (await ask(server, 'GET', `incidents/${incident}`, { token: steward.token })).headers.get(
      'etag',
    )!;
    const headers = { 'if-match': tag };
    const body = { resolution: 'nothing came of it' };
    await ask(server, 'POST', `incidents/${incident}/close`, { token: steward.token, body, headers });
    return study;
  }

  test('its figures are those of the ledger, counted by hand', async () => {
    const study = await eventfulStudy();
    const pack = await packOf('study=first-study');
    const lines = await federation().ledgerLines();
    const entries = entriesIn(lines);
    const at = (kind: string): number[] =>
      entries.filter((entry) => entry.kind === kind).map(({ position }) => position);
    const { evidence } = pack;
    expect(pack.scope).toEqual({ kind: 'study', study });
    const [told] = evidence.studies;
    expect(told).toMatchObject({
      name: 'first-study',
      status: 'running',
      opened: { value: 2, unit: 'rounds', proof: at('round-opened') },
      closed: { value: 1, proof: at('round-closed') },
      contributors: { value: 5, proof: at('set-fixed') },
      smallestSum: { value: 5, unit: 'nodes', proof: at('set-fixed') },
    });
    const reserved = entries.filter(({ kind }) => kind === 'budget-reserved');
    const events = reserved.map(({ payload }) => parsePrivacyEvent(payload['event']));
    const { epsilon } = accountFor([{ study, events }], { delta: 1e-5, nodesPerPerson: 1 });
    expect(epsilon).toBeGreaterThan(0);
    expect(told!.privacy!.epsilon.value).toBeCloseTo(epsilon, 12);
    expect(told!.privacy!.epsilon.proof).toEqual(
      [...at('agreement-proposed'), ...at('budget-reserved'), ...at('budget-spent')].sort((a, b) => a - b),
    );
    expect(evidence.budgets).toMatchObject([
      {
        scope: 'purpose',
        purpose: agreementDocument.purpose,
        limit: { value: 1, proof: at('agreement-proposed') },
      },
    ]);
    const { spent, reserved: open, left } = evidence.budgets[0]!;
    expect(spent.value + open.value + left.value).toBeCloseTo(1, 9);
    expect(evidence.activities).toMatchObject([
      {
        purpose: 'campaigns',
        state: 'active',
        persons: { value: 5000 },
        signed: { value: 5 },
        data: { length: 3 },
      },
    ]);
    expect(evidence.parties.map(({ name, role }) => [name, role]).sort()).toEqual(
      [1, 2, 3, 4, 5].map((index) => [`Member ${index}`, 'joint-controller']),
    );
    expect(evidence.models).toMatchObject([
      { adopted: { value: 5, proof: at('round-closed') }, lineage: [{ index: 0, nodes: { value: 5 } }] },
    ]);
    expect(evidence.flows.map(({ contributed }) => contributed.value)).toEqual([1, 1, 1, 1, 1]);
    expect(evidence.incidents.map(({ closedAt }) => closedAt === null)).toEqual([true, false]);
    expect(evidence.totals).toMatchObject({
      openIncidents: { value: 1, proof: [at('incident-opened')[0]] },
      erasures: { value: 1 },
      lateErasures: { value: 1, proof: at('erasure-certified') },
    });
    expect(evidence.decisions.filter(({ matter }) => matter === 'study')).toHaveLength(5);
    expect(evidence.unread).toEqual([]);
    expect(await checked(pack, lines)).toMatchObject({ problem: undefined, records: pack.records.length });
  });

  test('of a study, a period or a member: each follows from the export, also once the ledger has grown', async () => {
    await eventfulStudy();
    for (const query of ['study=first-study', `from=${DAY}&to=${DAY}`, 'member=Member%202']) {
      const pack = await packOf(query);
      await federation().runRound();
      const verdict = await checked(pack, await federation().ledgerLines());
      expect(verdict).toMatchObject({ problem: undefined });
      expect(verdict.figures).toBeGreaterThan(50);
    }
    const later = await packOf('from=2026-02-01&to=2026-02-28');
    expect(later.evidence.totals).toMatchObject({ rounds: { value: 0 }, erasures: { value: 0 } });
    const earlier = await packOf('from=2025-01-01&to=2025-12-31');
    expect(earlier.evidence).toMatchObject({ activities: [], studies: [], budgets: [], exports: [] });
  });

  test('a pack that says anything else than the ledger is found out, at the very place', async () => {
    await eventfulStudy();
    const pack = await packOf('study=first-study');
    const lines = await federation().ledgerLines();
    const leaves = [...leavesOf(pack.evidence, '/evidence'), ...leavesOf(pack.records, '/records')];
    expect(leaves.length).toBeGreaterThan(300);
    const audit = new PackAudit(pack);
    await verifyLedger(lines, [audit.head], audit);
    for (const { path, holder, key } of leaves) {
      const honest = holder[key];
      holder[key] = changed(honest);
      expect([path, audit.verdict().problem?.path]).toEqual([path, path]);
      holder[key] = honest;
    }
    for (const list of ['incidents', 'decisions', 'studies', 'flows'] as const) {
      const short = structuredClone(pack);
      short.evidence[list].pop();
      expect((await checked(short, lines)).problem).toMatchObject({
        path: `/evidence/${list}/${short.evidence[list].length}`,
      });
    }
    const ofOther = { ...pack, federation: { ...pack.federation, name: 'Another' } };
    expect((await checked(ofOther, lines)).problem).toMatchObject({ path: '/federation/name' });
    const ofNoHead = { ...pack, ledger: { ...pack.ledger, root: 'ab'.repeat(32) } };
    expect((await checked(ofNoHead, lines)).problem).toMatchObject({
      reason: expect.stringMatching(/rewritten/) as string,
    });
  });

  test('a finished model comes with its card, whose lineage and model are held against the ledger too', async () => {
    await federation().startStudy();
    await federation().runRound({ done: true });
    const pack = await packOf('study=first-study');
    const lines = await federation().ledgerLines();
    const [card] = pack.declared.cards;
    expect(card).toMatchObject({
      writtenBy: 'coordinator',
      model: { name: 'first-study', state: pack.evidence.models[0]!.state },
      privacy: { epsilon: pack.evidence.studies[0]!.privacy!.epsilon.value },
    });
    expect(card!.lineage.rounds[0]!.ledger.length).toBeGreaterThan(2);
    expect(await checked(pack, lines)).toMatchObject({ problem: undefined });
    const lies: readonly [string, (changed: NonNullable<typeof card>) => void][] = [
      ['/federation', (one) => (one.federation = 'Another')],
      ['/model/study', (one) => (one.model.study = 'ab'.repeat(32))],
      ['/model/state', (one) => (one.model.state = 'ab'.repeat(32))],
      ['/agreement/hash', (one) => (one.agreement.hash = 'ab'.repeat(32))],
      ['/model/name', (one) => (one.model.name = 'another')],
      ['/privacy/epsilon', (one) => (one.privacy.epsilon = 0.001)],
      ['/privacy/epsilon', (one) => (one.privacy.epsilon! += 0.001)],
      ['/privacy/epsilon', (one) => (one.privacy.epsilon = null)],
      ['/privacy/epsilon', (one) => (Object.assign(one, { writtenBy: 'node' }).privacy.epsilon! *= 0.999)],
      ['/privacy/epsilon', (one) => (Object.assign(one, { writtenBy: 'node' }).privacy.epsilon = null)],
      [
        '/lineage/ledger/0/hash',
        (one) => (one.lineage.ledger[0] = { ...one.lineage.ledger[0]!, position: 0 }),
      ],
      [
        '/lineage/rounds/0/ledger/1/kind',
        (one) => (one.lineage.rounds[0]!.ledger[1] = { ...one.lineage.rounds[0]!.ledger[1]!, kind: 'x' }),
      ],
    ];
    for (const [path, lie] of lies) {
      const changedPack = structuredClone(pack);
      lie(changedPack.declared.cards[0]!);
      expect((await checked(changedPack, lines)).problem).toMatchObject({ path: `/declared/cards/0${path}` });
    }
    // A node may have counted more than was opened.
    const ofNode = structuredClone(pack);
    Object.assign(ofNode.declared.cards[0]!, { writtenBy: 'node' }).privacy.epsilon! += 0.001;
    expect(await checked(ofNode, lines)).toMatchObject({ problem: undefined });
  });

  test('what was erased from the ledger is told as missing', async () => {
    await eventfulStudy();
    const position = (await federation().entryKinds()).indexOf('erasure-certified');
    await federation().house.database.write(async ({ manager }) => {
      await manager.delete(LedgerPayloads, { position });
    });
    const pack = await packOf(`from=${DAY}&to=${DAY}`);
    expect(pack.evidence).toMatchObject({ unread: [position], totals: { erasures: { value: 0 } } });
    expect(await checked(pack, await federation().ledgerLines())).toMatchObject({ problem: undefined });
  });

  test('as a page in English and Chinese, without scripts, whatever people called things', async () => {
    await eventfulStudy();
    for (const [language, title, incident] of [
      ['en', 'Records of processing (GDPR Art. 30)', 'Incidents that people reported'],
      ['zh-CN', '处理活动记录（GDPR 第30条）', '人员报告的事件'],
    ] as const) {
      const query = `evidence?study=first-study&format=html&language=${language}`;
      const answer = await ask(server, 'GET', query, { token: officer.token, reason: REASON });
      expect(answer).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
      const text = Buffer.from(answer.bytes).toString('utf8');
      for (const part of [
        title,
        incident,
        `<html lang="${language}"`,
        'A &lt;script&gt; in a title',
        'node-seal',
      ])
        expect(text).toContain(part);
      expect(text).not.toMatch(/<script|undefined|\[object|NaN/);
      const links = [...text.matchAll(/href="#entry-(\d+)"/g)].map(([, entry]) => `id="entry-${entry}"`);
      expect(links.length).toBeGreaterThan(50);
      expect(links.filter((id) => !text.includes(id))).toEqual([]);
    }
  });

  test('officers and auditors say why and it is an entry; whoever is bound to a member gets that member alone', async () => {
    await eventfulStudy();
    const auditor = await letIn(federation(), 'auditor');
    const bound = await letIn(federation(), 'compliance-officer', 'Member 1', 'bound');
    const silent = await ask(server, 'GET', 'evidence?study=first-study', { token: auditor.token });
    expect(silent).toMatchObject({ status: 400, code: 'reason-missing' });
    await packOf('study=first-study', auditor);
    const told = (await federation().payloads('records-exported')).at(-1);
    expect(told).toMatchObject({
      role: 'auditor',
      route: 'GET /v1/admin/evidence',
      query: { study: 'first-study' },
      reason: REASON,
    });
    const asked = (query: string, { token } = bound) =>
      ask(server, 'GET', `evidence?${query}`, { token, reason: REASON });
    expect(await asked('study=first-study')).toMatchObject({ status: 403, code: 'role-forbidden' });
    expect(await asked(`from=${DAY}&to=${DAY}`)).toMatchObject({ status: 403, code: 'role-forbidden' });
    expect(await asked('member=Member%202')).toMatchObject({ status: 404, code: 'not-found' });
    const own = await packOf('member=Member%201', bound);
    expect(own.evidence.decisions.every(({ member }) => member === 'Member 1')).toBe(true);
    for (const query of [
      '',
      'study=a&member=b',
      `from=${DAY}`,
      `from=2026-02-01&to=${DAY}`,
      'study=x&colour=red',
    ])
      expect(await asked(query, officer)).toMatchObject({ status: 400, code: 'malformed' });
    expect(await asked('study=nobody-knows', officer)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await asked('member=Nobody', officer)).toMatchObject({ status: 404, code: 'not-found' });
  });
});
