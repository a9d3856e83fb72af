// chorale-node personalise, and what score then says: in a home where a network has finished, of a party whose customers differ.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { StorageKey, systemEntropy } from '@chorale/crypto';
import { encodeState } from '@chorale/models';
import { erasePastRetention } from '../../../../client-node/src/gate/retention.js';
import { ErasureRecords } from '../../../../client-node/src/storage/erasure-records.js';
import { homePaths } from '../../../../client-node/src/storage/home.js';
import { openNodeStore, type NodeStore } from '../../../../client-node/src/storage/node-store.js';
import { finishedStudy } from '../../../../client-node/src/study/finished-study.js';
import { PersonalRecords } from '../../../../client-node/src/storage/personal-records.js';
import { keepPersonal, modelInUse } from '../../../../client-node/src/study/personal-model.js';
import { eraseAt, finishedHome } from '../../../support/finished-home.ts';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { runNode, type Ended } from './run-command.js';

const newFolder = temporaryFolders();

let folder: string;
let home: Awaited<ReturnType<typeof finishedHome>>;
beforeAll(async () => {
  folder = newFolder();
  const measuredFirst = { releaseGate: { measuredFirst: true } };
  home = await finishedHome(folder, [
    { name: 'again', computation: 'neural-network' },
    { name: 'linear', computation: 'logistic-regression' },
    { name: 'judged', computation: 'neural-network', terms: measuredFirst },
    { name: 'judging', computation: 'evaluate', of: 'judged', terms: measuredFirst },
  ]);
  writeFileSync(home.config, `${readFileSync(home.config, 'utf8')}  label: { column: bought }\n`);
});

/** Customers with these rows, id by id, and the commands of their node. */
function party(rowOf: (person: number) => string) {
  const lines = Array.from({ length: 120 }, (_, person) => `c${person},${rowOf(person)}`);
  writeFileSync(join(folder, 'customers.csv'), ['id,age,spent,no_mail,bought', ...lines, ''].join('\n'));
  const run = (...args: string[]): Promise<Ended> =>
    runNode([...args, '--config', home.config, '--dev', '--json'], { CHORALE_HOME: home.home });
  const score = async (study = 'again'): Promise<{ scored: unknown; list: string; stderr: string }> => {
    const output = join(folder, 'scores.csv');
    const { code, stdout, stderr } = await run('score', '--study', study, '--output', output);
    expect([code, stderr.replace(/WARNING: --dev.*\n/g, '')]).toEqual([0, expect.any(String)]);
    return { scored: JSON.parse(stdout), list: readFileSync(output, 'utf8'), stderr };
  };
  return { run, score };
}
/** They say yes where the federation's say no. */
function differing(person: number): string {
  const age = 20 + ((7 * person) % 60);
  const spent = (13 * age + 31 * person) % 1000;
  return `${age},${spent},0,${Number(age + spent / 50 <= 60)}`;
}
/** All of one kind, of which so many of 120 say yes. */
const alike =
  (yes: number) =>
  (person: number): string =>
    `40,500,0,${Number(person < yes)}`;
function inStore<T>(work: (store: NodeStore) => T, now = Date.now()): T {
  const store = openNodeStore(home.home, 'visit', { now: () => now });
  try {
    return work(store);
  } finally {
    store.close();
  }
}
/** What is kept of the network that this node fitted in "again". */
const kept = (): Uint8Array | undefined =>
  inStore(({ studies, personal }) =>
    personal.find(studies.all().find(({ name }) => name === 'again')!.study),
  );

test('a party whose customers differ scores with its own network, until it forgets it or somebody is erased', async () => {
  const { run, score } = party(differing);
  const before = await score();
  expect(before.scored).toMatchObject({ study: 'again', model: 'federated' });
  const fitted = await run('personalise', '--study', 'again');
  expect(fitted.code).toBe(0);
  expect(JSON.parse(fitted.stdout)).toMatchObject({ study: 'again', chosen: 'personal', judgedOn: 36 });
  const own = await score();
  expect(own.scored).toMatchObject({ model: 'personal' });
  expect(own.list).not.toBe(before.list);
  expect(readdirSync(join(home.home, 'models', 'again'))).not.toContain('personal.state');
  expect(JSON.parse((await run('personalise', '--study', 'again', '--forget')).stdout)).toEqual({
    study: 'again',
    forgotten: true,
  });
  expect(kept()).toBeUndefined();
  expect((await score()).list).toBe(before.list);
  await run('personalise', '--study', 'again');
  expect(kept()!.length).toBeGreaterThan(0);
  eraseAt(home.home, home.storageKey, 'c7');
  // In the transaction that records the erasure: nothing is left to be done after it.
  expect(kept()).toHaveLength(0);
  const after = await score();
  expect(after.scored).toMatchObject({ model: 'federated-after-erasure' });
  expect(after.stderr).toContain('chorale-node personalise --study again');
});

