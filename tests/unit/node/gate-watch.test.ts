// What a running node does about models that it laid out for other programs: whatever the coordinator answers, and whichever file is
// damaged, what may not be used is taken back.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReleaseGate } from '../../../client-node/src/gate/release-gate.js';
import { ReleaseWatch } from '../../../client-node/src/gate/release-watch.js';
import type { NodeEvent } from '../../../client-node/src/round/round-events.js';
import { homePaths } from '../../../client-node/src/storage/home.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { finishedStudy } from '../../../client-node/src/study/finished-study.js';
import { CoordinatorProblem } from '../../../client-node/src/transport/coordinator-problem.js';
import { finishedHome, type FinishedStudyInBrief } from '../../support/finished-home.js';
import { singly } from '../../support/singly.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { membership, rosterHash } from './storage/samples.js';

const newFolder = temporaryFolders();
const stores: NodeStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

const learned = (name: string, terms = {}): FinishedStudyInBrief => ({
  name,
  computation: 'logistic-regression',
  terms,
});
const measuring = (of: string, wrongOneIn?: number): FinishedStudyInBrief => ({
  ...{ name: `quality-${of}`, computation: 'evaluate', of },
  ...(wrongOneIn !== undefined && { wrongOneIn }),
});
/** The second one is held: it was measured on labels of which one in two is wrong. */
const goodAndPoor = [
  ...[learned('churn'), measuring('churn')],
  ...[learned('churn-2'), measuring('churn-2', 2)],
];

/** A node whose coordinator refuses every request. */
async function watchingNode(studies: readonly FinishedStudyInBrief[]) {
  const { home } = await finishedHome(newFolder(), studies);
  const { models } = homePaths(home);
  const store = openNodeStore(home, 'run');
  stores.push(store);
  const told: NodeEvent[] = [];
  const asked: unknown[] = [];
  let now = Date.now();
  const refusal = new CoordinatorProblem({ status: 404, code: 'not-found', detail: 'it knows nothing' });
  const watch = new ReleaseWatch(
    {
      store,
      federation: membership.federation,
      clock: { now: () => now },
      report: (event) => told.push(event),
      roster: () => ({
        ...{ nodes: [], members: [], votesNeeded: 1, suspended: [], retired: [] },
        ...{ hash: rosterHash('roster'), version: 1 },
      }),
      coordinator: singly((_route, request) => {
        asked.push(request?.params);
        return Promise.reject(refusal);
      }),
    },
    models,
  );
  return {
    ...{ store, models, told, asked, refusal },
    /** A minute later than the one before. */
    look: (): Promise<void> => {
      now += 60_000;
      return watch.look();
    },
    laidOut: (name: string): boolean => existsSync(join(models, name, 'model.safetensors')),
    /** @returns what mends the file again. */
    damage: (name: string, file: string): (() => void) => {
      const path = join(models, name, file);
      const whole = readFileSync(path);
      writeFileSync(path, 'damaged');
      return () => writeFileSync(path, whole);
    },
  };
}

test('a held model is taken back although the coordinator refuses every word on it, which is told', async () => {
  const node = await watchingNode([...goodAndPoor, ...[learned('churn-3'), measuring('churn-3', 3)]]);
  expect(['churn', 'churn-2', 'churn-3'].map(node.laidOut)).toEqual([true, true, true]);
  await expect(node.look()).rejects.toBe(node.refusal);
  expect(['churn', 'churn-2', 'churn-3'].map(node.laidOut)).toEqual([true, false, false]);
  // The refusal of one keeps no words on the other away.
  expect(node.asked).toHaveLength(2);
  expect(node.told.filter(({ event }) => event === 'model-held')).toMatchObject([
    { name: 'churn-2' },
    { name: 'churn-3' },
  ]);
});

test('a model with a damaged file is taken back and told once; the others are judged, and it comes back when it is mended', async () => {
  const node = await watchingNode([learned('older'), ...goodAndPoor]);
  const mend = node.damage('older', 'final.state');
  for (let times = 0; times < 2; times += 1) await expect(node.look()).rejects.toBe(node.refusal);
  expect(['older', 'churn', 'churn-2'].map(node.laidOut)).toEqual([false, true, false]);
  expect(node.told.filter(({ event }) => event === 'model-not-judged')).toMatchObject([
    { name: 'older', reason: expect.stringContaining('final.state is missing or was changed') as string },
  ]);
  mend();
  await expect(node.look()).rejects.toBe(node.refusal);
  expect(node.laidOut('older')).toBe(true);
});

test('a damaged measuring holds every model of its question back, and no other one', async () => {
  const node = await watchingNode([
    ...goodAndPoor,
    ...[learned('elsewhere', { purpose: 'another question' }), measuring('elsewhere')],
  ]);
  node.damage('quality-churn', 'result.json');
  await node.look();
  expect(['churn', 'churn-2', 'elsewhere'].map(node.laidOut)).toEqual([false, false, true]);
  const gate = new ReleaseGate(node.store, node.models);
  const standing = (name: string): unknown =>
    gate.standingOf(finishedStudy(node.store, node.models, name)).standing;
  expect(standing('elsewhere')).toBe('released');
  for (const name of ['churn', 'churn-2'])
    expect(() => standing(name)).toThrow(/result\.json is missing or was changed/);
});
