// Sign-in through a real identity provider, and what a dishonest browser, provider or address comes to.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { verifyLedgerParts } from '@chorale/crypto';
import { AddressGuard } from '../../../coordinator/src/outbound/address-guard.js';
import type { OidcSettings } from '../../../coordinator/src/people/oidc-settings.js';
import type { AccountId } from '../../../coordinator/src/people/roles.js';
import { Sessions } from '../../../coordinator/src/storage/tables/people-tables.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { ask } from '../../support/coordinator/test-people.js';
import { jsonOf, TestServer } from '../../support/coordinator/test-server.js';
import { CommitWatch } from '../../support/crash/durable-states.js';
import { TestBrowser, TestProvider } from '../../support/oidc/test-provider.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const VERIFIER = 'a verifier that a program on the person’s machine made up'
  .padEnd(60, '.')
  .replaceAll(/[^\w.-]/g, '-');
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let provider: TestProvider;
let database: string;

beforeAll(async () => {
  // The coordinator's address is known once it listens, so it listens first and is built around its settings after.
  const home = folder();
  database = join(home, 'coordinator.sqlite');
  const location = { kind: 'sqlite', file: database } as const;
  let url = '';
  const settings = { current: undefined as OidcSettings | undefined };
  federation = await TestFederation.found({ folder: home, location }, undefined, {
    publicUrl: () => url,
    oidc: {
      get issuer() {
        return settings.current!.issuer;
      },
      get clientId() {
        return settings.current!.clientId;
      },
      get clientSecret() {
        return settings.current!.clientSecret;
      },
      scopes: ['openid', 'profile'],
      roles: [
        { claim: 'groups', value: 'officers', role: 'compliance-officer' },
        { claim: 'groups', value: 'acme-admins', role: 'member-admin', member: 'Acme' },
      ],
    },
    outbound: new AddressGuard(['localhost']),
  });
  server = await TestServer.start(federation);
  ({ url } = server);
  provider = await TestProvider.start(`${url}/v1/admin/session/oidc/callback`);
  settings.current = { ...provider.client, issuer: provider.issuer, scopes: [], roles: [] };
});
afterAll(async () => {
  await provider.stop();
  await server.stop();
  await federation.close();
});
beforeEach(() => {
  provider.person = { sub: 'u-1', preferred_username: 'lin.wei', groups: ['officers'] };
});

const start = (): string => `${server.url}/v1/admin/session/oidc`;
const callback = (): string => `${start()}/callback`;

test('a person whom the provider knows comes in by browser, with the role of the claims', async () => {
  const browser = new TestBrowser();
  const { response, address } = await browser.follow(start());
  expect(address).toBe(`${server.url}/v1/admin/session`);
  expect(response!.status).toBe(200);
  expect(await response!.json()).toMatchObject({
    name: 'lin.wei (u-1)',
    role: 'compliance-officer',
    member: null,
    csrfToken: expect.any(String) as string,
  });
});

test('keys that the provider changed are known at the next sign-in; the role follows the claims', async () => {
  provider.changeKeys();
  provider.person = { ...provider.person, groups: ['acme-admins'] };
  const { response } = await new TestBrowser().follow(start());
  expect(await response!.json()).toMatchObject({ role: 'member-admin', member: 'Acme' });
  expect((await federation.payloads('account-changed')).at(-1)).toMatchObject({ role: 'member-admin' });
});

test('whom no rule fits is not let in, and no account is opened', async () => {
  provider.person = { sub: 'u-2', preferred_username: 'guest', groups: ['staff'] };
  const { response } = await new TestBrowser().follow(start());
  expect(response!.status).toBe(401);
  expect(await response!.json()).toMatchObject({ code: 'sign-in-failed' });
  const accounts = await federation.house.people.accounts.list(null);
  expect(accounts.map(({ subject }) => subject)).not.toContain('u-2');
});

test('whom a rule fitted before, and none fits any more, loses sessions and tokens with the role; a role that is given again lets in again', async () => {
  provider.person = { sub: 'u-3', preferred_username: 'leaver', groups: ['officers'] };
  const browser = new TestBrowser();
  expect((await browser.follow(start())).response!.status).toBe(200);
  const { accounts, accessTokens } = federation.house.people;
  const known = (await accounts.list(null)).find(({ subject }) => subject === 'u-3')!;
  const { token } = await accessTokens.issue(known, 'a program', 90);
  expect(await ask(server, 'GET', 'session', { token })).toMatchObject({ status: 200 });

  provider.person = { ...provider.person, groups: ['staff'] };
  expect((await new TestBrowser().follow(start())).response!.status).toBe(401);
  expect(await ask(server, 'GET', 'session', { token })).toMatchObject({ status: 401, code: 'admin-only' });
  expect((await browser.get(`${server.url}/v1/admin/session`)).status).toBe(401);
  expect((await federation.payloads('account-changed')).at(-1)).toMatchObject({
    account: known.id,
    validUntil: federation.clock.now(),
  });

  provider.person = { ...provider.person, groups: ['officers'] };
  expect((await new TestBrowser().follow(start())).response!.status).toBe(200);
});

