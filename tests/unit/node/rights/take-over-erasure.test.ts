// Certificates bring back what a home that was set back has forgotten, and nothing else.
import { erasureNotice, openSigned, SigningKey, StorageKey } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { carryOut } from '../../../../client-node/src/rights/carry-out.js';
import { CertificateRefused } from '../../../../client-node/src/rights/certificate.js';
import { Pseudonyms, rightsFor } from '../../../../client-node/src/rights/pseudonyms.js';
import { takeOverErasure } from '../../../../client-node/src/rights/take-over-erasure.js';
import { tellErasures } from '../../../../client-node/src/rights/tell-erasures.js';
import type { CoordinatorPort } from '../../../../client-node/src/round/coordinator-port.js';
import { openNodeStore, type NodeStore } from '../../../../client-node/src/storage/node-store.js';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { agreement, bytes, membership, study } from '../storage/samples.js';

const newFolder = temporaryFolders();
const entropy = testEntropy('take over');
const storageKey = new StorageKey(new Uint8Array(32).fill(7), entropy);
const signingKey = SigningKey.generate(entropy).key;
const opened: NodeStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});
function newStore(pseudonymKey?: Uint8Array): NodeStore {
  const store = openNodeStore(newFolder(), 'visit');
  opened.push(store);
  if (pseudonymKey) store.erasures.keepPseudonymKey(pseudonymKey);
  return store;
}

async function erased(store: NodeStore, outcome: 'cleaned' | 'unreadable' = 'cleaned') {
  const request = store.erasures.request({
    pseudonym: Pseudonyms.make(store, storageKey, entropy).name('c-17'),
    ...{ ground: 'request', requestedOn: '2026-01-01', dueOn: '2026-01-31' },
  });
  return carryOut(
    {
      store,
      membership: { ...membership, role: 'contributor', enrolledAt: 1 },
      signingKey,
      clock: { now: () => Date.parse('2026-01-05T10:00:00Z') },
      takeFromList: () => Promise.resolve(outcome),
    },
    { request, rowsInSource: 1, contributionsSince: null },
  );
}

test('the same home with an older database leaves the person out again, and tells the coordinator the same', async () => {
  const store = newStore();
  const { record } = await erased(store);
  const older = newStore(store.erasures.pseudonymKey());
  const certificate = record.done!.certificate;
  for (let times = 0; times < 2; times += 1)
    expect(takeOverErasure(older, signingKey, certificate)).toMatchObject({ pseudonym: record.pseudonym });
  expect(rightsFor(older, () => storageKey, 'research').isErased!('c-17')).toBe(true);
  expect(older.erasures.all()).toMatchObject([
    { dueOn: '2026-01-31', done: { at: record.done!.at, certificate, hash: record.done!.hash, told: false } },
  ]);
  expect(older.erasures.all()[0]!.done!.notice).toEqual(record.done!.notice);
});

test("another node's certificate, a changed one, and a home without the key are refused", async () => {
  const store = newStore();
  const { certificate } = (await erased(store)).record.done!;
  const older = newStore(store.erasures.pseudonymKey());
  const foreign = SigningKey.generate(entropy).key;
  expect(() => takeOverErasure(older, foreign, certificate)).toThrow(/another node signed it/);
  expect(() => takeOverErasure(older, signingKey, certificate.replace('2026-01-05', '2026-01-06'))).toThrow(
    CertificateRefused,
  );
  expect(() => takeOverErasure(newStore(), signingKey, certificate)).toThrow(/no key for pseudonyms/);
  expect(older.erasures.all()).toEqual([]);
});

test('a list that is written while others are cleaned is cleaned too', async () => {
  const store = newStore();
  store.agreements.receive(agreement, bytes('{}'));
  store.studies.receive({ study, agreement, name: 'first', bytes: bytes('{}') });
  store.scoredLists.wrote('/lists/one.csv', study);
  const request = store.erasures.request({
    pseudonym: Pseudonyms.make(store, storageKey, entropy).name('c-17'),
    ...{ ground: 'request', requestedOn: '2026-01-01', dueOn: '2026-01-31' },
  });
  const cleaned: string[] = [];
  const { unreadable, record } = await carryOut(
    {
      store,
      membership: { ...membership, role: 'contributor', enrolledAt: 1 },
      signingKey,
      clock: { now: () => 0 },
      takeFromList: ({ path }) => {
        cleaned.push(path);
        // Scoring writes the first list again, and another one, while this goes on.
        if (cleaned.length === 1) store.scoredLists.wrote(path, study);
        if (cleaned.length === 2) store.scoredLists.wrote('/lists/two.json', study);
        return Promise.resolve(path.endsWith('.json') ? 'unreadable' : 'cleaned');
      },
    },
    { request, rowsInSource: 0, contributionsSince: null },
  );
  expect(cleaned).toEqual(['/lists/one.csv', '/lists/one.csv', '/lists/one.csv', '/lists/two.json']);
  expect(unreadable).toEqual(['/lists/two.json']);
  expect(record.done).toBeDefined();
});

test('what the coordinator does not take is told again, byte for byte, until it is taken', async () => {
  const store = newStore();
  const { record } = await erased(store);
  const told: (Uint8Array | undefined)[] = [];
  let isAway = true;
  const coordinator: CoordinatorPort = {
    request: (route, { body } = {}) => {
      expect(route).toBe('tellErasure');
      told.push(body);
      return isAway ? Promise.reject(new Error('away')) : Promise.resolve(new Uint8Array());
    },
  };
  await expect(tellErasures(store, coordinator)).rejects.toThrow('away');
  expect(store.erasures.untold()).toHaveLength(1);
  isAway = false;
  await tellErasures(store, coordinator);
  await tellErasures(store, coordinator);
  expect(told).toEqual([record.done!.notice, record.done!.notice]);
  const { message, signer } = openSigned(
    erasureNotice,
    told[0]!,
    membership.federation,
    () => signingKey.publicKey,
  );
  expect(signer).toBe(signingKey.nodeId);
  expect(message).toMatchObject({ certificate: record.done!.hash, erasedOn: '2026-01-05', studies: [] });
});
