// What a browser may be made to do: pages of other sites, cookies they cannot read, frames, and asking without end.
import { TOTP } from 'otpauth';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { ask, letIn } from '../../support/coordinator/test-people.js';
import { jsonOf, TestServer, type Answer } from '../../support/coordinator/test-server.js';

const PASSWORD = 'plinth oyster granary verdict';
const NEW_TOKEN = { label: 'SIEM', days: 30 };

onEachFederation((federation) => {
  let server: TestServer;
  afterEach(() => server.stop());

  /** The first account, whose session a cookie carries. */
  async function inBrowser(): Promise<{ answer: Answer; cookie: string; csrfToken: string }> {
    const { token } = (await federation().house.people.accounts.inviteFirst())!;
    const { codes } = jsonOf(await ask(server, 'POST', 'session/enrolment', { body: { token } })) as {
      codes: { secret: string };
    };
    const code = new TOTP({ secret: codes.secret }).generate({ timestamp: federation().clock.now() });
    const answer = await ask(server, 'POST', 'session/enrolment/complete', {
      body: { token, name: 'ada.lovelace', password: PASSWORD, code, carriedBy: 'cookie' },
    });
    expect(answer).toMatchObject({ status: 201 });
    const cookie = answer.headers.get('set-cookie')!;
    const { csrfToken } = jsonOf(
      await ask(server, 'GET', 'session', { headers: { cookie: cookie.split(';')[0]! } }),
    ) as { csrfToken: string };
    return { answer, cookie, csrfToken };
  }
  const held = (cookie: string): string => cookie.split(';')[0]!;
  const change = (headers: Readonly<Record<string, string>>): Promise<Answer> =>
    ask(server, 'POST', 'access-tokens', { body: NEW_TOKEN, headers });

  test('a change that a cookie vouches for needs the session’s token and a page of this very host', async () => {
    server = await TestServer.start(federation());
    const { cookie, csrfToken } = await inBrowser();
    const mine = { cookie: held(cookie), 'chorale-csrf': csrfToken };
    const { host } = new URL(server.url);
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { cookie: held(cookie) },
      { ...mine, 'chorale-csrf': `${csrfToken}x` },
      { ...mine, 'sec-fetch-site': 'cross-site' },
      { ...mine, 'sec-fetch-site': 'same-site' },
      { ...mine, origin: 'https://evil.example' },
      { ...mine, origin: `http://${host}.evil.example` },
      { ...mine, origin: 'null' },
    ];
    for (const headers of foreign)
      expect(await change(headers)).toMatchObject({ status: 403, code: 'csrf-refused' });
    const tokens = await ask(server, 'GET', 'access-tokens', { headers: { cookie: held(cookie) } });
    expect(jsonOf(tokens)).toMatchObject({ items: [] });
    expect(await change({ ...mine, origin: server.url })).toMatchObject({ status: 201 });
    expect(await change({ ...mine, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 201 });
  });

  test('nobody is signed in from a page of another site', async () => {
    server = await TestServer.start(federation());
    const body = { name: 'ada.lovelace', password: PASSWORD, code: '000000', carriedBy: 'cookie' };
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect(await ask(server, 'POST', 'session', { body, headers })).toMatchObject({
      status: 403,
      code: 'csrf-refused',
    });
  });

  test('scripts do not read the cookie, no page frames an answer, and no other origin is let in', async () => {
    server = await TestServer.start(federation());
    const { cookie } = await inBrowser();
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).not.toContain('Domain');
    const headers = { cookie: held(cookie), origin: 'https://evil.example' };
    const preflight = { ...headers, 'access-control-request-method': 'POST' };
    for (const answer of [
      await ask(server, 'GET', 'session', { headers }),
      await ask(server, 'OPTIONS', 'access-tokens', { headers: preflight }),
      await ask(server, 'GET', 'status'),
    ]) {
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
  });

  test('an account, an address with wrong tokens and an address that signs in are each slowed down', async () => {
    server = await TestServer.start(federation(), {
      perAccount: 3,
      failuresPerAddress: 2,
      signInsPerAddress: 2,
    });
    const [admin, steward] = [
      await letIn(federation(), 'federation-admin'),
      await letIn(federation(), 'data-steward', 'Member 1'),
    ];
    const status = ({ token }: { readonly token: string }): Promise<Answer> =>
      ask(server, 'GET', 'status', { token });
    const tooMany = { status: 429, code: 'too-many-requests' };
    for (let request = 0; request < 3; request += 1)
      expect(await status(admin)).toMatchObject({ status: 200 });
    const slowed = await status(admin);
    expect(slowed).toMatchObject(tooMany);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await status(steward)).toMatchObject({ status: 200 });

    const signIn = (): Promise<Answer> =>
      ask(server, 'POST', 'session', {
        body: { name: 'nobody', password: PASSWORD, code: '123456', carriedBy: 'bearer' },
      });
    for (let attempt = 0; attempt < 2; attempt += 1) expect(await signIn()).toMatchObject({ status: 401 });
    expect(await signIn()).toMatchObject(tooMany);

    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await status({ token: 'invented' })).toMatchObject({ status: 401 });
    expect(await status({ token: 'invented' })).toMatchObject(tooMany);
    expect(await status(steward)).toMatchObject(tooMany);
  });
});
