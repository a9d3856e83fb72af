// The built program as a process of its own: how it starts, refuses to start, stops, and comes back.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolders } from '../../support/temporary-folder.js';

const PROGRAM = fileURLToPath(new URL('../../../coordinator/bin/chorale-coordinator.js', import.meta.url));
const tls = (name: string): string =>
  fileURLToPath(new URL(`../../support/tls/${name}.pem`, import.meta.url));

const folder = temporaryFolders();
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(home: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('CHORALE_') && name !== 'DATABASE_URL',
  );
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: { ...Object.fromEntries(inherited), CHORALE_HOME: home, CHORALE_LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}
async function finish(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr!.on('data', (part: Buffer) => (stderr += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
async function ready(child: ChildProcess): Promise<string> {
  child.stderr!.resume();
  for await (const line of createInterface({ input: child.stdout! })) {
    const { ready: isReady, url } = JSON.parse(line) as { ready: boolean; url: string };
    expect(isReady).toBe(true);
    return url;
  }
  throw new Error('the coordinator ended before it was ready');
}
function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const gone = once(child, 'exit');
  child.kill(signal);
  return gone;
}

test('it says where it listens, answers the command line, and stops cleanly on SIGTERM and SIGINT', async () => {
  const home = folder();
  const passphrase = join(home, 'passphrase');
  writeFileSync(passphrase, 'a long passphrase\n');
  const environment = { CHORALE_PASSPHRASE_FILE: passphrase };
  const child = start(home, ['serve', '--port', '0', '--federation', 'Chain'], environment);
  const url = await ready(child);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(statSync(join(home, 'admin-token')).mode & 0o777).toBe(0o600);
  const status = await finish(start(home, ['status', '--json']));
  expect(status.code).toBe(0);
  const { coordinatorFingerprint } = JSON.parse(status.stdout) as { coordinatorFingerprint: string };

  const second = await finish(start(home, ['serve', '--port', '0'], environment));
  expect(second).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('another chorale-coordinator') as string,
  });
  expect(await stop(child, 'SIGTERM')).toEqual([0, null]);
  expect((await finish(start(home, ['status']))).code).toBe(4);

  const renamed = await finish(start(home, ['serve', '--port', '0', '--federation', 'Other'], environment));
  expect(renamed).toMatchObject({ code: 2, stderr: expect.stringContaining('"Chain"') as string });
  const again = start(home, ['serve', '--port', '0'], environment);
  await ready(again);
  const after = await finish(start(home, ['status', '--json']));
  expect(JSON.parse(after.stdout)).toMatchObject({ federationName: 'Chain', coordinatorFingerprint });
  expect(await stop(again, 'SIGINT')).toEqual([0, null]);
});

test('killed without warning, it starts again on the same home', async () => {
  const home = folder();
  const first = start(home, ['serve', '--dev', '--port', '0']);
  await ready(first);
  await finish(start(home, ['invite', '--member', 'Acme']));
  await stop(first, 'SIGKILL');
  const second = start(home, ['serve', '--dev', '--port', '0']);
  await ready(second);
  const exported = await finish(start(home, ['ledger', 'export']));
  expect(exported.stdout).toContain('Acme');
  await stop(second, 'SIGTERM');
});

test('it refuses to start where keys or the way to it would be open, and says all of it at once', async () => {
  const home = folder();
  const bare = await finish(start(home, ['serve']));
  expect(bare).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('CHORALE_PASSPHRASE_FILE') as string,
  });
  const open = await finish(
    start(home, ['serve', '--dev', '--host', '0.0.0.0', '--port', 'x'], { CHORALE_LOG_LEVEL: 'loud' }),
  );
  expect(open.code).toBe(2);
  for (const named of ['--tls-cert', '--port', 'CHORALE_LOG_LEVEL']) expect(open.stderr).toContain(named);
});

test('a taken port is told with host, port and the option for another', async () => {
  const home = folder();
  const child = start(home, ['serve', '--dev', '--port', '0']);
  const { port } = new URL(await ready(child));
  const second = await finish(start(folder(), ['serve', '--dev', '--port', port]));
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toContain(
    `cannot listen on 127.0.0.1:${port} (EADDRINUSE): another program has the port; choose another with --port (0 lets the system choose)`,
  );
  // An address that is kept for documents, so no machine has it (RFC 5737).
  const words = ['serve', '--dev', '--behind-proxy', '--port', '0', '--host', '192.0.2.1'];
  const nowhere = await finish(start(folder(), words));
  expect(nowhere).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/192\.0\.2\.1:0 \(EADDRNOTAVAIL\).*--host/) as string,
  });
  await stop(child, 'SIGTERM');
});

test('with a certificate it speaks TLS, also to its own command line', async () => {
  const home = folder();
  const words = ['serve', '--dev', '--port', '0', '--host', '0.0.0.0', '--tls-cert', tls('loopback-cert')];
  const child = start(home, [
    ...words,
    '--tls-key',
    tls('loopback-key'),
    '--public-url',
    'https://coordinator.test:7400',
  ]);
  expect(await ready(child)).toBe('https://coordinator.test:7400');
  const { url } = JSON.parse(readFileSync(join(home, 'address.json'), 'utf8')) as { url: string };
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  await expect(fetch(url.replace('https', 'http'))).rejects.toMatchObject({
    cause: { code: 'UND_ERR_SOCKET' },
  });
  const status = await finish(start(home, ['status']));
  expect(status).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('https://coordinator.test:7400') as string,
  });
  await stop(child, 'SIGTERM');
});

test('it runs with a small young generation and gives large buffers back, unless whoever starts it says otherwise', async () => {
  const serve = ['serve', '--dev', '--port', '0'];
  const startOf = async (environment: NodeJS.ProcessEnv): Promise<string[]> => {
    const child = start(folder(), serve, environment);
    await ready(child);
    const said = ['cmdline', 'environ'].flatMap((file) =>
      readFileSync(`/proc/${child.pid!}/${file}`, 'utf8').split('\0'),
    );
    await stop(child, 'SIGTERM');
    return said.filter((word) => /^(--max-semi-space-size|MALLOC_MMAP_THRESHOLD_)/.test(word));
  };
  expect(await startOf({})).toEqual(['--max-semi-space-size=8', 'MALLOC_MMAP_THRESHOLD_=131072']);
  expect(await startOf({ MALLOC_MMAP_THRESHOLD_: '262144' })).toEqual([
    '--max-semi-space-size=8',
    'MALLOC_MMAP_THRESHOLD_=262144',
  ]);
  expect(await startOf({ NODE_OPTIONS: '--max-semi-space-size=16' })).toEqual([]);
});
