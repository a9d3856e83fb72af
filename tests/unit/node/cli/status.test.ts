import { existsSync, writeFileSync } from 'node:fs';
import { openNodeStore } from '../../../../client-node/src/storage/node-store.js';
import { commandTools, saying } from './command-tools.js';
import { runNode } from './run-command.js';

const { startCoordinator, newNode } = commandTools();

describe('status and the rest', () => {
  it('tells what the node knows by itself, also while one runs', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    await node.init(coordinator.invite('Quay Ltd'));
    const runningStore = openNodeStore(node.home, 'run');
    await coordinator.stop();
    const status = await node.runJson('status');
    expect(status).toMatchObject({
      node: 'quay',
      member: 'Quay Ltd',
      studies: [],
      budgets: [],
      ledgerHead: null,
    });
    expect((await node.run('status')).stdout).toContain('No roster signed yet');
    writeFileSync(
      node.config,
      `format: chorale-node/1\nname: quay\ncoordinator: ${coordinator.url}\ndata: { shape: persons,
      source: { file: x.csv }, person: id, features: {} }`,
    );
    const second = await node.run('start', '--dev', '--config', node.config);
    expect(second).toMatchObject({ code: 1, stderr: saying(`process ${process.pid}`) });
    runningStore.close();
    expect(await node.run('score', '--config', node.config)).toMatchObject({
      code: 2,
      stderr: saying('no study has finished'),
    });
    const lost = await node.run('members', '--dev');
    expect(lost).toMatchObject({ code: 4, stdout: '', stderr: saying('nothing listens') });
  });
  it('answers wrong calls with code 2 and creates nothing', async () => {
    const node = newNode();
    for (const args of [
      ['nonsense'],
      ['init'],
      ['status'],
      ['status', '--nonsense'],
      ['score'],
      ['start', '--dev'],
    ]) {
      const ended = await node.run(...args);
      expect([args, ended.code, ended.stdout]).toEqual([args, 2, '']);
    }
    expect(existsSync(node.home)).toBe(false);
    expect((await node.run('--help')).code).toBe(0);
    expect((await node.run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
  it('names everything that is wrong with the environment at once, and shows no value', async () => {
    const ended = await runNode(['status'], {
      CHORALE_LOG_LEVEL: 'loud',
      https_proxy: 'user:hunter2@proxy',
      HTTPS_PROXY: 'http://fine.example',
    });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/CHORALE_LOG_LEVEL has to be one of .*\nHTTPS_PROXY has to be/);
    expect(ended.stderr).not.toContain('hunter2');
  });
});
