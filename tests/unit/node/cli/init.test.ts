import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf, PROTOCOL_VERSION } from '@chorale/crypto';
import { commandTools, saying, writeData } from './command-tools.js';

const { startCoordinator, newNode } = commandTools();

describe('init', () => {
  it('shows fingerprints and creates nothing before they are confirmed', async () => {
    const coordinator = await startCoordinator();
    const other = coordinator.admit('pier');
    const node = newNode();
    const ended = await node.run('init', '--invite', coordinator.invite('Quay Ltd'), '--dev');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(fingerprintOf(coordinator.key.publicKey));
    expect(ended.stderr).toContain(`pier         ${fingerprintOf(other.signingKey)}`);
    expect(ended.stderr).toContain('--confirm');
    expect(existsSync(node.home)).toBe(false);
  });
  it('enrols with a key of its own, says its fingerprint, and may be repeated', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    const token = coordinator.invite('Quay Ltd');
    const ended = await node.init(token, '--json');
    expect(ended.code).toBe(0);
    const result = JSON.parse(ended.stdout) as { fingerprint: string };
    expect(coordinator.enrolled).toMatchObject([{ name: 'quay', member: 'Quay Ltd', region: 'eu' }]);
    expect(result.fingerprint).toBe(fingerprintOf(coordinator.enrolled[0]!.signingKey));
    expect(statSync(node.home).mode & 0o777).toBe(0o700);
    expect((await node.init(token)).stdout).toContain(result.fingerprint);
    expect(coordinator.enrolled).toHaveLength(1);
  });
  it('drafts node.yaml and a dictionary without any value of the data, and never over a file that stands', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    const data = ['--data', writeData(node.folder), '--config', node.config];
    const joined = await node.init(coordinator.invite('Quay Ltd'), ...data);
    expect(joined.code).toBe(0);
    expect(joined.stdout).toContain(`chorale-node doctor --config ${node.config}`);
    expect(joined.stdout).toContain(`chorale-node start --config ${node.config}`);
    const drafted = readFileSync(node.config, 'utf8');
    expect(drafted).toContain('customer_id');
    const [, schema] = /^# yaml-language-server: \$schema=(file:.*)\n/.exec(drafted)!;
    expect(JSON.parse(readFileSync(new URL(schema!), 'utf8'))).toMatchObject({
      title: 'node.yaml of Chorale',
    });
    expect(drafted + readFileSync(join(node.folder, 'dictionary.yaml'), 'utf8')).not.toMatch(/gold|card-17/);
    writeFileSync(node.config, '# mine');
    const again = await node.run('init', ...data);
    expect(again.stderr).toContain('stands already');
    expect(readFileSync(node.config, 'utf8')).toBe('# mine');
    const second = join(node.folder, 'second.yaml');
    const beside = await node.run('init', ...data.slice(0, 2), '--config', second);
    expect(beside.stderr).toContain('dictionary.yaml stands already');
    expect(existsSync(second)).toBe(true);
  });
  it('drafts one table: several files or a folder it refuses, says what to do, and creates nothing', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    const token = coordinator.invite('Quay Ltd');
    const file = writeData(node.folder);
    for (const [data, named] of [
      [['--data', file, file], '--data names 2 files'],
      [['--data', file, '--data', file, '--data', file], '--data names 3 files'],
      [['--data', node.folder], `--data names the folder ${node.folder}`],
    ] as const) {
      const ended = await node.init(token, ...data, '--config', node.config);
      expect(ended).toMatchObject({ code: 2, stderr: saying(named) });
      expect(ended.stderr).toContain('`shape: tables`');
    }
    expect([existsSync(node.home), existsSync(node.config)]).toEqual([false, false]);
    expect(coordinator.enrolled).toHaveLength(0);
  });
  it('takes the role from the invitation: one for the committee needs no data, and takes none', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    const token = coordinator.invite('Auditors LLP', 'committee');
    expect(await node.init(token, '--data', writeData(node.folder))).toMatchObject({
      code: 2,
      stderr: saying('leave --data out'),
    });
    expect(existsSync(node.home)).toBe(false);
    const ended = await node.init(token);
    expect(ended).toMatchObject({ code: 0, stdout: saying('for the committee only') });
    expect(ended.stdout).not.toContain('node.yaml');
    expect(coordinator.enrolled).toMatchObject([{ name: 'quay', role: 'committee' }]);
    expect((await node.runJson('status')).role).toBe('committee');
    expect(await node.run('score')).toMatchObject({ code: 2, stderr: saying('only sits on the committee') });
  });
  it('says what is wrong with a token, a passphrase, data and the coordinator', async () => {
    const coordinator = await startCoordinator();
    const token = coordinator.invite('Quay Ltd');
    const node = newNode();
    expect(await node.init(token.slice(0, -3))).toMatchObject({
      code: 2,
      stderr: saying('incomplete'),
    });
    const sealed = await node.run('init', '--invite', token, '--confirm');
    expect(sealed).toMatchObject({ code: 2, stderr: saying('CHORALE_PASSPHRASE_FILE') });
    const nowhere = await node.init(token, '--data', join(node.folder, 'nowhere.csv'));
    expect(nowhere).toMatchObject({ code: 2, stderr: saying('nowhere.csv') });
    expect(coordinator.enrolled).toHaveLength(0);
    coordinator.admit('quay');
    expect(await node.init(token)).toMatchObject({ code: 2, stderr: saying('name-taken') });
    expect((await node.run('status')).code).toBe(2);
    coordinator.protocol = PROTOCOL_VERSION + 1;
    expect(await node.init(token)).toMatchObject({
      code: 2,
      stderr: saying('version 9.9.9'),
    });
    await coordinator.stop();
    expect(await node.init(token)).toMatchObject({
      code: 4,
      stderr: saying('ECONNREFUSED'),
    });
  });
  it('does not enrol at another coordinator than the invitation names', async () => {
    const named = await startCoordinator();
    const other = await startCoordinator();
    Object.defineProperty(named, 'url', { value: other.url });
    expect((await newNode().init(named.invite('Quay Ltd'))).code).toBe(3);
    expect(other.enrolled).toHaveLength(0);
  });
});
