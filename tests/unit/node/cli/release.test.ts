// The release gate and the agreement's days at a node: what may not be used is refused where it would be used.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { ReleaseGate } from '../../../../client-node/src/gate/release-gate.js';
import { applyGateToAll } from '../../../../client-node/src/gate/apply-gate.js';
import { erasePastRetention, isKept } from '../../../../client-node/src/gate/retention.js';
import { homePaths } from '../../../../client-node/src/storage/home.js';
import { openNodeStore, type NodeStore } from '../../../../client-node/src/storage/node-store.js';
import { ErasureRecords } from '../../../../client-node/src/storage/erasure-records.js';
import { FINAL_STATE_FILE, type StudyRecord } from '../../../../client-node/src/storage/study-records.js';
import { documentsOf, finishedStudy } from '../../../../client-node/src/study/finished-study.js';
import { ModelFolder } from '../../../../client-node/src/study/keep-model.js';
import type { StudyRuntime } from '../../../../client-node/src/study/study-runtime.js';
import { finishedHome, type FinishedStudyInBrief } from '../../../support/finished-home.ts';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { runNode, type Ended } from './run-command.js';

const newFolder = temporaryFolders();

async function nodeWith(...studies: readonly FinishedStudyInBrief[]) {
  const folder = newFolder();
  const { home, config } = await finishedHome(folder, studies);
  const rows = Array.from({ length: 40 }, (_, index) => `p${index},${20 + index},${13 * index},0`);
  writeFileSync(join(folder, 'customers.csv'), ['id,age,spent,no_mail', ...rows, ''].join('\n'));
  const { models } = homePaths(home);
  return {
    folder,
    home,
    models,
    run: (...args: string[]): Promise<Ended> => runNode(args, { CHORALE_HOME: home }),
    score: (study: string, ...more: string[]): Promise<Ended> =>
      runNode(
        [
          'score',
          '--study',
          study,
          '--config',
          config,
          '--output',
          join(folder, `${study}.csv`),
          '--dev',
          ...more,
        ],
        { CHORALE_HOME: home },
      ),
    inStore: (work: (store: NodeStore) => void): void => {
      const store = openNodeStore(home, 'visit');
      try {
        work(store);
      } finally {
        store.close();
      }
    },
  };
}
const learned = (name: string, more: Partial<FinishedStudyInBrief> = {}): FinishedStudyInBrief => ({
  name,
  computation: 'logistic-regression',
  ...more,
});
const measuring = (of: string, more: Partial<FinishedStudyInBrief> = {}): FinishedStudyInBrief => ({
  name: `quality-${of}`,
  computation: 'evaluate',
  of,
  ...more,
});

test('a model that drifts and loses to both challengers is neither scored with nor laid out for others', async () => {
  const node = await nodeWith(
    learned('churn'),
    measuring('churn'),
    learned('churn-2'),
    measuring('churn-2', { wrongOneIn: 2 }),
  );
  expect((await node.score('churn')).code).toBe(0);
  const refused = await node.score('churn-2');
  expect(refused).toMatchObject({ code: 3, stdout: '' });
  for (const words of [
    /log loss of [\d.]+ exceeds that of "churn", released before, of [\d.]+ by more than the 15 % agreed on/,
    /it loses to saying the same of everybody \(0\.6\d*\) and to "churn" \([\d.]+\), as "quality-churn-2" measured/,
    /chorale-node release override churn-2 --reason TEXT/,
  ])
    expect(refused.stderr).toMatch(words);
  expect(existsSync(join(node.folder, 'churn-2.csv'))).toBe(false);
  expect(
    await node.run('serve-scores', '--study', 'churn-2', '--dev', '--config', join(node.folder, 'node.yaml')),
  ).toMatchObject({
    code: 3,
  });

  const laidOut = (study: string): boolean => existsSync(join(node.models, study, 'model.safetensors'));
  expect([laidOut('churn'), laidOut('churn-2')]).toEqual([true, true]);
  node.inStore((store) => applyGateToAll({ store }, node.models));
  expect([laidOut('churn'), laidOut('churn-2')]).toEqual([true, false]);

  const { stdout } = await node.run('release', 'show', '--json');
  expect(JSON.parse(stdout)).toMatchObject([
    { name: 'churn', standing: 'released', verdict: { before: null, held: [] } },
    { name: 'churn-2', standing: 'held', verdict: { held: ['drift', 'challengers'] } },
  ]);
});

