// The administrator's API and the command line that speaks to it.
import { verifyLedger } from '@chorale/crypto';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onSqlite } from '../../support/coordinator/place.js';
import { homeOf, runCoordinator as run } from '../../support/coordinator/run-coordinator.js';
import { agreementDocument, studyDocument, TestFederation } from '../../support/coordinator/test-house.js';
import { ADMIN_TOKEN, TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { runLedger } from '../node/cli/run-command.js';

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let home: string;

beforeAll(async () => {
  home = folder();
  federation = await TestFederation.found(onSqlite(home));
  await federation.enrol(5);
  server = await TestServer.start(federation);
  homeOf(server, home);
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

function file(name: string, document: object): string {
  const path = join(home, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
}

describe('the API', () => {
  test.each([undefined, 'wrong', `${ADMIN_TOKEN}x`])(
    'without the token (%s) nothing is told',
    async (token) => {
      for (const path of ['status', 'members', 'agreements', 'studies', 'ledger/head', 'ledger/export'])
        expect(await server.admin('GET', path, undefined, token ?? '')).toMatchObject({
          status: 401,
          code: 'admin-only',
        });
      expect(await server.admin('POST', 'invites', { member: 'x' }, token ?? '')).toMatchObject({
        status: 401,
      });
    },
  );

  test('bodies are checked: unknown fields, missing ones, no JSON, too large', async () => {
    expect(await server.admin('POST', 'invites', { member: 'x', colour: 'red' })).toMatchObject({
      status: 400,
      code: 'malformed',
      detail: expect.stringContaining('colour') as string,
    });
    expect(await server.admin('POST', 'invites', {})).toMatchObject({ status: 400, code: 'malformed' });
    // What may be a secret is not repeated.
    const account = await server.admin('POST', 'accounts', { name: 7_654_321, password: 7_654_321 });
    expect(account).toMatchObject({ status: 400, code: 'malformed' });
    expect(JSON.stringify(account)).not.toContain('7654321');
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
    expect(
      await server.send('POST', '/v1/admin/invites', new TextEncoder().encode('{"member":'), headers),
    ).toMatchObject({ status: 400, code: 'malformed' });
    expect(await server.send('POST', '/v1/admin/invites', new Uint8Array(2_000_000), headers)).toMatchObject({
      status: 413,
      code: 'too-large',
    });
  });

  test('health, readiness and metrics need no token and tell no names', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect(await server.send('GET', path, new Uint8Array(), {})).toMatchObject({ status: 200 });
    const metrics = Buffer.from((await server.send('GET', '/metrics', new Uint8Array(), {})).bytes).toString(
      'utf8',
    );
    expect(metrics).toContain('chorale_rounds{phase="collecting"}');
    expect(metrics).toContain('chorale_http_requests_total');
    expect(metrics).not.toContain('node-1');
  });
});

describe('the command line', () => {
  test('invite prints a token that a node can parse; --json prints one object', async () => {
    const { code, stdout } = await run('invite', '--member', 'Acme');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^chorale-invite-\S+\n$/);
    const asJson = await run('invite', '--member', 'Acme', '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ member: 'Acme' });
  });

  test('names and titles that a terminal would obey are refused, days that no calendar has, and no position', async () => {
    const refused = (reason: string): object => ({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(reason) as string,
    });
    const invite = ['account', 'invite', '--role', 'auditor', '--until'];
    expect(await run(...invite, '2030-02-30', '--name', 'lin')).toMatchObject(refused('a day such as'));
    expect(await run('account', 'invite', '--role', 'compliance-officer', '--name', 'a\nb')).toMatchObject(
      refused('name: a name is printable characters alone'),
    );
    const titled = { ...agreementDocument, title: 'Narrow\u001b[2J' };
    expect(await run('agreement', 'propose', file('titled.json', titled))).toMatchObject(
      refused('title: is printable characters alone'),
    );
    expect(await run('ledger', 'entry', 'abc')).toMatchObject(refused('such as 0 or 42'));
    expect((await run('ledger', 'entry', '0')).stdout).toMatch(/^at +\d{4}-\d\d-\d\dT/);
  });

  test('the way from members to a running study, and its refusals by exit code', async () => {
    expect((await run('members')).stdout).toContain('node-3');
    expect(await run('study', 'start', file('early.json', studyDocument))).toMatchObject({ code: 2 });
    const proposed = await run('agreement', 'propose', file('agreement.json', agreementDocument));
    expect(proposed).toMatchObject({ code: 0, stdout: expect.stringContaining('to 5 nodes') as string });
    expect(await run('study', 'start', file('early.json', studyDocument))).toMatchObject({ code: 3 });
    expect((await run('agreement', 'list')).stdout).toContain('waiting');
    await federation.agree();
    await federation.shelveKeys(5);
    expect((await run('agreement', 'list')).stdout).toContain('active');
    const budget = await run('budget');
    expect(budget).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/"campaigns" +0\.0000 +0\.0000 +1\.0000/) as unknown,
    });
    expect(budget.stdout).toContain('per person, add or remove one');
    expect(JSON.parse((await run('budget', '--json')).stdout)).toMatchObject([
      { scope: 'purpose', purpose: 'campaigns', limit: 1, left: 1, delta: 1e-5, unit: 'person' },
    ]);
    const yaml = join(home, 'study.yaml');
    writeFileSync(
      yaml,
      [
        'format: chorale-study/1',
        'name: first-study',
        'agreement: Repurchase 2026',
        'computation: logistic-regression',
        'features: [recency, orders]',
        '',
      ].join('\n'),
    );
    expect(await run('study', 'start', yaml)).toMatchObject({ code: 0 });
    const status = await run('study', 'status', 'first-study', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({ status: 'running', rounds: [{ phase: 'collecting' }] });
    expect((await run('study', 'status', 'first-study')).stdout).toContain('BYTES RECEIVED');
    expect((await run('study', 'status')).stdout).toContain('running');
    expect((await run('study', 'sums', 'first-study')).stdout).toContain('release: coordinator');
    expect((await run('status')).stdout).toContain('first-study (running)');
  });

  test('a study is stopped once, with a reason of at most 400 characters, and its name must be known', async () => {
    const bad = await server.admin('POST', 'studies/first-study/stop', { reason: 'x'.repeat(401) });
    expect(bad).toMatchObject({ status: 400, code: 'malformed' });
    const unknown = await server.admin('POST', 'studies/first-study/stop', { because: 'x' });
    expect(unknown).toMatchObject({ status: 400, code: 'malformed' });
    expect(await server.admin('POST', 'studies/nobody/stop', {})).toMatchObject({
      status: 404,
      code: 'not-found',
    });
    expect(await server.admin('POST', 'studies/first-study/stop', {}, 'wrong')).toMatchObject({
      status: 401,
    });
    expect(await run('study', 'stop', 'first-study', '--reason', 'two members are gone')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('by the administrator: two members are gone') as string,
    });
    expect(await server.admin('POST', 'studies/first-study/stop', {})).toMatchObject({
      status: 409,
      code: 'study-ended',
    });
  });

  test('a feature that the study may have meant for an optional role is told, and starts nothing else', async () => {
    const features = [
      { name: 'channel', type: 'category', categories: ['search', 'mail'] },
      { name: 'conversions', type: 'number', lower: 0, upper: 1 },
      { name: 'value', type: 'number', lower: 0, upper: 100 },
    ];
    await federation.agree({
      ...{ ...agreementDocument, title: 'Channels', purpose: 'channels', computations: ['attribution'] },
      dictionary: { features },
    });
    const { format, deadlines } = studyDocument;
    const asked = { format, deadlines, agreement: 'Channels', recipe: 'channel-credit' };
    const start = (document: object, ...more: string[]) =>
      run('study', 'start', file('channels.json', { ...asked, ...document }), ...more);
    const { code, stdout } = await start({ name: 'credit', privacy: { epsilon: 0.2 } });
    expect(code).toBe(0);
    expect(stdout).toContain('note: the dictionary has "value", which is not used as the recipe\'s value');
    expect(stdout).toContain('the study has to say "roles: { value: value }"');
    const named = { name: 'named', privacy: { epsilon: 0.2 }, roles: { value: 'value' } };
    expect(JSON.parse((await start(named, '--json')).stdout)).toMatchObject({ name: 'named', notices: [] });
  });

  test('mistakes in a file are told with line and column, or by field', async () => {
    const broken = join(home, 'broken.yaml');
    writeFileSync(broken, 'format: chorale-study/1\nname: [unclosed\n');
    const parsed = await run('study', 'start', broken);
    expect(parsed.code).toBe(2);
    expect(parsed.stderr).toMatch(/broken\.yaml:\d+:\d+/);
    const wrong = await run('study', 'start', file('wrong.json', { ...studyDocument, features: [] }));
    expect(wrong).toMatchObject({ code: 2, stderr: 'features: is empty: write at least one entry\n' });
    const setting = { ...studyDocument, name: 'wrong', settings: { gradientRounds: 'three' } };
    expect(await run('study', 'start', file('setting.json', setting))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^settings of "logistic-regression": gradientRounds: has to be a .*number: write one \(given: "three"\)\n$/,
      ) as string,
    });
    const unfit = { ...agreementDocument, people: '5000', colour: 'red' };
    const proposed = await run('agreement', 'propose', file('unfit.json', unfit));
    expect(proposed.code).toBe(2);
    expect(proposed.stderr.trim().split('\n')).toEqual([
      'people: has to be a number: write it without quotation marks (given: "5000")',
      expect.stringMatching(/^colour: unknown key "colour"\. Known here: format, federation, /),
    ]);
    expect(await run('study', 'start', join(home, 'missing.yaml'))).toMatchObject({ code: 2 });
  });

  test('an exported ledger verifies', async () => {
    const path = join(home, 'ledger.jsonl');
    expect(await run('ledger', 'export', path)).toMatchObject({ code: 0 });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(await verifyLedger(lines)).toMatchObject({ verified: true });
    expect((await run('ledger', 'export')).stdout.trimEnd().split('\n').length).toBeGreaterThanOrEqual(
      lines.length,
    );
  });

  test('a study that is watched to a stop ends with 3', async () => {
    const watched = await run('study', 'status', 'first-study', '--watch');
    expect(watched).toMatchObject({ code: 3, stderr: expect.stringContaining('members are gone') as string });
  });

  test('old entries move to a file, which verifies together with the rest', async () => {
    const archive = join(home, 'ledger-1.jsonl');
    expect(await run('ledger', 'archive', archive)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--keep N') as string,
    });
    expect((await run('ledger', 'archives')).stdout).toContain('nothing was archived');
    const kept = (await ledgerHead()).size - 12;
    const done = await run('ledger', 'archive', archive, '--keep', String(kept), '--json');
    expect(done).toMatchObject({ code: 0 });
    const { from, to, sha256 } = JSON.parse(done.stdout) as { from: number; to: number; sha256: string };
    expect(from).toBe(0);
    expect(createHash('sha256').update(readFileSync(archive)).digest('hex')).toBe(sha256);
    expect((await run('ledger', 'archives')).stdout).toContain(sha256);
    expect((await run('ledger', 'entry', '3')).stdout).toContain(
      `lies in the archive of entries 0 to ${to - 1}`,
    );
    const listed = await run('ledger', 'entries', '--kind', 'node-enrolled', '--json');
    expect(JSON.parse(listed.stdout)).toContainEqual(expect.objectContaining({ archived: true }));
    // What is on the disk already is not written over.
    expect(await run('ledger', 'archive', archive, '--keep', '1')).toMatchObject({ code: 2 });
    expect(await run('ledger', 'archive', join(home, 'none.jsonl'), '--before', '2001-01-01')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('lie in archives already') as string,
    });
    expect(existsSync(join(home, 'none.jsonl.partial'))).toBe(false);

    const rest = join(home, 'rest.jsonl');
    await run('ledger', 'export', rest);
    const { size, root } = await ledgerHead();
    const verify = async (...files: string[]) => {
      const { code, stdout } = await runLedger(['verify', ...files, '--head', `${size}:${root}`, '--json']);
      return { code, ...(JSON.parse(stdout) as object) };
    };
    await run('ledger', 'export', rest);
    expect(await verify(rest, archive)).toMatchObject({
      ...{ code: 0, verified: true },
      parts: [
        { file: archive, from: 0, to, sha256, onRecord: true },
        { file: rest, from: to, onRecord: null },
      ],
    });
    expect(await verify(rest)).toMatchObject({
      code: 1,
      problem: {
        file: rest,
        reason: expect.stringContaining(`entries 0 to ${to - 1} are missing`) as string,
      },
    });
    // The same entries with a signed head less: the chain holds, and it is not the file that was archived.
    const lines = readFileSync(archive, 'utf8').split('\n');
    const shorter = lines.filter(
      (_, index) => index !== lines.findIndex((line) => line.startsWith('{"head"')),
    );
    const other = join(home, 'other.jsonl');
    writeFileSync(other, shorter.join('\n'));
    expect(await verify(other, rest)).toMatchObject({
      code: 1,
      verified: false,
      parts: [{ file: other, onRecord: false }, {}],
    });
    const told = await runLedger(['verify', other, rest]);
    expect(told.stdout).toMatch(/^NOT VERIFIED: .*other\.jsonl is not the file that was archived/);
  });

  test('usage, unknown names, no home, nobody there', async () => {
    expect((await run('invite')).code).toBe(2);
    expect((await run('dance')).code).toBe(2);
    expect((await run('--help')).code).toBe(0);
    expect((await run('study', 'status', 'nobody')).code).toBe(2);
    process.env.CHORALE_HOME = join(home, 'empty');
    expect(await run('members')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('serve') as string,
    });
    process.env.CHORALE_HOME = home;
    writeFileSync(join(home, 'address.json'), JSON.stringify({ url: 'http://127.0.0.1:9', serverName: 'x' }));
    expect((await run('members')).code).toBe(4);
  });
});

async function ledgerHead(): Promise<{ readonly size: number; readonly root: string }> {
  return federation.house.database.read((manager) => federation.house.ledger.head(manager));
}
