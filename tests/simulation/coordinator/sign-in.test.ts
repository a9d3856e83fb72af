// People coming in and going out, over HTTP, on both databases.
import { TOTP } from 'otpauth';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { ask, letIn } from '../../support/coordinator/test-people.js';
import { jsonOf, TestServer, type Answer } from '../../support/coordinator/test-server.js';

// With a sign that neither hexadecimal nor base64 uses, so that no hash in the ledger can spell it.
const NAME = 'ada.lovelace';
const PASSWORD = 'plinth oyster granary verdict';

onEachFederation((federation) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await TestServer.start(federation());
  });
  afterEach(() => server.stop());

  /** Opens the first account by the token that a first start prints. */
  async function openFirst(): Promise<{ answer: Answer; secret: string }> {
    const { token } = (await federation().house.people.accounts.inviteFirst())!;
    const shown = await ask(server, 'POST', 'session/enrolment', { body: { token } });
    const { codes } = jsonOf(shown) as { codes: { secret: string } };
    const body = { token, name: NAME, password: PASSWORD, code: codeOf(codes.secret), carriedBy: 'bearer' };
    return {
      answer: await ask(server, 'POST', 'session/enrolment/complete', { body }),
      secret: codes.secret,
    };
  }
  function codeOf(secret: string): string {
    return new TOTP({ secret }).generate({ timestamp: federation().clock.now() });
  }
  function signIn(changes: object): Promise<Answer> {
    return ask(server, 'POST', 'session', {
      body: { name: NAME, password: PASSWORD, carriedBy: 'bearer', ...changes },
    });
  }
  function tokenOf(answer: Answer): string {
    return (jsonOf(answer) as { token: string }).token;
  }

  test('the first account comes by a token that serves once; then there is no other such token', async () => {
    const accounts = federation().house.people.accounts;
    const replaced = (await accounts.inviteFirst())!;
    const { answer } = await openFirst();
    expect(answer).toMatchObject({ status: 201 });
    expect(jsonOf(answer)).toMatchObject({ name: NAME, role: 'federation-admin', member: null });
    expect(await accounts.inviteFirst()).toBeUndefined();
    for (const token of [replaced.token, 'chorale-account-invented'])
      expect(await ask(server, 'POST', 'session/enrolment', { body: { token } })).toMatchObject({
        status: 401,
        code: 'sign-in-failed',
      });
    const kinds = await federation().entryKinds();
    expect(kinds.slice(-2)).toEqual(['account-opened', 'signed-in']);
    expect((await federation().ledgerLines()).join('\n')).not.toContain(NAME);
  });

  test('a weak password, another name or a wrong code opens nothing, and the token stays good', async () => {
    const { token } = await federation().house.people.accounts.invite('grace', {
      role: 'compliance-officer',
      member: null,
      validUntil: null,
    });
    const { codes } = jsonOf(await ask(server, 'POST', 'session/enrolment', { body: { token } })) as {
      codes: { secret: string };
    };
    const good = { token, name: 'grace', password: PASSWORD, code: codeOf(codes.secret) };
    const complete = (changes: object): Promise<Answer> =>
      ask(server, 'POST', 'session/enrolment/complete', { body: { ...good, ...changes } });
    expect(await complete({ password: 'short' })).toMatchObject({ status: 422, code: 'password-weak' });
    expect(await complete({ password: 'password12345' })).toMatchObject({
      status: 422,
      code: 'password-weak',
    });
    expect(await complete({ name: 'hopper' })).toMatchObject({ status: 422, code: 'account-refused' });
    expect(await complete({ code: '000000' })).toMatchObject({ status: 401, code: 'sign-in-failed' });
    expect(await complete({ role: 'federation-admin' })).toMatchObject({ status: 400, code: 'malformed' });
    expect(await complete({})).toMatchObject({ status: 201 });
    expect(await complete({})).toMatchObject({ status: 401 });
  });

  test('name, password and code: all must be right, a code serves once, and the answer never says which was wrong', async () => {
    const { secret } = await openFirst();
    federation().clock.advance(60);
    const wrong = await signIn({ password: `${PASSWORD}!`, code: codeOf(secret) });
    const stranger = await signIn({ name: 'nobody', code: codeOf(secret) });
    expect(wrong).toMatchObject({ status: 401, code: 'sign-in-failed' });
    expect(stranger).toMatchObject({ status: 401, code: 'sign-in-failed', detail: wrong.detail });
    expect(await signIn({ code: codeOf(secret) === '000000' ? '000001' : '000000' })).toMatchObject({
      status: 401,
      detail: wrong.detail,
    });
    const right = await signIn({ code: codeOf(secret) });
    expect(right).toMatchObject({ status: 201 });
    expect(await signIn({ code: codeOf(secret) })).toMatchObject({ status: 401, detail: wrong.detail });
    expect(await ask(server, 'GET', 'session', { token: tokenOf(right) })).toMatchObject({ status: 200 });
  });

  test('after five failures a name is locked, known or not, also across a restart; time unlocks it', async () => {
    const { secret } = await openFirst();
    for (const name of [NAME, 'nobody']) {
      for (let attempt = 0; attempt < 5; attempt += 1)
        expect(await signIn({ name, password: 'wrong', code: '123456' })).toMatchObject({ status: 401 });
      const locked = await signIn({ name, code: codeOf(secret) });
      expect(locked).toMatchObject({ status: 429, code: 'locked-out' });
      expect(locked.headers.get('retry-after')).toBe('60');
    }
    await server.stop();
    await federation().reopen();
    server = await TestServer.start(federation());
    expect(await signIn({ code: codeOf(secret) })).toMatchObject({ status: 429 });
    federation().clock.advance(90);
    expect(await signIn({ code: codeOf(secret) })).toMatchObject({ status: 201 });
  });

  test('a session ends by itself, when it idles and when it is old', async () => {
    const { answer } = await openFirst();
    let token = tokenOf(answer);
    const use = async (): Promise<Answer> => {
      const used = await ask(server, 'GET', 'session', { token });
      token = used.headers.get('chorale-session-token') ?? token;
      return used;
    };
    federation().clock.advance(14 * 60);
    expect(await use()).toMatchObject({ status: 200 });
    federation().clock.advance(16 * 60);
    expect(await use()).toMatchObject({ status: 401, code: 'admin-only' });

    const { token: again } = await freshSession();
    token = again;
    for (let minutes = 0; minutes < 8 * 60; minutes += 10) {
      expect(await use()).toMatchObject({ status: 200 });
      federation().clock.advance(600);
    }
    expect(await use()).toMatchObject({ status: 401 });
  });

  test('a token is replaced while it is used; the old one, shown late, ends the session of thief and owner', async () => {
    const { answer } = await openFirst();
    const stolen = tokenOf(answer);
    federation().clock.advance(6 * 60);
    const used = await ask(server, 'GET', 'session', { token: stolen });
    const fresh = used.headers.get('chorale-session-token')!;
    expect(fresh).toMatch(/^chorale-session-/);
    federation().clock.advance(10);
    expect(await ask(server, 'GET', 'session', { token: stolen })).toMatchObject({ status: 200 });
    expect(await ask(server, 'GET', 'session', { token: fresh })).toMatchObject({ status: 200 });
    federation().clock.advance(60);
    expect(await ask(server, 'GET', 'session', { token: stolen })).toMatchObject({ status: 401 });
    expect(await ask(server, 'GET', 'session', { token: fresh })).toMatchObject({ status: 401 });
    expect((await federation().payloads('session-ended')).at(-1)).toMatchObject({ reason: 'token-reused' });
  });

  test('signing out ends it, closing the account ends all of it, and what is left in the database opens nothing', async () => {
    const { token, account } = await freshSession();
    const issued = await ask(server, 'POST', 'access-tokens', { token, body: { label: 'SIEM' } });
    const { token: program } = jsonOf(issued) as { token: string };
    expect(await ask(server, 'GET', 'session', { token: program })).toMatchObject({ status: 200 });
    expect(
      await ask(server, 'POST', 'access-tokens', { token: program, body: { label: 'x' } }),
    ).toMatchObject({
      status: 422,
      code: 'account-refused',
    });
    expect(await ask(server, 'DELETE', 'session', { token })).toMatchObject({ status: 204 });
    expect(await ask(server, 'GET', 'session', { token })).toMatchObject({ status: 401 });
    await federation().house.people.accounts.close(account, () => undefined);
    expect(await ask(server, 'GET', 'session', { token: program })).toMatchObject({ status: 401 });
    const rows = JSON.stringify(await federation().house.people.accounts.list(null));
    expect(rows).not.toContain(PASSWORD);
  });

  test('an auditor comes for a time, and an account without rights left is told so', async () => {
    const { token } = await letIn(federation(), 'auditor');
    expect(await ask(server, 'GET', 'session', { token })).toMatchObject({ status: 200 });
    federation().clock.advance(31 * 24 * 3600);
    expect(await ask(server, 'GET', 'session', { token })).toMatchObject({ status: 401 });
    await expect(
      federation().house.people.accounts.invite('eve', { role: 'auditor', member: null, validUntil: null }),
    ).rejects.toMatchObject({ code: 'account-refused' });
  });

  test('an administrator resets a password: sessions end, the old password too', async () => {
    const { secret } = await openFirst();
    const admin = await letIn(federation(), 'federation-admin', null, 'root');
    const { items } = jsonOf(await ask(server, 'GET', 'accounts', { token: admin.token })) as {
      items: { account: string; name: string }[];
    };
    const ada = items.find(({ name }) => name === NAME)!.account;
    const reset = await ask(server, 'POST', `accounts/${ada}/invite`, { token: admin.token });
    const { token } = jsonOf(reset) as { token: string };
    const { codes } = jsonOf(await ask(server, 'POST', 'session/enrolment', { body: { token } })) as {
      codes: { secret: string };
    };
    expect(codes.secret).not.toBe(secret);
    const body = { token, name: NAME, password: `another ${PASSWORD}`, code: codeOf(codes.secret) };
    expect(await ask(server, 'POST', 'session/enrolment/complete', { body })).toMatchObject({ status: 201 });
    federation().clock.advance(60);
    expect(await signIn({ code: codeOf(codes.secret) })).toMatchObject({ status: 401 });
  });

  test('a one-time token of an account serves no more once another was issued or used, its role changed, or it was closed', async () => {
    const { accounts } = federation().house.people;
    const steward = { role: 'data-steward', member: 'Acme', validUntil: null } as const;
    const admin = await letIn(federation(), 'federation-admin', null, 'root');
    const acme = await letIn(federation(), 'member-admin', 'Acme', 'acme');
    const { token: opening } = await accounts.invite(NAME, steward);
    expect(await complete(opening, PASSWORD)).toMatchObject({ status: 201 });
    const { id } = (await accounts.list('Acme')).find(({ name }) => name === NAME)!;
    const reset = async (token: string): Promise<string> =>
      tokenOf(await ask(server, 'POST', `accounts/${id}/invite`, { token }));

    const kept = await reset(acme.token);
    const newer = await reset(acme.token);
    expect(await complete(kept, `thief's ${PASSWORD}`)).toMatchObject({ status: 401 });
    expect(await complete(newer, `another ${PASSWORD}`)).toMatchObject({ status: 201 });

    // Who may set a data-steward's account anew may not take over a federation-admin's by it.
    const before = await reset(acme.token);
    await accounts.changeTerms(
      id,
      { role: 'federation-admin', member: null, validUntil: null },
      () => undefined,
    );
    expect(await complete(before, `thief's ${PASSWORD}`)).toMatchObject({ status: 401 });

    const last = await reset(admin.token);
    await accounts.close(id, () => undefined);
    expect(await complete(last, `thief's ${PASSWORD}`)).toMatchObject({ status: 401 });

    async function complete(token: string, password: string): Promise<Answer> {
      federation().clock.advance(60);
      const shown = await ask(server, 'POST', 'session/enrolment', { body: { token } });
      if (shown.status !== 200) return shown;
      const { codes } = jsonOf(shown) as { codes: { secret: string } };
      const body = { token, name: NAME, password, code: codeOf(codes.secret) };
      return ask(server, 'POST', 'session/enrolment/complete', { body });
    }
  });

  async function freshSession(): Promise<{ token: string; account: string }> {
    const { people, database } = federation().house;
    const { account } = await letIn(federation(), 'federation-admin', null, 'fresh');
    await letIn(federation(), 'federation-admin', null, 'second');
    const { token } = await database.write((transaction) =>
      people.sessions.open(transaction, account, 'bearer'),
    );
    return { token, account: account.id };
  }
});
