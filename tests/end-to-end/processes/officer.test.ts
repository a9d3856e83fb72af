// What docs/guides/compliance-officer.md walks through: an officer on a machine of their own, with commands as real processes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { erasureNotice, fingerprintOf, signMessage, type Hash, type StudyId } from '@chorale/crypto';
import { TOTP } from 'otpauth';
import { onSqlite } from '../../support/coordinator/place.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const PASSWORD = 'plinth oyster granary verdict';
const CERTIFICATE = 'c0'.repeat(32) as Hash;
const BIN = join(import.meta.dirname, '../../../');
const PROGRAMS = {
  coordinator: join(BIN, 'coordinator/bin/chorale-coordinator.js'),
  ledger: join(BIN, 'client-node/bin/chorale-ledger.js'),
};

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let study: StudyId;
/** The officer's machine: it holds nothing but what commands write. */
let home: string;

beforeAll(async () => {
  const house = folder();
  federation = await TestFederation.found(onSqlite(house));
  study = await federation.startStudy();
  await federation.runRound({ done: true });
  server = await TestServer.start(federation);
  home = folder();
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param answer called with all that stderr said so far, each time it says more; what it returns is typed. */
async function run(
  program: keyof typeof PROGRAMS,
  args: readonly string[],
  answer: (said: string) => string | undefined = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAMS[program], ...args], {
    env: { PATH: process.env['PATH'], CHORALE_HOME: home },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
    const line = answer(stderr);
    if (line !== undefined) child.stdin.write(`${line}\n`);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
const officer = (...args: string[]): Promise<Ended> => run('coordinator', args);
const because = (...args: string[]): Promise<Ended> => officer('--read-reason', 'quarterly review', ...args);
const said = (part: string): string => expect.stringContaining(part) as string;

test('from the invitation to a verified pack and an erasure, on another machine, by the guide alone', async () => {
  const { token } = await federation.house.people.accounts.invite('lin.wei', {
    role: 'compliance-officer',
    member: null,
    validUntil: null,
  });
  let secret = '';
  const codeNow = (): string => new TOTP({ secret }).generate({ timestamp: federation.clock.now() });
  const opened = await run(
    'coordinator',
    ['account', 'open', '--url', server.url, '--token', token],
    (text) => {
      secret = /authenticator app: (\S+)/.exec(text)?.[1] ?? secret;
      if (text.endsWith('new password, 12 characters or more: ')) return PASSWORD;
      if (text.endsWith('code that the app shows now: ')) return codeNow();
      return undefined;
    },
  );
  expect(opened).toMatchObject({ code: 0, stdout: said('compliance-officer') });
  expect(`${opened.stdout}${opened.stderr}`).not.toContain(PASSWORD);
  expect(await officer('whoami')).toMatchObject({ code: 0, stdout: said('lin.wei') });

  // Without a reason nothing is told; with one, what ran and what it cost.
  expect(await officer('status')).toMatchObject({ stdout: '', stderr: said('--read-reason') });
  expect(await because('study', 'status', 'first-study')).toMatchObject({ code: 0, stdout: said('closed') });
  expect(await because('budget', '--json')).toMatchObject({ code: 0 });
  expect(await because('account', 'invite', '--name', 'mallory', '--role', 'auditor')).toMatchObject({
    stdout: '',
    stderr: said('compliance-officer may not do this'),
  });

  // An erasure that a node certified, seen with its deadline, and its entry.
  const [node] = federation.nodes;
  const days = { requestedOn: '2026-01-01', dueOn: '2026-01-31', erasedOn: '2026-01-05' };
  const { bytes } = signMessage(erasureNotice, node!.key, federation.house.federation.id, {
    ...{ node: node!.id, certificate: CERTIFICATE, ...days, studies: [study] },
  });
  await federation.house.erasures.accept(federation.callerOf(node!), bytes);
  const erasures = JSON.parse((await because('erasure', 'list', '--json')).stdout) as object[];
  expect(erasures).toMatchObject([{ certificate: CERTIFICATE, ...days }]);
  expect(await because('erasure', 'show', CERTIFICATE)).toMatchObject({
    code: 0,
    stdout: said('first-study'),
  });

  // The ledger and a pack, verified by the program that has never met the coordinator.
  const [file, pack] = [join(home, 'ledger.jsonl'), join(home, 'pack')];
  expect(await because('ledger', 'export', file)).toMatchObject({ code: 0 });
  const fingerprint = fingerprintOf(federation.house.federation.key.publicKey);
  const verify = ['verify', file, '--coordinator-fingerprint', fingerprint];
  expect(await run('ledger', verify)).toMatchObject({ code: 0 });
  expect(await because('evidence', '--study', 'first-study', '--out', pack, '--lang', 'both')).toMatchObject({
    code: 0,
  });
  expect(readdirSync(pack).sort()).toEqual([
    'evidence.en.html',
    'evidence.zh-CN.html',
    'pack.json',
    'sbom.cdx.json',
  ]);
  expect(await because('ledger', 'export', `${file}.later`)).toMatchObject({ code: 0 });
  const whole = ['verify', `${file}.later`, '--coordinator-fingerprint', fingerprint];
  expect(await run('ledger', [...whole, '--pack', join(pack, 'pack.json')])).toMatchObject({
    code: 0,
    stdout: said('PACK VERIFIED'),
  });

  // Their own reads stand there, with the reason.
  const reads = await because('ledger', 'entries', '--kind', 'records-exported', '--json');
  expect(reads.stdout).toContain('records-exported');
  expect(readFileSync(`${file}.later`, 'utf8')).toContain('quarterly review');

  expect(await officer('sign-out')).toMatchObject({ code: 0 });
  const after = await because('status');
  expect(after.code).not.toBe(0);
  expect(after.stdout).toBe('');
  expect(existsSync(join(home, 'session.json'))).toBe(false);
  federation.clock.advance(60);
  const back = await run('coordinator', ['sign-in', '--url', server.url, '--name', 'lin.wei'], (text) => {
    if (text.endsWith('password: ')) return PASSWORD;
    if (text.endsWith('code of your authenticator app: ')) return codeNow();
    return undefined;
  });
  expect(back).toMatchObject({ code: 0, stdout: said('signed in') });
}, 400_000);
