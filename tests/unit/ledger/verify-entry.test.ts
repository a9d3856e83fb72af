// One entry, as the command prints it, against a coordinator over HTTP: verified offline, and refused after any tampering.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SigningKey } from '@chorale/crypto';
import { homeOf, runCoordinator } from '../../support/coordinator/run-coordinator.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { runLedger } from '../node/cli/run-command.js';

interface Shown {
  position: number;
  proof: Record<string, string> & { path: string[] };
}

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let shown: Shown[];

beforeAll(async () => {
  const home = folder();
  federation = await TestFederation.found({
    folder: home,
    location: { kind: 'sqlite', file: join(home, 'coordinator.sqlite') },
  });
  await federation.startStudy();
  await federation.runRound({ done: true });
  server = await TestServer.start(federation);
  homeOf(server, home);
  shown = [];
  for (const position of ['0', '7', '12']) {
    const { code, stdout } = await runCoordinator('ledger', 'entry', position, '--json');
    expect(code).toBe(0);
    shown.push(JSON.parse(stdout) as Shown);
  }
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

/** Runs the verifier over what `change` made of an answer. */
async function verify(answer: Shown, change: (copy: Shown) => void = () => undefined, ...options: string[]) {
  const copy = structuredClone(answer);
  change(copy);
  const file = join(folder(), 'entry.json');
  writeFileSync(file, JSON.stringify(copy));
  return runLedger(['verify-entry', file, ...options]);
}

test('every entry is proven by itself, and the fingerprint says by whom', async () => {
  const { coordinatorFingerprint } = JSON.parse((await verify(shown[0]!, undefined, '--json')).stdout) as {
    coordinatorFingerprint: string;
  };
  for (const answer of shown) {
    const known = ['--coordinator-fingerprint', coordinatorFingerprint];
    expect(await verify(answer, undefined, ...known)).toMatchObject({ code: 0, stderr: '' });
    expect(await verify(answer)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^VERIFIED\nentry ${answer.position}: `)) as string,
      stderr: expect.stringContaining('No --coordinator-fingerprint was given') as string,
    });
  }
  const another = ['--coordinator-fingerprint', '0000'.repeat(10).replace(/(.{4})(?=.)/g, '$1-')];
  expect(await verify(shown[0]!, undefined, ...another)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('NOT VERIFIED: the head was signed by another coordinator') as string,
  });
});

/** The last byte of base64 bytes, changed. */
function bent(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[bytes.length - 1]! ^= 1;
  return bytes.toString('base64');
}

test.each<[string, (answer: Shown) => void]>([
  ['another payload', ({ proof }) => (proof.payloadText = `${proof.payloadText!} `)],
  ['a payload that is no text', ({ proof }) => (proof.payloadText = '\ud800')],
  ['another entry', ({ proof }) => (proof.entry = bent(proof.entry!))],
  [
    'the entry of another position',
    ({ proof }) => Object.assign(proof, { entry: shown[0]!.proof.entry, payloadText: null }),
  ],
  ['another head', ({ proof }) => (proof.head = bent(proof.head!))],
  ['no head', ({ proof }) => (proof.head = '')],
  ['another federation', ({ proof }) => (proof.federation = 'ab'.repeat(32))],
  ['a hash left out', ({ proof }) => proof.path.pop()],
  ['a hash more', ({ proof }) => proof.path.push('ab'.repeat(32))],
  ['hashes in another order', ({ proof }) => proof.path.reverse()],
  [
    'a key that signed nothing',
    ({ proof }) =>
      (proof.coordinatorKey = Buffer.from(SigningKey.fromSeed(new Uint8Array(32)).publicKey).toString('hex')),
  ],
])('refuses %s', async (_, change) => {
  const { code, stdout } = await verify(shown[2]!, change);
  expect({ code, verdict: stdout.split('\n')[0] }).toEqual({
    code: 1,
    verdict: expect.stringMatching(/^NOT VERIFIED: /) as string,
  });
});

test.each<[string, unknown, string]>([
  ['no answer of the command', { entry: 1 }, 'no entry with its proof'],
  ['an entry in an archive', { proof: { ...blankProof(), entry: null } }, 'lies in an archive'],
])('says what to do with %s', async (_, content, words) => {
  const file = join(folder(), 'entry.json');
  writeFileSync(file, JSON.stringify(content));
  expect(await runLedger(['verify-entry', file])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(words) as string,
  });
});

function blankProof() {
  const hash = 'ab'.repeat(32);
  return { federation: hash, coordinatorKey: hash, entry: 'AA==', payloadText: null, head: 'AA==', path: [] };
}
