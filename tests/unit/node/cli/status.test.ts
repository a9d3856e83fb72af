import { existsSync, writeFileSync } from 'node:fs';
import { agreementHash, fingerprintOf } from '@chorale/crypto';
import { openNodeStore } from '../../../../client-node/src/storage/node-store.js';
import { agreementAndStudy } from '../../../support/people.js';
import { bytes, hash, openRound, rosterHash, study } from '../storage/samples.js';
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
    const words = (await node.run('status')).stdout;
    expect(words).toContain('No roster signed yet');
    const fingerprint = fingerprintOf(coordinator.key.publicKey);
    expect(status).toMatchObject({ coordinatorFingerprint: fingerprint });
    expect(words).toContain(`Coordinator's fingerprint ${fingerprint}`);
    writeFileSync(
      node.config,
      `format: chorale-node/1\nname: quay\ncoordinator: ${coordinator.url}\ndata: { shape: persons,
      source: { file: x.csv }, person: id, features: {} }`,
    );
    const second = await node.run('start', '--dev', '--config', node.config);
    expect(second).toMatchObject({ code: 2, stderr: saying(`process ${process.pid}`) });
    runningStore.close();
    expect(await node.run('score', '--config', node.config)).toMatchObject({
      code: 2,
      stderr: saying('no study has finished'),
    });
    const lost = await node.run('members', '--dev');
    expect(lost).toMatchObject({ code: 4, stdout: '', stderr: saying('nothing listens') });
  });
  it('budget tells every limit, of the agreements and of node.yaml, without asking anybody', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    expect((await node.run('budget')).code).toBe(2);
    await node.init(coordinator.invite('Quay Ltd'));
    await coordinator.stop();
    expect((await node.run('budget')).stdout).toContain('No budget');
    const store = openNodeStore(node.home, 'run');
    const { agreement } = agreementAndStudy({
      computation: 'statistics',
      mode: 'pooled',
      features: [{ name: 'orders', type: 'number', lower: 0, upper: 9 }],
      people: 1000,
    });
    const privacy = { ...agreement.privacy, lifetime: { epsilon: 4, delta: 1e-6 } };
    const text = bytes(JSON.stringify({ ...agreement, privacy }));
    const signed = agreementHash(text);
    store.federation.signRoster({ version: 1, hash: rosterHash('roster'), bytes: bytes('roster') });
    store.agreements.receive(signed, text);
    store.agreements.sign(signed, rosterHash('roster'));
    store.studies.receive({ study, agreement: signed, name: 'churn', bytes: bytes('{}') });
    const event = { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: 6, count: 1 };
    const rounds = [openRound(store, 'spent'), openRound(store, 'reserved', 'later')];
    for (const rid of rounds)
      store.budget.reserve({ rid, population: 'customers', purpose: 'test', study, event });
    store.budget.spend(rounds[0]!, 'customers');
    store.close();
    writeFileSync(
      node.config,
      `format: chorale-node/1\nname: quay\ncoordinator: ${coordinator.url}\ndata: { shape: persons,
      source: { file: x.csv }, person: id, features: {} }
budgetLimits: { total: { epsilon: 2, delta: 1e-5 } }`,
    );
    const { positions } = await node.runJson('budget', '--config', node.config);
    const shared = {
      population: 'customers',
      unit: 'person',
      adjacency: 'add-or-remove-one',
      samplingRates: [1],
      nodesPerPerson: 1,
      colluding: 1,
    };
    expect(positions).toMatchObject([
      { ...shared, scope: 'purpose', purpose: 'test', setBy: 'test', limit: 1, delta: 1e-5 },
      { ...shared, scope: 'all-purposes', purpose: null, setBy: 'node.yaml', limit: 2, delta: 1e-5 },
      { ...shared, scope: 'lifetime', purpose: null, setBy: 'test', limit: 4, delta: 1e-6 },
    ]);
    for (const { spent, reserved, left, limit } of positions as Record<string, number>[]) {
      expect(Math.min(spent!, reserved!, left!)).toBeGreaterThan(0.1);
      expect(spent! + reserved! + left!).toBeCloseTo(limit!, 9);
    }
    const words = (await node.run('budget', '--config', node.config)).stdout;
    expect(words.trim().split('\n')).toHaveLength(3);
    expect(words).toMatch(
      /for "test": epsilon 0\.\d+ of 1 left at delta 0\.00001 \(0\.\d+ spent, 0\.\d+ reserved; set by test\), per person, add or remove one, all persons in every round, p = 1, h = 1, PLD accountant/,
    );
    expect((await node.runJson('status', '--config', node.config)).budgets).toEqual(positions);
  });
  it('shows two histories of the ledger, in doctor as well, and gives out both signed heads', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    await node.init(coordinator.invite('Quay Ltd'));
    await coordinator.stop();
    const [own, other] = [4, 6].map((size) => ({
      size,
      root: hash(`root ${size}`),
      envelope: bytes(`signed ${size}`),
    }));
    const store = openNodeStore(node.home, 'visit');
    store.ledgerHeads.countersign(own!);
    const ledger = async (): Promise<unknown> => {
      const { stdout } = await node.run('doctor', '--dev', '--json');
      const { checks } = JSON.parse(stdout) as { checks: readonly { name: string }[] };
      return checks.find(({ name }) => name === 'ledger');
    };
    expect(await node.runJson('status')).toMatchObject({ ledgerForks: [] });
    expect(await ledger()).toBeUndefined();
    store.ledgerHeads.keepFork(other!, { own: 4, reason: 'no proof', stops: false });
    const fork = {
      own: { size: 4, root: own!.root },
      other: { size: 6, root: other!.root },
      ...{ stops: false, reason: 'no proof' },
    };
    expect(await node.runJson('status')).toMatchObject({ ledgerForks: [fork] });
    expect((await node.run('status')).stdout).toMatch(/WARNING: two histories.*refused the round/);
    expect(await ledger()).toMatchObject({ ok: true, warning: true, detail: saying(`6:${other!.root}`) });
    expect(store.ledgerHeads.fork()).toBeUndefined();
    // Another member shows the same head: from now on this node takes part in nothing.
    store.ledgerHeads.keepFork(other!, { own: 4, reason: 'no proof', stops: true });
    expect(store.ledgerHeads.fork()).toBe('no proof');
    store.close();
    expect(await ledger()).toMatchObject({ ok: false, detail: saying('takes part in nothing more') });
    const exported = await node.run('heads', 'export', '--dev', '--json');
    expect(exported).toMatchObject({ code: 0, stderr: saying('two histories') });
    const signed = [own!, other!].map(({ envelope }) => Buffer.from(envelope).toString('base64'));
    expect(JSON.parse(exported.stdout)).toMatchObject({ size: 4, forks: [{ ...fork, stops: true, signed }] });
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
    expect(ended.stderr).toMatch(/CHORALE_LOG_LEVEL: has to be one of .*\nHTTPS_PROXY: has to be/);
    expect(ended.stderr).not.toContain('hunter2');
  });
});
