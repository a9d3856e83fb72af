// A pseudonym names a person to the node that made it, and to nobody else.
import { createHash, createHmac } from 'node:crypto';
import { StorageKey } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { Pseudonyms, rightsFor } from '../../../../client-node/src/rights/pseudonyms.js';
import { openNodeStore, type NodeStore } from '../../../../client-node/src/storage/node-store.js';
import { hash } from '../storage/samples.js';
import { temporaryFolders } from '../../../support/temporary-folder.js';

const newFolder = temporaryFolders();
const entropy = testEntropy('pseudonyms');
const storageKey = new StorageKey(new Uint8Array(32).fill(7), entropy);
const asked = { ground: 'request', requestedOn: '2026-01-01', dueOn: '2026-01-31' };

function withStore<T>(home: string, work: (store: NodeStore) => T): T {
  const store = openNodeStore(home, 'visit');
  try {
    return work(store);
  } finally {
    store.close();
  }
}
function erase(store: NodeStore, pseudonym: string): void {
  const { number } = store.erasures.request({ pseudonym, ...asked });
  store.erasures.carryOut(number, {
    at: 1,
    certificate: '{}',
    hash: hash(pseudonym),
    notice: new Uint8Array(1),
  });
}

test('it is HMAC-SHA256 with a key of 32 random bytes, the same in every life of the node', () => {
  const home = newFolder();
  const [first, again] = [0, 1].map(() =>
    withStore(home, (store) => Pseudonyms.make(store, storageKey, entropy).name('c-17')),
  );
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(again).toBe(first);
  const key = withStore(home, (store) =>
    storageKey.open(store.erasures.pseudonymKey()!, 'pseudonym_key/sealed/1'),
  );
  expect(key).toHaveLength(32);
  expect(first).toBe(createHmac('sha256', key).update('chorale/erased-person/1\0c-17').digest('hex'));
});

test('another node names the same person otherwise, and no hash of the id without the key is the pseudonym', () => {
  const names = [newFolder(), newFolder()].map((home) =>
    withStore(home, (store) => Pseudonyms.make(store, storageKey, entropy).name('c-17')),
  );
  expect(names[0]).not.toBe(names[1]);
  // What somebody can try who has the certificate and a list of all ids.
  const guesses = ['c-17', 'chorale/erased-person/1\0c-17'].flatMap((text) => [
    createHash('sha256').update(text).digest('hex'),
    createHmac('sha256', '').update(text).digest('hex'),
    createHmac('sha256', new Uint8Array(32)).update(text).digest('hex'),
  ]);
  expect(guesses).not.toContain(names[0]);
  expect(
    JSON.stringify({
      pseudonyms: withStore(newFolder(), (store) => Pseudonyms.make(store, storageKey, entropy)),
    }),
  ).toBe('{"pseudonyms":"[secret]"}');
});

test('whoever reads rows knows who was erased, and needs no keys while nobody was', () => {
  const home = newFolder();
  const noKeys = (): never => {
    throw new Error('the keys were asked for');
  };
  withStore(home, (store) => {
    expect(rightsFor(store, noKeys, 'research')).toEqual({ purpose: 'research', isErased: undefined });
    const pseudonyms = Pseudonyms.make(store, storageKey, entropy);
    store.erasures.request({ pseudonym: pseudonyms.name('later'), ...asked });
    // A request by itself leaves nobody out.
    expect(rightsFor(store, noKeys, 'research').isErased).toBeUndefined();
    erase(store, pseudonyms.name('c-17'));
    const { isErased } = rightsFor(store, () => storageKey, 'research');
    expect(['c-17', 'c-18', 'later', ''].map((person) => isErased!(person))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

test('with the keys of another home nobody is read at all', () => {
  withStore(newFolder(), (store) => {
    erase(store, Pseudonyms.make(store, storageKey, entropy).name('c-17'));
    const foreign = new StorageKey(new Uint8Array(32).fill(8), entropy);
    expect(() => rightsFor(store, () => foreign, 'research')).toThrow(
      /does not open with the keys of this home/,
    );
  });
});

test('what was carried out never changes', () => {
  withStore(newFolder(), (store) => {
    const { number } = store.erasures.request({ pseudonym: 'aa', ...asked });
    expect(store.erasures.version()).toBe(0);
    const done = { at: 5, certificate: 'first', hash: hash('first'), notice: new Uint8Array(2) };
    store.erasures.carryOut(number, done);
    store.erasures.carryOut(number, { ...done, at: 6, certificate: 'second' });
    expect(store.erasures.find('aa')).toMatchObject({ done: { at: 5, certificate: 'first', told: false } });
    expect(store.erasures.request({ pseudonym: 'aa', ...asked, dueOn: '2030-01-01' }).dueOn).toBe(
      '2026-01-31',
    );
    expect(store.erasures.version()).toBe(1);
    store.erasures.markTold(number);
    expect(store.erasures.untold()).toEqual([]);
  });
});
