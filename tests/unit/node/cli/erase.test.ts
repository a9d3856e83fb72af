// chorale-node erase, erasures, access: what they refuse, what they tell, and that no message repeats an id.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../../../client-node/src/storage/home.js';
import { openNodeStore, type NodeStore } from '../../../../client-node/src/storage/node-store.js';
import { bytes, prepareStudy, study } from '../storage/samples.js';
import { commandTools, saying, writeData, type NodeFolder } from './command-tools.js';
import type { Ended } from './run-command.js';

const { startCoordinator, newNode } = commandTools();
const PERSON = 'card-17';

interface EnrolledFolder extends NodeFolder {
  readonly fingerprint: string;
  ask(...args: string[]): Promise<Ended>;
}

/** An enrolled node with 120 customers, card-0 to card-119, whose coordinator knows of no erasures. */
async function enrolled(settings = ''): Promise<EnrolledFolder> {
  const coordinator = await startCoordinator();
  const node = newNode();
  const { stdout } = await node.init(coordinator.invite('Quay Ltd'));
  const fingerprint = /Fingerprint of this node: (\S+)/.exec(stdout)![1]!;
  writeData(node.folder);
  writeFileSync(
    node.config,
    [
      ...['format: chorale-node/1', 'name: quay', `coordinator: ${coordinator.url}`, settings],
      ...['data:', '  shape: persons', '  source: { file: customers.csv }', '  person: customer_id'],
      ...['  features: { orders: orders }', '  label: { column: returns }', ''],
    ].join('\n'),
  );
  return { ...node, fingerprint, ask: (...args) => node.run(...args, '--dev', '--config', node.config) };
}
const today = (shift = 0): string => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);

test.each([
  ['nobody', [], 'say whom it is about'],
  ['two ways at once', ['--person', PERSON, '--person-file', 'x'], 'say whom it is about'],
  ['a file that is not there', ['--person-file', join('no', 'such')], 'cannot be read (ENOENT)'],
  ['a blank id', ['--person', '  '], 'one line that is not blank'],
  ['a ground that nobody wrote', ['--person', PERSON, '--reason', 'spite'], '--reason is one of'],
  ['a day to come', ['--person', PERSON, '--requested', today(2)], 'a day that has come'],
  ['a day that no calendar has', ['--person', PERSON, '--requested', '2026-02-30'], 'a day that has come'],
  ['no day at all', ['--person', PERSON, '--since', '2026-02-31x'], 'a day that has come'],
  ['a slip of the pen', ['--person', `${PERSON}0x`], 'no row of this person'],
])('%s is refused, and nothing is recorded', async (_, args, message) => {
  const node = await enrolled();
  const ended = await node.ask('erase', ...args);
  expect(ended).toMatchObject({ code: 2, stdout: '', stderr: saying(message) });
  expect(ended.stderr).not.toContain(PERSON);
  expect(await node.runJson('erasures')).toEqual({ overdue: 0, erasures: [] });
});

test('a request that waits shows its days, and ends with 1 when they are over; the first one stands', async () => {
  const node = await enrolled('erasureDeadline: { days: 10 }');
  const later = await node.ask('erase', '--person', PERSON, '--later', '--requested', today(-3));
  expect(later).toMatchObject({ code: 0, stdout: saying(`due on ${today(7)}`) });
  expect(await node.runJson('erasures')).toMatchObject({
    overdue: 0,
    erasures: [{ number: 1, daysLeft: 7, erasedAt: null, inLedger: false }],
  });
  await node.ask('erase', '--person', 'card-18', '--later', '--requested', today(-11));
  await node.ask('erase', '--person', 'card-18', '--later');
  const overdue = await node.run('erasures');
  expect(overdue).toMatchObject({ code: 1, stdout: saying('OVERDUE by 1 days') });
  expect(overdue.stdout).toContain('1 overdue');
  expect(`${later.stdout}${overdue.stdout}`).not.toMatch(/\bcard-1[78]\b/);
});

