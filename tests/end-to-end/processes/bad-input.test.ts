// Bad input through the real programs: a clear message that names the thing and the
// remedy, an exit code that is not 0, and nothing changed.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  RealFederation,
  runRefused,
  surroundings,
  type RealNode,
} from '../../support/real/real-federation.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folders = temporaryFolders();
const folder = folders();

let federation: RealFederation;
let node: RealNode;
let people: string;
let config: string;
beforeAll(async () => {
  federation = new RealFederation(folder);
  await federation.form(shopAgreement('exact', null));
  [node] = federation.nodes as [RealNode];
  people = join(node.surroundings.home, 'people.csv');
  config = readFileSync(node.configFile, 'utf8');
}, 120_000);
afterAll(() => federation.stop());

/** Starts the node with other rows or another configuration; it has to end by itself. */
async function startRefused(change: { csv?: (text: string) => string; yaml?: (text: string) => string }) {
  const rows = readFileSync(people, 'utf8');
  if (change.csv) writeFileSync(people, change.csv(rows));
  if (change.yaml) writeFileSync(node.configFile, change.yaml(config));
  try {
    return await runRefused('node', ['start', '--json', '--config', node.configFile], node.surroundings);
  } finally {
    writeFileSync(people, rows);
    writeFileSync(node.configFile, config);
  }
}

test.each([
  ['a file that is not there', { yaml: edit('people.csv', 'nobody.csv') }, /nobody\.csv/],
  ['a missing column', { csv: edit('spent', 'spend') }, /"?spent"?[^]*spend/],
  ['a value that is no number', { csv: edit(/,\d+,/, ',many,') }, /visits[^]*row 1\b/],
  ['NaN', { csv: edit(/,\d+,/, ',NaN,') }, /visits[^]*row 1\b/],
  ['a person in two rows', { csv: edit('alder-1,', 'alder-0,') }, /repeatedPerson/],
  ['an unknown key', { yaml: edit('person:', 'persom: x\n  person:') }, /persom/],
  ['a coordinator that is no address', { yaml: edit(/coordinator: .*/, 'coordinator: here') }, /coordinator/],
])('start refuses %s', async (_, change, message) => {
  const before = await node.status();
  const { code, complaints } = await startRefused(change);
  expect(complaints).toMatch(message);
  expect(code).toBe(2);
  expect(await node.status()).toEqual(before);
});

test('a wrong passphrase opens nothing', async () => {
  const stranger = surroundings(folder, 'stranger');
  const where = { home: node.surroundings.home, passphraseFile: stranger.passphraseFile };
  const { code, complaints } = await runRefused('node', ['start', '--config', node.configFile], where);
  expect(code).toBe(2);
  expect(complaints).toMatch(/CHORALE_PASSPHRASE_FILE/);
});

test('a second node on the same home, and a second coordinator, are told of the first', async () => {
  await node.runUntilStarted();
  const second = await runRefused('node', ['start', '--config', node.configFile], node.surroundings);
  expect([second.code, second.complaints]).toEqual([2, expect.stringContaining('CHORALE_HOME')]);
  expect(await node.end('SIGINT')).toBe(0);
  const coordinator = await runRefused(
    'coordinator',
    ['serve', '--port', '0'],
    federation.coordinatorSurroundings,
  );
  expect([coordinator.code, coordinator.complaints]).toEqual([2, expect.stringContaining('CHORALE_HOME')]);
});

test('a port that is taken is named with the flag for another', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const other = surroundings(folder, 'other-coordinator');
  const { code, complaints } = await runRefused('coordinator', ['serve', '--port', String(port)], other);
  expect(code).toBe(2);
  expect(complaints).toContain(
    `127.0.0.1:${port} (EADDRINUSE): another program has the port; choose another with --port`,
  );
  taken.close();
});

test('an agreement and a study that cannot be are refused with the reason', async () => {
  const weak = { ...shopAgreement('weak', 1), cohort: { kMin: 2 } };
  const proposed = await runRefused(
    'coordinator',
    ['agreement', 'propose', federation.document('weak.yaml', weak)],
    federation.coordinatorSurroundings,
  );
  expect([proposed.code, proposed.complaints]).toEqual([expect.any(Number), expect.stringMatching(/kMin/)]);
  expect(proposed.code).not.toBe(0);
  const unknown = shopStudy('lost', 'nobody signed this', { collectSeconds: 5, committeeSeconds: 5 });
  const started = await runRefused(
    'coordinator',
    ['study', 'start', federation.document('lost.yaml', unknown)],
    federation.coordinatorSurroundings,
  );
  expect(started.code).not.toBe(0);
  expect(started.complaints).toMatch(/nobody signed this|agreement/);
  const proposal = federation.document('unsigned.yaml', shopAgreement('unsigned', null));
  await federation.command('agreement', 'propose', proposal);
  const early = shopStudy('early', 'unsigned', { collectSeconds: 5, committeeSeconds: 5 });
  const refused = await runRefused(
    'coordinator',
    ['study', 'start', federation.document('early.yaml', early)],
    federation.coordinatorSurroundings,
  );
  expect(refused.code).toBe(3);
  expect(refused.complaints).toMatch(/sign/);
});

test('a party without rows and one with a single class take part, warned', async () => {
  const [empty, single] = federation.nodes.slice(1) as [RealNode, RealNode];
  const emptyFile = join(empty.surroundings.home, 'people.csv');
  writeFileSync(emptyFile, `${readFileSync(emptyFile, 'utf8').split('\n')[0]!}\n`);
  const singleFile = join(single.surroundings.home, 'people.csv');
  writeFileSync(singleFile, readFileSync(singleFile, 'utf8').replaceAll(/,[01]$/gm, ',0'));
  await federation.runNodes();
  const deadlines = { collectSeconds: 60, committeeSeconds: 60 };
  const { all } = await federation.startStudy(shopStudy('odd-parties', 'exact', deadlines));
  expect(new Set((await all).map(({ state }) => state)).size).toBe(1);
  const warned = [empty, single].map((odd) => odd.eventsNamed('data-loaded')[0]);
  expect(warned.map((event) => event?.warnings.length)).toEqual([expect.any(Number), expect.any(Number)]);
  for (const event of warned) expect(event!.warnings.join(' ')).not.toBe('');
  const report = await federation.studyReport('odd-parties');
  for (const { contributed } of report.rounds) expect(contributed).toHaveLength(5);
}, 120_000);

test('Ctrl-C ends nodes and coordinator promptly, and nothing is left behind', async () => {
  const started = Date.now();
  const codes = await Promise.all(federation.nodes.map((each) => each.end('SIGINT')));
  codes.push(await federation.coordinator.end('SIGINT'));
  expect(codes.every((code) => code === 0 || code === 130)).toBe(true);
  expect(Date.now() - started).toBeLessThan(15_000);
});

function edit(from: string | RegExp, to: string): (text: string) => string {
  return (text) => {
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`nothing in the text matches ${String(from)}`);
    return edited;
  };
}
