// What people read over the API: pages, filters, proofs, and what is kept from whom. On both databases.
import { leafHash, sha256Hex, verifyInclusion, type StudyId } from '@chorale/crypto';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { ask, letIn, type TestPerson } from '../../support/coordinator/test-people.js';
import { jsonOf, TestServer } from '../../support/coordinator/test-server.js';

const REASON = 'quarterly review, 季度审查';

interface Entry {
  readonly position: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly study: string | null;
  readonly member: string | null;
  readonly payload?: unknown;
}
interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

onEachFederation((federation) => {
  let server: TestServer;
  let admin: TestPerson;
  let officer: TestPerson;
  beforeEach(async () => {
    server = await TestServer.start(federation());
    admin = await letIn(federation(), 'federation-admin');
    officer = await letIn(federation(), 'compliance-officer');
  });
  afterEach(() => server.stop());

  const read = async <T>(path: string, { token } = officer): Promise<T> => {
    const answer = await ask(server, 'GET', path, { token, reason: REASON });
    expect(answer).toMatchObject({ status: 200 });
    return jsonOf(answer) as T;
  };
  const entries = (query: string, who = officer): Promise<Page<Entry>> =>
    read(`ledger/entries?${query}`, who);

  /** A study with one closed round; a member that enrolled after it has no part in it. */
  async function studyAndOutsider(): Promise<StudyId> {
    const study = await federation().startStudy();
    await federation().runRound();
    await federation().enrolOne('late', 'Latecomer');
    return study;
  }

  test('entries come in pages that miss and repeat nothing, narrowed by kind, study, member and time', async () => {
    const study = await studyAndOutsider();
    const seen: number[] = [];
    let cursor = '';
    do {
      const page = await entries(`limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`, admin);
      seen.push(...page.items.map(({ position }) => position));
      cursor = page.next ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index));
    expect(seen.length).toBe((await federation().entryKinds()).length);

    const newest = await entries('order=desc&limit=3', admin);
    expect(newest.items.map(({ position }) => position)).toEqual(seen.slice(-3).reverse());
    const opened = await entries('kind=round-opened&study=first-study', admin);
    expect(opened.items).toHaveLength(2);
    expect(opened.items.every((entry) => entry.kind === 'round-opened' && entry.study === study)).toBe(true);
    const ofMember = await entries('member=Member%202&kind=contribution-accepted', admin);
    expect(ofMember.items).toHaveLength(1);
    // A round's steps belong to its study, although they name the round alone.
    expect((await entries(`kind=budget-spent&study=${study}`, admin)).items).toHaveLength(1);

    const [today, tomorrow] = ['2026-01-01', '2026-01-02'];
    expect((await entries(`to=${today}&limit=1`, admin)).items).toHaveLength(1);
    expect((await entries(`from=${tomorrow}&limit=1`, admin)).items).toHaveLength(0);
    for (const bad of [
      'cursor=%21',
      'cursor=eA',
      'limit=0',
      'limit=501',
      'from=yesterday',
      'kinds=x',
      'kind[$ne]=x',
    ])
      expect(await ask(server, 'GET', `ledger/entries?${bad}`, { token: admin.token })).toMatchObject({
        status: 400,
        code: 'malformed',
      });
  });

  test('what is asked in SQL or paths is a text like any other', async () => {
    await studyAndOutsider();
    for (const evil of [
      "' OR '1'='1",
      "x'; DROP TABLE ledger_entries; --",
      '%',
      '../../etc/passwd',
      '\u0000',
    ]) {
      const text = encodeURIComponent(evil);
      const found = await ask(server, 'GET', `ledger/entries?kind=${text}`, { token: admin.token });
      if (found.status === 200) expect((jsonOf(found) as Page<Entry>).items).toEqual([]);
      else expect(found).toMatchObject({ status: 400, code: 'malformed' });
      for (const path of [
        'studies',
        'agreements',
        'rounds',
        'nodes',
        'accounts',
        'incidents',
        'ledger/entries',
      ])
        expect([400, 404]).toContain(
          (await ask(server, 'GET', `${path}/${text}`, { token: admin.token })).status,
        );
    }
    expect((await entries('limit=1', admin)).items).toHaveLength(1);
  });

  test('an entry proves that it is in the signed ledger', async () => {
    await studyAndOutsider();
    const { items } = await entries('kind=study-started', admin);
    const { proof, payload } = await read<{
      payload: { name: string };
      proof: {
        entry: string;
        payloadHash: string;
        payloadText: string;
        size: number;
        root: string;
        path: string[];
      };
    }>(`ledger/entries/${items[0]!.position}`);
    expect(payload.name).toBe('first-study');
    expect(sha256Hex(Buffer.from(proof.payloadText))).toBe(proof.payloadHash);
    const leaf = leafHash(new Uint8Array(Buffer.from(proof.entry, 'base64')));
    const path = proof.path.map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
    const root = new Uint8Array(Buffer.from(proof.root, 'hex'));
    expect(verifyInclusion(leaf, items[0]!.position, proof.size, path, root)).toBe(true);
    const head = await read<{ root: string }>(`ledger/heads/${proof.size}`);
    expect(head.root).toBe(proof.root);
    expect(await ask(server, 'GET', 'ledger/entries/99999', { token: admin.token })).toMatchObject({
      status: 404,
    });
  });

  test('an officer says why, in any script, and every read and export stands in the ledger', async () => {
    await studyAndOutsider();
    expect(await ask(server, 'GET', 'studies', { token: officer.token })).toMatchObject({
      status: 400,
      code: 'reason-missing',
    });
    await read('studies/first-study');
    const asParameter = await ask(server, 'GET', `studies?reason=${encodeURIComponent('a look')}`, {
      token: officer.token,
    });
    expect(asParameter).toMatchObject({ status: 200 });
    expect(await ask(server, 'GET', 'ledger/export', { token: officer.token, reason: REASON })).toMatchObject(
      {
        status: 200,
        type: 'application/x-ndjson',
      },
    );
    expect(await ask(server, 'GET', 'ledger/export', { token: admin.token })).toMatchObject({ status: 200 });
    expect(await federation().payloads('records-read')).toMatchObject([
      { route: 'GET /v1/admin/studies/first-study', reason: REASON, role: 'compliance-officer' },
      { route: 'GET /v1/admin/studies', reason: 'a look', query: {} },
    ]);
    expect(await federation().payloads('records-exported')).toMatchObject([
      { reason: REASON },
      { reason: null },
    ]);
    const { items } = await entries('kind=records-read&limit=1', admin);
    expect(items[0]!.actor).toBe(`account:${officer.account.id}`);
  });

  test('many reads at once are all there, each with its own reason', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        ask(server, 'GET', 'nodes', { token: officer.token, reason: `reason ${index}` }),
      ),
    );
    const reasons = (await federation().payloads('records-read')).map(
      (read) => (read as { reason: string }).reason,
    );
    expect(new Set(reasons).size).toBe(40);
  });

  test('rounds, rosters, agreements and budgets hold what an officer asks for', async () => {
    const study = await studyAndOutsider();
    const { items } = await read<Page<Record<string, unknown>>>(`studies/${study}/rounds`);
    expect(items[0]).toMatchObject({
      phase: 'closed',
      set: { nodes: expect.arrayContaining(['node-1']) as string[] },
      commits: expect.arrayContaining([]) as unknown[],
      budget: { status: 'spent' },
      terms: { kMin: 4 },
    });
    expect((items[0]!.releases as unknown[]).length).toBe(5);
    expect((items[0]!.adoptions as unknown[]).length).toBe(5);
    expect(await read(`rounds/${String(items[0]!.round)}`)).toEqual(items[0]);
    expect(await read('rosters/1')).toMatchObject({
      inForce: true,
      nodes: { length: 5 },
      consents: { length: 5 },
    });
    const agreements = await read<Page<{ agreement: string }>>('agreements');
    const agreement = await read<{ text: string; consents: unknown[] }>(
      `agreements/${agreements.items[0]!.agreement}`,
    );
    expect(JSON.parse(agreement.text)).toMatchObject({ purpose: 'campaigns' });
    expect(agreement.consents).toHaveLength(5);
    expect(
      (await read<Page<{ status: string }>>('budget/entries')).items.map(({ status }) => status).sort(),
    ).toEqual(['reserved', 'spent']);
    expect((await read<Page<{ member: string }>>('members')).items.map(({ member }) => member)).toContain(
      'Latecomer',
    );
  });

  test('an account of one member sees that member’s studies, accounts, entries and incidents, and no others', async () => {
    const study = await studyAndOutsider();
    const round = (await federation().rounds())[0]!.id;
    const inside = await letIn(federation(), 'member-admin', 'Member 1', 'inside');
    const outside = await letIn(federation(), 'member-admin', 'Latecomer', 'outside');
    const bound = await letIn(federation(), 'compliance-officer', 'Latecomer', 'bound officer');
    expect((await read<Page<unknown>>('studies', inside)).items).toHaveLength(1);
    const report = await read<{ bytesReceived: { node: string }[] }>(`studies/${study}`, inside);
    expect(report.bytesReceived.every(({ node }) => node === 'node-1')).toBe(true);
    const status = await read<{ studies: unknown[]; agreements: unknown[] }>('status', outside);
    expect(status).toMatchObject({ studies: [], agreements: [] });
    for (const who of [outside, bound]) {
      expect((await read<Page<unknown>>('studies', who)).items).toEqual([]);
      for (const path of [
        `studies/${study}`,
        'studies/first-study',
        `studies/${study}/rounds`,
        `rounds/${round}`,
      ])
        expect(await ask(server, 'GET', path, { token: who.token, reason: REASON })).toMatchObject({
          status: 404,
          code: 'not-found',
        });
      const told = await entries('limit=500', who);
      expect(told.items.every(({ member }) => member === null || member === 'Latecomer')).toBe(true);
      expect(told.items.every((entry) => entry.study === null)).toBe(true);
      expect((await entries('member=Member%201', who)).items).toEqual([]);
      expect(
        await ask(server, 'GET', `ledger/entries?study=${study}`, { token: who.token, reason: REASON }),
      ).toMatchObject({ status: 404 });
      expect(await ask(server, 'GET', 'ledger/export', { token: who.token, reason: REASON })).toMatchObject({
        status: 403,
      });
    }
    const { items } = await entries('kind=round-opened&limit=1', admin);
    expect(
      await ask(server, 'GET', `ledger/entries/${items[0]!.position}`, { token: outside.token }),
    ).toMatchObject({
      status: 404,
    });

    const accounts = await read<Page<{ account: string; member: string }>>('accounts', outside);
    expect(accounts.items.every(({ member }) => member === 'Latecomer')).toBe(true);
    const foreign = `accounts/${inside.account.id}`;
    const asOutside = {
      token: outside.token,
      body: { role: 'auditor', validUntil: federation().clock.now() + 1e6 },
    };
    expect(await ask(server, 'GET', foreign, { token: outside.token })).toMatchObject({
      status: 404,
    });
    expect(
      await ask(server, 'PATCH', foreign, { ...asOutside, headers: { 'if-match': '"x"' } }),
    ).toMatchObject({
      status: 404,
    });
    expect(
      await ask(server, 'DELETE', foreign, { token: outside.token, headers: { 'if-match': '"x"' } }),
    ).toMatchObject({
      status: 404,
    });
    expect(await ask(server, 'POST', `${foreign}/invite`, { token: outside.token })).toMatchObject({
      status: 404,
    });
    for (const body of [
      { name: 'a', role: 'federation-admin' },
      { name: 'b', role: 'member-admin', member: 'Member 1' },
      { name: 'c', role: 'data-steward', member: 'Member 1' },
    ])
      expect(await ask(server, 'POST', 'accounts', { token: outside.token, body })).toMatchObject({
        status: 403,
      });

    const opened = await ask(server, 'POST', 'incidents', {
      token: inside.token,
      body: { title: 'A laptop is lost', description: 'With a session on it.', severity: 'high' },
    });
    expect(opened).toMatchObject({ status: 201 });
    const { incident, member } = jsonOf(opened) as { incident: string; member: string };
    expect(member).toBe('Member 1');
    expect((await read<Page<unknown>>('incidents', outside)).items).toEqual([]);
    expect(await ask(server, 'GET', `incidents/${incident}`, { token: outside.token })).toMatchObject({
      status: 404,
    });
    expect(
      await ask(server, 'POST', `incidents/${incident}/close`, {
        token: outside.token,
        body: { resolution: 'none of my business' },
        headers: { 'if-match': '"x"' },
      }),
    ).toMatchObject({ status: 404 });
  });

  test('what an administrator does is written down as theirs', async () => {
    await ask(server, 'POST', 'invites', { token: admin.token, body: { member: 'Acme' } });
    const { items } = await entries('kind=member-invited', admin);
    expect(items.at(-1)!.actor).toBe(`account:${admin.account.id}`);
    await server.admin('POST', 'invites', { member: 'Beta' });
    expect((await entries('kind=member-invited', admin)).items.at(-1)!.actor).toBe('administrator');
  });
});