test('an erasure is certified also where the coordinator does not hear of it, once', async () => {
  const node = await enrolled('erasureDeadline: { workingDays: 15 }');
  const output = join(node.folder, 'certificate.json');
  const args = ['erase', '--person', PERSON, '--reason', 'objection', '--output', output];
  const first = await node.ask(...args);
  expect(first).toMatchObject({ code: 0, stdout: saying('Erased, as request 1.') });
  expect(first.stderr).toContain('the running node tells it');
  expect(`${first.stdout}${first.stderr}`).not.toContain(PERSON);
  const certificate = readFileSync(output, 'utf8');
  expect(certificate).not.toContain(PERSON);
  const again = await node.ask(...args);
  expect(again).toMatchObject({ code: 0, stdout: saying('Erased before, as request 1.') });
  expect(readFileSync(output, 'utf8')).toBe(certificate);
  expect(await node.runJson('erasures')).toMatchObject({
    overdue: 0,
    erasures: [{ ground: 'objection', daysLeft: null, inLedger: false }],
  });
  const held = await node.ask('access', '--person', PERSON, '--json');
  expect(JSON.parse(held.stdout)).toMatchObject({
    erasedAt: saying(today()),
    sources: [{ rows: [[PERSON, expect.anything() as unknown, expect.anything() as unknown]] }],
    studies: [],
  });
  const other = await node.ask('access', '--person', 'card-18');
  expect(other.stdout).not.toContain('was erased');
});

test('an erasure empties networks that were fitted to customers, and so does taking its certificate over', async () => {
  const node = await enrolled();
  const inStore = <T>(work: (store: NodeStore) => T): T => {
    const store = openNodeStore(node.home, 'visit');
    try {
      return work(store);
    } finally {
      store.close();
    }
  };
  const bytesKept = (): number => inStore(({ personal }) => personal.find(study)!.length);
  await node.ask('erase', '--person', 'card-18', '--later');
  inStore((store) => {
    prepareStudy(store);
    store.personal.keep(study, bytes('a sealed network'));
  });
  const { database } = homePaths(node.home);
  const older = join(node.folder, 'older.sqlite');
  copyFileSync(database, older);
  const output = join(node.folder, 'certificate.json');
  expect(await node.ask('erase', '--person', PERSON, '--output', output)).toMatchObject({ code: 0 });
  expect(bytesKept()).toBe(0);
  copyFileSync(older, database);
  expect(bytesKept()).toBeGreaterThan(0);
  expect(await node.ask('erase', '--restore', output)).toMatchObject({ code: 0 });
  expect(bytesKept()).toBe(0);
});

test('whoever was deleted at the source can be erased all the same, when it is said so', async () => {
  const node = await enrolled();
  const output = join(node.folder, 'certificate.json');
  const ended = await node.ask('erase', '--person', 'card-900', '--absent', '--output', output);
  expect(ended).toMatchObject({ code: 0, stdout: saying('0 rows stand in the source') });
});

test('a certificate verifies by fingerprint; by nobody else, changed, or without saying whose it is', async () => {
  const node = await enrolled();
  const output = join(node.folder, 'certificate.json');
  await node.ask('erase', '--person', PERSON, '--output', output);
  const { fingerprint } = node;
  const elsewhere = newNode();
  const verified = await elsewhere.run('erase', '--verify', output, '--fingerprint', fingerprint);
  expect(verified).toMatchObject({ code: 0, stdout: saying('VERIFIED') });
  expect(await elsewhere.run('erase', '--verify', output)).toMatchObject({
    code: 2,
    stderr: saying('say whose certificate it is'),
  });
  const wrong = fingerprint.replaceAll(/[0-9a-f]/g, 'a');
  expect(await elsewhere.run('erase', '--verify', output, '--fingerprint', wrong)).toMatchObject({
    code: 1,
    stdout: saying('NOT VERIFIED'),
  });
  writeFileSync(output, readFileSync(output, 'utf8').replace('"signature": "', '"signature": "0'));
  expect(await elsewhere.run('erase', '--verify', output, '--fingerprint', fingerprint)).toMatchObject({
    code: 1,
    stdout: saying('NOT VERIFIED'),
  });
  expect(await elsewhere.run('erase', '--verify', 'nowhere.json')).toMatchObject({ code: 2 });
});

test('a node without rows has nobody to erase', async () => {
  const coordinator = await startCoordinator();
  const node = newNode();
  await node.init(coordinator.invite('Auditors LLP', 'committee'));
  expect(await node.run('erase', '--person', PERSON, '--dev')).toMatchObject({
    code: 2,
    stderr: saying('only sits on the committee'),
  });
});