test('where the agreement asks for measuring first, a model waits for it, and its files too', async () => {
  const terms = { releaseGate: { measuredFirst: true } };
  const waiting = await nodeWith(learned('churn', { terms }));
  expect(await waiting.score('churn')).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(
      /before a study has measured it. Start one with recipe model-quality/,
    ) as string,
  });
  expect(existsSync(join(waiting.models, 'churn', 'model.safetensors'))).toBe(false);
  const node = await nodeWith(learned('churn', { terms }), measuring('churn'));
  expect((await node.score('churn')).code).toBe(0);
  node.inStore((store) => applyGateToAll({ store }, node.models));
  expect(existsSync(join(node.models, 'churn', 'model.safetensors'))).toBe(true);
});

test('a file is written for whom the agreement names, and for nobody else', async () => {
  const terms = { recipients: ['the letter shop, to print'] };
  const node = await nodeWith(learned('churn', { terms }));
  expect((await node.score('churn', '--recipient', 'the letter shop')).code).toBe(0);
  expect((await node.score('churn', '--recipient', 'the letter shop, to print')).code).toBe(0);
  expect(await node.score('churn', '--recipient', 'a broker')).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/nobody called "a broker".*it names "the letter shop, to print"/) as string,
  });
});

test('past the days of its agreement a model is refused, and a running node erases it with its lists', async () => {
  const terms = { retentionDays: 30 };
  const node = await nodeWith(
    learned('kept', { terms, daysAgo: 29 }),
    learned('old', { terms, daysAgo: 31 }),
    measuring('old', { terms, daysAgo: 31 }),
  );
  expect((await node.score('kept')).code).toBe(0);
  expect(await node.score('old')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('kept for 30 days') as string,
  });
  const list = join(node.folder, 'list.csv');
  writeFileSync(list, 'person,probability\n');
  const told: unknown[] = [];
  const erase = (): void =>
    node.inStore((store) => erasePastRetention({ store, report: (event) => told.push(event) }, node.models));
  node.inStore((store) => {
    store.scoredLists.wrote(list, named(store, 'old').study);
    for (const { study } of store.studies.all()) store.histograms.keep(study, Uint8Array.of(1));
  });
  erase();
  erase();
  expect(told).toMatchObject([{ event: 'model-erased', name: 'old', retentionDays: 30, lists: 1 }]);
  expect(existsSync(list)).toBe(false);
  expect(existsSync(join(node.models, 'old', 'final.state'))).toBe(false);
  expect(readFileSync(join(node.models, 'old', 'erased.json'), 'utf8')).toContain('"retentionDays":30');
  expect(await node.score('old')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('was erased here') as string,
  });
  expect((await node.score('kept')).code).toBe(0);
  node.inStore((store) => {
    const left = store.studies.all().map(({ name, study }) => [name, store.studies.modelFiles(study).length]);
    expect(left).toEqual([
      ['old', 1],
      ['quality-old', expect.any(Number)],
      ['kept', expect.any(Number)],
    ]);
    expect(store.scoredLists.all().map(({ path }) => path)).toEqual([join(node.folder, 'kept.csv')]);
    const { study: kept } = named(store, 'kept');
    expect(store.histograms.latest()!.study).toBe(kept);
    expect(store.histograms.latest(kept)).toBeUndefined();
  });
});

const DAY_MS = 24 * 3600 * 1000;
const named = (store: NodeStore, name: string): StudyRecord =>
  store.studies.all().find((record) => record.name === name)!;

test('a list that cannot be erased is told of and tried again, and the others are erased', async () => {
  const terms = { retentionDays: 30 };
  const node = await nodeWith(
    learned('old', { terms, daysAgo: 31 }),
    learned('old-too', { terms, daysAgo: 31 }),
  );
  const [stuck, list] = [join(node.folder, 'a-stuck.csv'), join(node.folder, 'list.csv')];
  mkdirSync(stuck);
  writeFileSync(list, 'person,probability\n');
  node.inStore((store) => {
    for (const path of [stuck, list]) store.scoredLists.wrote(path, named(store, 'old').study);
  });
  const erase = (): unknown[] => {
    const told: unknown[] = [];
    node.inStore((store) => erasePastRetention({ store, report: (event) => told.push(event) }, node.models));
    return told;
  };
  const failed = {
    event: 'not-erased',
    name: 'old',
    what: stuck,
    reason: expect.stringContaining(stuck) as string,
  };
  expect(erase()).toMatchObject([
    failed,
    { event: 'model-erased', name: 'old', lists: 1 },
    { event: 'model-erased', name: 'old-too', lists: 0 },
  ]);
  expect([existsSync(list), existsSync(join(node.models, 'old', FINAL_STATE_FILE))]).toEqual([false, false]);
  expect(erase()).toMatchObject([failed]);
  rmdirSync(stuck);
  writeFileSync(stuck, 'person,probability\n');
  expect(erase()).toMatchObject([{ event: 'model-erased', name: 'old', lists: 1 }]);
  expect(existsSync(stuck)).toBe(false);
  node.inStore((store) => expect(store.scoredLists.all()).toEqual([]));
});