test('a coordinator killed at any commit of a first sign-in has the account, its session and the entries of both, or none of them', async () => {
  provider.person = { sub: 'u-4', preferred_username: 'newcomer', groups: ['officers'] };
  const before = await federation.entryKinds();
  const { result, commits } = await new CommitWatch(database, folder).during(() =>
    new TestBrowser().follow(start()),
  );
  expect(result.response!.status).toBe(200);
  const found = [];
  for (const { after } of commits) {
    const again = await TestFederation.found({
      folder: dirname(after.file),
      location: { kind: 'sqlite', file: after.file },
    });
    expect(await verifyLedgerParts([await again.ledgerLines()])).toMatchObject({ verified: true });
    const account = (await again.house.people.accounts.list(null)).find(({ subject }) => subject === 'u-4');
    const sessions = await again.house.database.read((rows) =>
      rows.find(Sessions, { where: { account: account?.id ?? ('nobody' as AccountId) } }),
    );
    const entries = (await again.entryKinds()).slice(before.length);
    await again.close();
    found.push([account !== undefined, sessions.length, entries]);
  }
  const whole = [true, 1, ['account-opened', 'signed-in']];
  expect(found).toEqual(found.map(([isThere]) => (isThere ? whole : [false, 0, []])));
  expect(new Set(found.map(([isThere]) => isThere)).size).toBe(2);
});

test('the answer serves once, in the browser that began, and for what it began', async () => {
  const browser = new TestBrowser();
  const { address } = await browser.follow(start(), callback());
  const stranger = await new TestBrowser().get(address);
  expect(stranger.status).toBe(401);
  // A stranger's try does not spoil it for the one who began.
  expect((await browser.get(address)).status).toBe(303);
  const again = await browser.get(address);
  expect(again.status).toBe(401);
  expect(await again.json()).toMatchObject({ code: 'sign-in-failed' });
});

test('a code of another sign-in, or an invented one, is refused by PKCE and the provider', async () => {
  const [victim, attacker] = [new TestBrowser(), new TestBrowser()];
  const stolen = new URL((await victim.follow(start(), callback())).address);
  const own = new URL((await attacker.follow(start(), callback())).address);
  own.searchParams.set('code', stolen.searchParams.get('code')!);
  const answer = await attacker.get(own.href);
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({ code: 'provider-refused' });

  const other = new TestBrowser();
  const invented = new URL((await other.follow(start(), callback())).address);
  invented.searchParams.set('code', 'invented');
  expect((await other.get(invented.href)).status).toBe(502);
});

test('a sign-in that takes too long is begun again', async () => {
  const browser = new TestBrowser();
  const { address } = await browser.follow(start(), callback());
  federation.clock.advance(11 * 60);
  expect((await browser.get(address)).status).toBe(401);
});

test('a program that waits gets a code that only its own verifier turns into a session, once', async () => {
  const begun = `${start()}?port=45454&challenge=${CHALLENGE}`;
  const { address } = await new TestBrowser().follow(begun, 'http://127.0.0.1:45454/');
  const code = new URL(address).searchParams.get('code')!;
  const thief = { code, verifier: 'x'.repeat(43) };
  expect(await ask(server, 'POST', 'session/oidc', { body: thief })).toMatchObject({ status: 401 });
  // A code that was tried with a wrong verifier is spent.
  expect(await ask(server, 'POST', 'session/oidc', { body: { code, verifier: VERIFIER } })).toMatchObject({
    status: 401,
  });
  const second = await new TestBrowser().follow(begun, 'http://127.0.0.1:45454/');
  const fresh = new URL(second.address).searchParams.get('code')!;
  const opened = await ask(server, 'POST', 'session/oidc', { body: { code: fresh, verifier: VERIFIER } });
  expect(opened).toMatchObject({ status: 201 });
  const { token } = jsonOf(opened) as { token: string };
  expect(await ask(server, 'GET', 'session', { token })).toMatchObject({ status: 200 });
});

test.each(['http://169.254.169.254', 'http://127.0.0.1:1', 'https://[::1]', 'https://10.0.0.8'])(
  'a provider at %s is not asked',
  async (issuer) => {
    const outbound = new AddressGuard();
    const home = folder();
    const location = { kind: 'sqlite', file: join(home, 'coordinator.sqlite') } as const;
    const oidc = { ...provider.client, issuer, scopes: ['openid'], roles: [] };
    const other = await TestFederation.found({ folder: home, location }, undefined, { oidc, outbound });
    await expect(other.house.people.oidcSignIn.start(undefined)).rejects.toMatchObject({
      code: 'provider-refused',
    });
    await other.close();
  },
);

test('a provider whose document names an inner address for its tokens is not followed there', async () => {
  let asked = 0;
  const inner = createServer((_, response) => {
    asked += 1;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  const outer = createServer((_, response) => {
    const issuer = `http://localhost:${portOf(outer)}`;
    const endpoint = `http://127.0.0.1:${portOf(inner)}/token`;
    const document = {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: endpoint,
      jwks_uri: endpoint,
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
  }).listen(0, '127.0.0.1');
  await Promise.all([once(inner, 'listening'), once(outer, 'listening')]);
  const home = folder();
  const other = await TestFederation.found(onSqlite(home), undefined, {
    oidc: {
      ...provider.client,
      issuer: `http://localhost:${portOf(outer)}`,
      scopes: ['openid'],
      roles: [],
    },
    outbound: new AddressGuard(['localhost']),
  });
  const { state } = await other.house.people.oidcSignIn.start(undefined);
  await expect(other.house.people.oidcSignIn.finish(`code=x&state=${state}`, state)).rejects.toMatchObject({
    code: 'provider-refused',
  });
  expect(asked).toBe(0);
  await other.close();
  inner.close();
  outer.close();
});

function portOf(listening: Server): number {
  return (listening.address() as AddressInfo).port;
}
