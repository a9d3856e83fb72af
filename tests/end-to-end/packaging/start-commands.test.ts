// The commands that images and systemd run, without either.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { healthPath, ROOT, startCommand } from '../../support/packaging/dockerfile.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** What the image's ENV gives, in folders of this test. */
function environment(home: string): NodeJS.ProcessEnv {
  const passphraseFile = join(home, 'passphrase');
  writeFileSync(passphraseFile, 'a passphrase for this test\n', { mode: 0o600 });
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    CHORALE_HOME: home,
    CHORALE_PASSPHRASE_FILE: passphraseFile,
    DATABASE_URL: '',
  };
}

test('the image of the coordinator comes up, passes its health check and stops on SIGTERM', async () => {
  const home = folder();
  const { file, args } = startCommand('coordinator');
  const child = spawn(process.execPath, [file, ...args, '--port', '0'], {
    cwd: home,
    env: environment(home),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const { ready, url } = JSON.parse(line) as { ready: boolean; url: string };
  expect(ready).toBe(true);
  const answer = await fetch(`http://127.0.0.1:${new URL(url).port}${healthPath('coordinator')}`);
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await gone).toEqual([0, null]);
});

test('the image of a node that was not set up says how to, and ends with 2', () => {
  const home = folder();
  const { file, args } = startCommand('client-node');
  const { status, stderr } = spawnSync(process.execPath, [file, ...args], {
    cwd: home,
    env: environment(home),
    encoding: 'utf8',
  });
  expect(stderr).toContain('chorale-node init --invite TOKEN');
  expect(status).toBe(2);
});

describe.each([
  ['client-node', 'chorale-node'],
  ['coordinator', 'chorale-coordinator'],
])('%s/packaging/%s.service', (packageFolder, program) => {
  const unit = readFileSync(join(ROOT, packageFolder, 'packaging', `${program}.service`), 'utf8');
  const values = (key: string): string[] =>
    [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map((match) => match[1]!);

  it('starts a program of the package with options that it knows', () => {
    const [, name, ...args] = values('ExecStart')[0]!.split(' ');
    const { bin } = JSON.parse(readFileSync(join(ROOT, packageFolder, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(ROOT, packageFolder, bin[name!]!), args[0]!, '--help'],
      { encoding: 'utf8' },
    );
    expect(status).toBe(0);
    for (const flag of args.filter((word) => word.startsWith('--'))) expect(stdout).toContain(flag);
  });

  it('hands over the passphrase as a credential and keeps its home', () => {
    expect(values('LoadCredential')[0]).toMatch(/^passphrase:/);
    expect(values('Environment').join(' ')).toContain('CHORALE_PASSPHRASE_FILE=%d/passphrase');
    expect(values('Environment').join(' ')).toMatch(
      new RegExp(`CHORALE_HOME=/var/lib/${values('StateDirectory')[0]!}(/|$| )`),
    );
    expect(values('ProtectSystem')).toEqual(['strict']);
    expect(values('NoNewPrivileges')).toEqual(['true']);
  });
});