test('what the rounds of a stopped study left is erased when the days are over; why it stopped stays', async () => {
  const node = await nodeWith(learned('churn', { terms: { retentionDays: 30 } }));
  const stop = (id: string, daysAgo: number): void => {
    const store = openNodeStore(node.home, 'visit', { now: () => Date.now() - daysAgo * DAY_MS });
    const study = id.repeat(64) as StudyRecord['study'];
    const { agreement, bytes } = named(store, 'churn');
    store.studies.receive({ study, agreement, name: `halted-${id}`, bytes });
    const state = new Uint8Array(8).fill(1);
    store.studies.storeState({ study, state: id.repeat(64) as never, rounds: 1, bytes: state });
    const folder = new ModelFolder(node.models, store);
    const runtime: unknown = { id: study, study: { name: `halted-${id}` } };
    folder.keepState(runtime as StudyRuntime, state, 1);
    folder.keepStop(runtime as StudyRuntime, 'nobody came');
    store.close();
  };
  stop('a', 31);
  stop('b', 29);
  const told: unknown[] = [];
  node.inStore((store) => {
    for (let look = 0; look < 2; look += 1)
      erasePastRetention({ store, report: (event) => told.push(event) }, node.models);
    expect(['a', 'b'].map((id) => store.studies.latestState(id.repeat(64) as never)!.bytes.length)).toEqual([
      0, 8,
    ]);
    expect(new ModelFolder(node.models, store).hasEnd('a'.repeat(64) as never)).toBe(true);
  });
  expect(told).toMatchObject([{ event: 'model-erased', name: 'halted-a', lists: 0 }]);
  expect(readdirSync(join(node.models, 'halted-a'))).toEqual(['stopped.json']);
  expect(readdirSync(join(node.models, 'halted-b')).sort()).toEqual(['round-0001.state', 'stopped.json']);
});

test('the newest measuring is the one that ended last, whenever it was proposed', async () => {
  const node = await nodeWith(
    learned('churn'),
    measuring('churn', { name: 'proposed-first', wrongOneIn: 2 }),
    measuring('churn', { name: 'proposed-last' }),
  );
  const newest = (): string => {
    let found = '';
    node.inStore((store) => {
      const { verdict } = new ReleaseGate(store, node.models).standingOf(
        finishedStudy(store, node.models, 'churn'),
      );
      found = store.studies.all().find(({ study }) => study === verdict!.evaluation)!.name;
    });
    return found;
  };
  expect(newest()).toBe('proposed-last');
  // As if it had waited for its last node until now.
  const store = openNodeStore(node.home, 'visit', { now: () => Date.now() + DAY_MS });
  const { study } = named(store, 'proposed-first');
  const file = store.studies.modelFiles(study).find((each) => each.file === FINAL_STATE_FILE)!;
  store.studies.recordModelFile(file);
  store.close();
  expect(newest()).toBe('proposed-first');
});

test('a list that was being scored while its model was erased is refused', async () => {
  const node = await nodeWith(learned('churn', { terms: { retentionDays: 30 } }));
  // Asked first right before the rows are read.
  const version = jest.spyOn(ErasureRecords.prototype, 'version').mockImplementationOnce(() => {
    node.inStore((store) => new ModelFolder(node.models, store).erase(named(store, 'churn'), 30));
    return 0;
  });
  expect(await node.score('churn')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('kept for 30 days') as string,
  });
  version.mockRestore();
  expect(existsSync(join(node.folder, 'churn.csv'))).toBe(false);
  node.inStore((store) => {
    const record = named(store, 'churn');
    expect(isKept(store, record, documentsOf(store, record).agreement)).toBe(false);
    expect(store.scoredLists.all()).toEqual([]);
  });
});
