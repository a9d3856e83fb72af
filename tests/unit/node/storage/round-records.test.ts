// What a node does once in a round it does once for ever, whatever code asks for it again.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openNodeStore, type NodeStore } from '../../../../client-node/src/storage/node-store.js';
import { bytes, hash, openRound, prepareStudy, rid, state, study } from './samples.js';
import { codeOf, testStores } from './stores.js';

const { clock, newFolder, storeWithStudy } = testStores();

describe('a contribution', () => {
  function prepare(store: NodeStore, name: string, from = 'start', attempt = 0): void {
    const round = openRound(store, name, from, attempt);
    const chunks = [hash('chunk')];
    store.contributions.prepare({
      rid: round,
      study,
      state: state(from),
      attempt,
      upload: bytes('u'),
      chunks,
    });
  }
  it('is made once a state', () => {
    const store = storeWithStudy();
    prepare(store, 'first');
    expect(codeOf(() => prepare(store, 'first'))).toBe('already-contributed');
    expect(codeOf(() => prepare(store, 'second', 'start', 1))).toBe('already-contributed');
    prepare(store, 'other state', 'next');
    expect(store.contributions.standing(study, state('start'))).toBe(rid('first'));
    expect(store.contributions.find(rid('first'))).toMatchObject({
      chunks: [hash('chunk')],
      uploaded: false,
    });
    store.contributions.markUploaded(rid('first'));
    expect(store.contributions.find(rid('first'))?.uploaded).toBe(true);
  });
  it('is made again once the earlier round is proven burned, and never into a burned round', () => {
    const store = storeWithStudy();
    prepare(store, 'first');
    store.committee.burn(rid('first'), bytes('own burn'));
    expect(codeOf(() => prepare(store, 'second', 'start', 1))).toBe('already-contributed');
    store.committee.recordBurnProof(rid('first'), bytes('proof'));
    expect(codeOf(() => prepare(store, 'first'))).toBe('round-burned');
    prepare(store, 'second', 'start', 1);
    expect(store.contributions.standing(study, state('start'))).toBe(rid('second'));
  });
});

describe('a committee member', () => {
  it('commits to one set', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    const commit = { rid: round, setRoot: hash('S'), envelope: bytes('commit'), nodes: [] };
    store.committee.commit(commit);
    store.committee.commit(commit);
    expect(codeOf(() => store.committee.commit({ ...commit, setRoot: hash('T') }))).toBe('second-set');
    expect(store.committee.commitOf(round)).toEqual(commit);
    expect(store.committee.standingCommits(state('start'))).toEqual([
      { rid: round, study, descriptor: bytes('r'), nodes: [] },
    ]);
  });
  it('releases once, after its commit, and burns no more', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    expect(codeOf(() => store.committee.release(round, hash('S'), bytes('r')))).toBe('no-commit');
    store.committee.commit({ rid: round, setRoot: hash('S'), envelope: bytes('commit'), nodes: [] });
    expect(codeOf(() => store.committee.release(round, hash('T'), bytes('r')))).toBe('second-set');
    store.committee.release(round, hash('S'), bytes('release'));
    expect(codeOf(() => store.committee.release(round, hash('S'), bytes('other')))).toBe('second-release');
    expect(store.committee.releaseOf(round)).toEqual(bytes('release'));
    expect(codeOf(() => store.committee.burn(round, bytes('burn')))).toBe('already-released');
  });
  it('burns for ever', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    store.committee.commit({ rid: round, setRoot: hash('S'), envelope: bytes('commit'), nodes: [] });
    store.committee.burn(round, bytes('burn'));
    store.committee.burn(round, bytes('burn again'));
    expect(store.committee.burnOf(round)).toEqual(bytes('burn'));
    expect(codeOf(() => store.committee.release(round, hash('S'), bytes('r')))).toBe('round-burned');
    const other = { rid: round, setRoot: hash('S'), envelope: bytes('commit'), nodes: [] };
    expect(codeOf(() => store.committee.commit(other))).toBe('round-burned');
  });
  it('signs one result', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    const adoption = { rid: round, state: state('next'), envelope: bytes('adoption') };
    store.committee.adopt(adoption);
    store.committee.adopt(adoption);
    expect(codeOf(() => store.committee.adopt({ ...adoption, state: state('else') }))).toBe(
      'second-adoption',
    );
    expect(store.committee.adoptionOf(round)).toEqual(adoption);
  });
  it('cannot be talked out of it by changed code: the database itself refuses', () => {
    const home = newFolder();
    const store = openNodeStore(home, 'run', clock);
    prepareStudy(store);
    const round = openRound(store, 'r');
    store.committee.commit({ rid: round, setRoot: hash('S'), envelope: bytes('commit'), nodes: [] });
    store.committee.burn(round, bytes('burn'));
    store.close();
    const database = new Database(join(home, 'node.sqlite'));
    const release = database.prepare('INSERT INTO releases VALUES (?, ?, 0)');
    expect(() => release.run(round, bytes('r'))).toThrow('the round was burned');
    expect(() => database.exec(`UPDATE commits SET set_root = 'x'`)).toThrow('a commit never changes');
    database.close();
  });
});

describe('a round', () => {
  it('tells its step from what is on record', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    const steps = [store.rounds.step(round)];
    const note = (act: () => void): void => {
      act();
      steps.push(store.rounds.step(round));
    };
    const contribution = {
      rid: round,
      study,
      state: state('start'),
      attempt: 0,
      upload: bytes('u'),
      chunks: [],
    };
    note(() => store.contributions.prepare(contribution));
    note(() => store.contributions.markUploaded(round));
    note(() => store.committee.commit({ rid: round, setRoot: hash('S'), envelope: bytes('c'), nodes: [] }));
    note(() => store.committee.release(round, hash('S'), bytes('r')));
    note(() => store.committee.adopt({ rid: round, state: state('n'), envelope: bytes('a') }));
    expect(steps).toEqual(['opened', 'prepared', 'contributed', 'committed', 'released', 'adopted']);
    expect(codeOf(() => store.rounds.step(rid('unknown')))).toBe('unknown-round');
  });
  it('ends once', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    expect(store.rounds.running().map((record) => record.rid)).toEqual([round]);
    store.rounds.end(round, 'refused', 'budget');
    store.rounds.end(round, 'adopted');
    expect(store.rounds.running()).toEqual([]);
    expect(store.rounds.find(round)?.ending).toEqual({ outcome: 'refused', reason: 'budget', at: 1_000 });
  });
});