test('where an own network is not surely better, an earlier one goes, and the federated network scores', async () => {
  const { run, score } = party(alike(60));
  await run('personalise', '--study', 'again', '--forget');
  const { list } = await score();
  // As often as the federated network expects of such customers: whatever is learned from some of them misleads about the others.
  const expected = Math.round(120 * Number(list.split('\n')[1]!.split(',')[1]));
  const choose = async (rowOf: (person: number) => string): Promise<string> => {
    party(rowOf);
    const { code, stdout } = await run('personalise', '--study', 'again');
    expect(code).toBe(0);
    return (JSON.parse(stdout) as { readonly chosen: string }).chosen;
  };
  let chosen = '';
  // How they are split is by chance, and one split in many makes a network look surely better.
  for (let tries = 0; tries < 8 && chosen !== 'federated'; tries += 1) {
    expect(await choose(differing)).toBe('personal');
    chosen = await choose(alike(expected));
  }
  expect(chosen).toBe('federated');
  expect(kept()).toBeUndefined();
  const after = await score();
  expect(after.scored).toMatchObject({ model: 'federated' });
  expect(after.list).toBe(list);
}, 60_000);

test('where the agreement wants models measured first, the federated network scores, and says why', async () => {
  const { run, score } = party(differing);
  const before = await score('judged');
  expect(before.scored).toMatchObject({ model: 'federated' });
  const refused = await run('personalise', '--study', 'judged');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('releaseGate.measuredFirst');
  // Left by a node that did not refuse.
  const { models } = homePaths(home.home);
  inStore((store) => {
    const judged = finishedStudy(store, models, 'judged');
    const another = finishedStudy(store, models, 'again').model;
    keepPersonal(store, home.storageKey, judged, another, store.erasures.version());
  });
  const after = await score('judged');
  expect(after.scored).toMatchObject({ model: 'federated-as-measured' });
  expect(after.list).toBe(before.list);
  expect(after.stderr).toContain('so the federated one scores');
});

test('a study without a network, and too few customers, are refused', async () => {
  const { run } = party(differing);
  const linear = await run('personalise', '--study', 'linear');
  expect(linear).toMatchObject({ code: 2, stdout: '' });
  expect(linear.stderr).toContain('ended in no network');
  const file = join(folder, 'customers.csv');
  writeFileSync(file, readFileSync(file, 'utf8').split('\n').slice(0, 20).join('\n'));
  const few = await run('personalise', '--study', 'again');
  expect(few).toMatchObject({ code: 2, stdout: '' });
  expect(few.stderr).toContain('too few');
});

test('a network that was being fitted while somebody was erased is not kept, but fitted anew without them', async () => {
  const { run, score } = party(differing);
  const store = openNodeStore(home.home, 'visit');
  const before = store.erasures.version();
  store.close();
  // Asked first right before the rows are read.
  const version = jest.spyOn(ErasureRecords.prototype, 'version').mockImplementationOnce(() => {
    eraseAt(home.home, home.storageKey, 'c9');
    return before;
  });
  const fitted = await run('personalise', '--study', 'again');
  version.mockRestore();
  expect(fitted.code).toBe(0);
  expect((await score()).scored).toMatchObject({ model: 'personal' });
});

test('a list that was being scored with a network that an erasure makes void is made anew', async () => {
  const { run, score } = party(differing);
  await run('personalise', '--study', 'again');
  // Asked for right before the rows are read.
  const asked = jest.spyOn(PersonalRecords.prototype, 'find').mockImplementationOnce(() => {
    const sealed = kept();
    eraseAt(home.home, home.storageKey, 'c11');
    return sealed;
  });
  const { scored, list } = await score();
  asked.mockRestore();
  expect(scored).toMatchObject({ model: 'federated-after-erasure' });
  expect(list).toBe((await score()).list);
});

test('it opens with the keys of its own home and for its own study alone, and holds no weight in the clear', () => {
  const { models } = homePaths(home.home);
  inStore((store) => {
    const [again, linear] = ['again', 'linear'].map((name) => finishedStudy(store, models, name));
    keepPersonal(store, home.storageKey, again!, again!.model, store.erasures.version());
    expect(modelInUse(store, () => home.storageKey, again!)).toMatchObject({
      inUse: 'personal',
      model: again!.model,
    });
    const sealed = kept()!;
    const plain = Buffer.from(encodeState(again!.model));
    expect(Buffer.from(sealed).includes(plain.subarray(-64))).toBe(false);
    const stranger = new StorageKey(new Uint8Array(32), systemEntropy());
    const closed = /does not open with the keys of this home/;
    expect(() => modelInUse(store, () => stranger, again!)).toThrow(closed);
    store.personal.keep(linear!.id, sealed);
    expect(() => modelInUse(store, () => home.storageKey, linear!)).toThrow(closed);
    store.personal.forget(linear!.id);
  });
});

test('it goes with its study when the days of the agreement are over', () => {
  const { models } = homePaths(home.home);
  inStore((store) => {
    const again = finishedStudy(store, models, 'again');
    keepPersonal(store, home.storageKey, again, again.model, store.erasures.version());
  });
  const years = Date.now() + 50 * 365 * 24 * 3600 * 1000;
  inStore((store) => erasePastRetention({ store, report: () => undefined }, models), years);
  expect(kept()).toBeUndefined();
});
