// What a node remembers of its federation, agreements and studies, of the ledger, and of its keys and chunks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChunkFiles } from '../../../../client-node/src/storage/chunk-files.js';
import { agreement, bytes, hash, membership, rid, rosterHash, state, study } from './samples.js';
import { codeOf, testStores } from './stores.js';

const { clock, newFolder, newStore, storeWithStudy } = testStores();

describe('federation', () => {
  it('a home belongs to one federation', () => {
    const store = newStore();
    expect(store.federation.membership()).toBeUndefined();
    store.federation.join(membership);
    store.federation.join({ ...membership, coordinatorUrl: 'https://moved.example' });
    store.federation.markEnrolled();
    expect(store.federation.membership()).toMatchObject({
      coordinatorUrl: 'https://moved.example',
      enrolledAt: 1_000,
    });
    expect(codeOf(() => store.federation.join({ ...membership, federation: hash('x') }))).toBe(
      'other-federation',
    );
    expect(codeOf(() => store.federation.join({ ...membership, coordinatorKey: new Uint8Array(32) }))).toBe(
      'other-federation',
    );
  });
  it('keeps confirmed fingerprints', () => {
    const { federation } = newStore();
    federation.confirm({ node: 'a', fingerprint: '1234' });
    federation.confirm({ node: 'a', fingerprint: '1234' });
    expect(federation.confirmedFingerprints()).toEqual([{ node: 'a', fingerprint: '1234' }]);
  });
  it('never goes back to an older roster, nor to another one of the same version', () => {
    const { federation } = newStore();
    const second = { version: 2, hash: rosterHash('2'), bytes: bytes('two') };
    federation.signRoster(second);
    federation.signRoster(second);
    expect(federation.newestRoster()).toEqual(second);
    expect(codeOf(() => federation.signRoster({ ...second, version: 1, hash: rosterHash('1') }))).toBe(
      'roster-older',
    );
    expect(codeOf(() => federation.signRoster({ ...second, hash: rosterHash('2b') }))).toBe('roster-forked');
  });
});

describe('agreements and studies', () => {
  it('an agreement knows the newest roster it was signed with', () => {
    const store = newStore();
    store.agreements.receive(agreement, bytes('{}'));
    expect(store.agreements.find(agreement)?.consent).toBeUndefined();
    for (const version of [1, 2]) {
      const roster = rosterHash(String(version));
      store.federation.signRoster({ version, hash: roster, bytes: bytes('roster') });
      clock.nowMs += 1;
      store.agreements.sign(agreement, roster);
    }
    expect(store.agreements.all()).toEqual([
      { hash: agreement, bytes: bytes('{}'), consent: { roster: rosterHash('2'), signedAt: 1_002 } },
    ]);
  });
  it('the latest state is the one that most rounds led to', () => {
    const store = storeWithStudy();
    expect(store.studies.latestState(study)).toBeUndefined();
    for (const rounds of [0, 2, 1])
      store.studies.storeState({ study, state: state(`s${rounds}`), rounds, bytes: bytes(`s${rounds}`) });
    expect(store.studies.latestState(study)).toMatchObject({ rounds: 2, bytes: bytes('s2') });
    expect(store.studies.state(study, state('s1'))?.rounds).toBe(1);
    store.studies.recordModelFile({ study, file: 'model.json', sha256: hash('m') });
    expect(store.studies.modelFiles(study)).toEqual([{ study, file: 'model.json', sha256: hash('m') }]);
  });
});

describe('ledger heads', () => {
  it('only ever grow', () => {
    const { ledgerHeads } = newStore();
    const head = (size: number, root: string) => ({ size, root: hash(root), envelope: bytes(root) });
    ledgerHeads.countersign(head(5, 'five'));
    ledgerHeads.countersign(head(5, 'five'));
    ledgerHeads.countersign(head(9, 'nine'));
    expect(codeOf(() => ledgerHeads.countersign(head(7, 'seven')))).toBe('ledger-older');
    expect(codeOf(() => ledgerHeads.countersign(head(9, 'other')))).toBe('ledger-forked');
    expect(ledgerHeads.newest()).toEqual(head(9, 'nine'));
    expect(ledgerHeads.all()).toHaveLength(2);
  });
});

describe('round keys', () => {
  it('serve one use, then leave no trace of the secret', () => {
    const home = newFolder();
    const store = newStore(home);
    const secret = bytes('a sealed secret that must not linger anywhere');
    expect(store.roundKeys.nextIndex()).toBe(0);
    store.roundKeys.add(0, bytes('public'), secret);
    expect(store.roundKeys.nextIndex()).toBe(1);
    expect(store.roundKeys.take(0, rid('r'))).toEqual(secret);
    expect(store.roundKeys.take(0, rid('r'))).toEqual(secret);
    expect(codeOf(() => store.roundKeys.take(0, rid('other')))).toBe('round-key-reused');
    expect(() => store.transaction(() => store.roundKeys.erase(0, rid('r')))).toThrow(RangeError);
    store.roundKeys.erase(0, rid('r'));
    expect(codeOf(() => store.roundKeys.take(0, rid('r')))).toBe('round-key-erased');
    expect(codeOf(() => store.roundKeys.take(9, rid('r')))).toBe('round-key-unknown');
    for (const file of ['node.sqlite', 'node.sqlite-wal'])
      expect(readFileSync(join(home, file)).includes(Buffer.from(secret))).toBe(false);
  });
  it('are sent until acknowledged', () => {
    const { roundKeys } = newStore();
    for (const index of [0, 1]) roundKeys.add(index, bytes(`public ${index}`), bytes('sealed'));
    expect(roundKeys.unsent().map(({ index }) => index)).toEqual([0, 1]);
    expect(roundKeys.newestUnused()?.index).toBe(1);
    roundKeys.markSent([0, 1]);
    expect(roundKeys.unsent()).toEqual([]);
  });
});

describe('traffic and chunks', () => {
  it('adds bytes up by study', () => {
    const { traffic } = newStore();
    traffic.add(study, 10);
    traffic.add(study, 5);
    traffic.add(undefined, 7);
    expect([traffic.bytesSent(study), traffic.bytesSent(undefined)]).toEqual([15, 7]);
  });
  it.each([
    ['small', bytes('chunk')],
    ['large', new Uint8Array(70_000).fill(7)],
  ])('keeps a %s chunk by its hash until the round ends', async (_, chunk) => {
    const files = new ChunkFiles(newFolder(), newStore());
    const round = rid('r');
    const name = files.write(round, chunk);
    expect(files.write(round, chunk)).toBe(name);
    expect(await files.read(round, name)).toEqual(chunk);
    expect(files.rounds()).toEqual([round]);
    files.erase(round);
    await expect(files.read(round, name)).rejects.toMatchObject({ code: 'chunk-missing' });
    expect(files.rounds()).toEqual([]);
  });
});
