// Whoever keeps scores in memory makes them anew when this changes: with each thing that decides what a node may score with.
import { usageStamp } from '../../../client-node/src/gate/usage-stamp.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import type { NodeId } from '@chorale/crypto';
import { addFinished, eraseAt, finishedHome } from '../../support/finished-home.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { bytes, hash, rosterHash } from './storage/samples.js';

const newFolder = temporaryFolders();
const DAY_MS = 24 * 3600 * 1000;
const signer = 'a1'.repeat(32) as NodeId;

test('it changes with everything that decides which model scores, and with nothing else', async () => {
  const terms = { retentionDays: 30 };
  const { home, storageKey } = await finishedHome(newFolder(), [
    { name: 'churn', computation: 'logistic-regression', terms },
  ]);
  let now = Date.now() + 1000;
  const store = openNodeStore(home, 'visit', { now: () => now });
  const { study } = store.studies.all()[0]!;
  const changes: readonly [string, (store: NodeStore) => unknown][] = [
    ['an erasure', () => eraseAt(home, storageKey, 'c1')],
    ['a word', ({ releases }) => releases.keep(hash('model'), signer, bytes('approved'))],
    ['a word that is taken back', ({ releases }) => releases.keep(hash('model'), signer, bytes('withdrawn'))],
    [
      'a roster',
      ({ federation }) =>
        federation.follow({ version: 1, hash: rosterHash('roster'), bytes: bytes('roster') }),
    ],
    ['an own network', ({ personal }) => personal.keep(study, bytes('network'))],
    ['another own network', ({ personal }) => personal.keep(study, bytes('newer one'))],
    ['an own network that is forgotten', ({ personal }) => personal.forget(study)],
    ['the end of its days', () => (now += 30 * DAY_MS)],
    ['another study', () => addFinished(home, { name: 'next', computation: 'logistic-regression' })],
  ];
  try {
    for (const [what, change] of changes) {
      const before = usageStamp(store);
      now += 1;
      expect([what, usageStamp(store)]).toEqual([what, before]);
      await change(store);
      expect([what, usageStamp(store)]).not.toEqual([what, before]);
    }
  } finally {
    store.close();
  }
});
