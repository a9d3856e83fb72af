// What people ask over the API: fields that nobody asked for, answers that are known already, versions, and requests that come
// twice. On both databases.
import { IdempotentRequests } from '../../../coordinator/src/storage/tables/people-tables.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { ask, letIn, type TestPerson } from '../../support/coordinator/test-people.js';
import { jsonOf, TestServer, type Answer } from '../../support/coordinator/test-server.js';

onEachFederation((federation) => {
  let server: TestServer;
  let admin: TestPerson;
  beforeEach(async () => {
    server = await TestServer.start(federation());
    admin = await letIn(federation(), 'federation-admin');
  });
  afterEach(() => server.stop());

  test('fields that nobody asked for are refused, not taken over', async () => {
    const { token } = admin;
    const account = { name: 'x', role: 'auditor', validUntil: federation().clock.now() + 1e6 };
    for (const extra of [
      { id: '1' },
      { way: 'oidc' },
      { password: 'x' },
      { closedAt: null },
      { constructor: 1 },
    ])
      expect(await ask(server, 'POST', 'accounts', { token, body: { ...account, ...extra } })).toMatchObject({
        status: 400,
        code: 'malformed',
      });
    const polluted = new TextEncoder().encode(
      '{"name":"x","role":"auditor","__proto__":{"role":"federation-admin"}}',
    );
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    expect((await server.send('POST', '/v1/admin/accounts', polluted, headers)).status).toBe(400);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  test('an answer that is known already is not sent again; a change names the version that it saw', async () => {
    const first = await ask(server, 'GET', 'nodes', { token: admin.token });
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await ask(server, 'GET', 'nodes', {
      token: admin.token,
      headers: { 'if-none-match': etag },
    });
    expect(again).toMatchObject({ status: 304 });
    expect(again.bytes).toHaveLength(0);
    await federation().enrolOne('one-more', 'Member 9');
    expect(
      await ask(server, 'GET', 'nodes', { token: admin.token, headers: { 'if-none-match': etag } }),
    ).toMatchObject({ status: 200 });

    const opened = await ask(server, 'POST', 'incidents', {
      token: admin.token,
      body: { title: 'A drill', description: 'Nothing happened.', severity: 'low' },
    });
    const { incident } = jsonOf(opened) as { incident: string };
    const shown = await ask(server, 'GET', `incidents/${incident}`, { token: admin.token });
    const close = (version?: string): Promise<Answer> =>
      ask(server, 'POST', `incidents/${incident}/close`, {
        token: admin.token,
        body: { resolution: 'it was a drill' },
        headers: version === undefined ? {} : { 'if-match': version },
      });
    expect(await close()).toMatchObject({ status: 428, code: 'version-missing' });
    expect(await close('"another"')).toMatchObject({ status: 412, code: 'version-outdated' });
    expect(await close(shown.headers.get('etag')!)).toMatchObject({ status: 201 });
    expect(await close(shown.headers.get('etag')!)).toMatchObject({ status: 412 });
  });

  test('a request with an idempotency key is carried out once, whatever happens in between', async () => {
    const headers = { 'idempotency-key': 'invite-acme-0001' };
    const invite = (body: object, token = admin.token): Promise<Answer> =>
      ask(server, 'POST', 'invites', { token, body, headers });
    const first = await invite({ member: 'Acme' });
    expect(first).toMatchObject({ status: 201 });
    const again = await invite({ member: 'Acme' });
    expect(again.status).toBe(201);
    expect(jsonOf(again)).toEqual(jsonOf(first));
    expect(await invite({ member: 'Other' })).toMatchObject({ status: 422, code: 'idempotency-key-used' });
    const other = await letIn(federation(), 'federation-admin', null, 'other admin');
    expect(jsonOf(await invite({ member: 'Acme' }, other.token))).not.toEqual(jsonOf(first));
    expect(await federation().payloads('member-invited')).toHaveLength(2);
    const kept = await federation().house.database.read((manager) => manager.find(IdempotentRequests));
    expect(Buffer.from(kept[0]!.answer!).toString()).not.toContain('chorale-invite');
    expect(
      await ask(server, 'POST', 'invites', {
        token: admin.token,
        body: { member: 'x' },
        headers: { 'idempotency-key': 'short' },
      }),
    ).toMatchObject({ status: 400 });

    // Killed between the act and its answer: the act is done, and not done again.
    await federation().house.database.write(async ({ manager }) => {
      await manager.update(IdempotentRequests, { idempotencyKey: 'invite-acme-0001' }, { answer: null });
    });
    expect(await invite({ member: 'Acme' })).toMatchObject({ status: 409, code: 'idempotency-answer-lost' });
    // A request that was refused did nothing, so it may be tried again.
    const early = { token: admin.token, body: {}, headers: { 'idempotency-key': 'stop-nobody-0001' } };
    expect(await ask(server, 'POST', 'studies/nobody/stop', early)).toMatchObject({ status: 404 });
    expect(await ask(server, 'POST', 'studies/nobody/stop', early)).toMatchObject({ status: 404 });
    const together = await Promise.all(
      [1, 2, 3].map(() =>
        ask(server, 'POST', 'invites', {
          token: admin.token,
          body: { member: 'Together' },
          headers: { 'idempotency-key': 'together-0001' },
        }),
      ),
    );
    expect(together.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect(await federation().payloads('member-invited')).toHaveLength(3);
  });
});
