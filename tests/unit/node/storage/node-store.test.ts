import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ChunkFiles } from '../../../../client-node/src/storage/chunk-files.js';
import { migrations } from '../../../../client-node/src/storage/migrations.js';
import { openNodeStore, type NodeStore } from '../../../../client-node/src/storage/node-store.js';
import { StoreError, type StoreErrorCode } from '../../../../client-node/src/storage/store-error.js';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import {
  agreement,
  bytes,
  hash,
  membership,
  openRound,
  prepareStudy,
  rid,
  rosterHash,
  state,
  study,
} from './samples.js';

const newFolder = temporaryFolders();
const open: NodeStore[] = [];
let nowMs = 1_000;
const clock = { now: () => nowMs };

function newStore(home = newFolder()): NodeStore {
  const store = openNodeStore(home, 'run', clock);
  open.push(store);
  return store;
}
function storeWithStudy(): NodeStore {
  const store = newStore();
  prepareStudy(store);
  return store;
}
function codeOf(act: () => unknown): StoreErrorCode | 'nothing' {
  try {
    act();
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
  return 'nothing';
}
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  nowMs = 1_000;
});

describe('a home', () => {
  it('runs one node at a time, while commands may visit', () => {
    const home = newFolder();
    const store = openNodeStore(home, 'run');
    expect(() => openNodeStore(home, 'run')).toThrow(`process ${process.pid}`);
    expect(codeOf(() => openNodeStore(home, 'run'))).toBe('home-in-use');
    const visitor = openNodeStore(home, 'visit');
    visitor.federation.join(membership);
    expect(store.federation.membership()?.node).toBe('harbour');
    visitor.close();
    store.close();
    expect(existsSync(join(home, 'node.pid'))).toBe(false);
    newStore(home);
  });
  it('is closed to other users', () => {
    const home = join(newFolder(), 'inner', 'home');
    newStore(home);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });
  it('refuses records of a newer version, naming the remedy', () => {
    const home = newFolder();
    openNodeStore(home, 'run').close();
    const database = new Database(join(home, 'node.sqlite'));
    database.pragma('user_version = 1000');
    database.close();
    expect(() => openNodeStore(home, 'run')).toThrow(/install that version again/);
    expect(codeOf(() => openNodeStore(home, 'run'))).toBe('store-too-new');
  });
  it('keeps the records of the first version: a node that was enrolled then brings rows', () => {
    const home = newFolder();
    const database = new Database(join(home, 'node.sqlite'));
    database.exec(migrations[0]!);
    database.exec(
      "INSERT INTO federation VALUES (1, 'f', 'Harbour shops', 'http://x', x'00', 'Harbour Ltd', 'harbour', 'eu', 5)",
    );
    database.pragma('user_version = 1');
    database.close();
    expect(newStore(home).federation.membership()).toMatchObject({
      ...{ node: 'harbour', role: 'contributor', enrolledAt: 5 },
    });
  });
  it('counts as contributed what an earlier version had taken over from the federation', () => {
    const home = newFolder();
    const database = new Database(join(home, 'node.sqlite'));
    for (const step of migrations.slice(0, 7)) database.exec(step);
    database.exec(`
      INSERT INTO agreements VALUES ('a', x'00', 1);
      INSERT INTO studies VALUES ('${study}', 'a', 'who-returns', x'00', 1);
      INSERT INTO rounds (rid, study, state, round, attempt, descriptor, opened_at, outcome, reason, ended_at) VALUES
        ('r0', '${study}', '${state('x')}', 0, 0, x'00', 2, 'spent', 'taken over from the federation', 7),
        ('r1', '${study}', '${state('y')}', 1, 0, x'00', 3, 'spent', 'nobody opened it', 8)`);
    database.pragma('user_version = 7');
    database.close();
    const { contributions } = newStore(home);
    expect(contributions.studiesSince(0)).toEqual([{ study, rounds: 1, first: 7, last: 7 }]);
    expect(contributions.standing(study, state('x'))).toBe('r0');
  });
  it('undoes a transaction whole, nested ones too', () => {
    const store = storeWithStudy();
    expect(() =>
      store.transaction(() => {
        openRound(store, 'a');
        store.transaction(() => openRound(store, 'b'));
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(store.rounds.ofStudy(study)).toEqual([]);
  });
});

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
      nowMs += 1;
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

describe('the budget', () => {
  const population = 'shop customers';
  const reservation = (round: ReturnType<typeof rid>) => ({
    rid: round,
    population,
    purpose: 'retention',
    study,
    event: { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: 3, count: 1 },
  });
  it('counts what is reserved and spent, and a reservation serves once', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    store.budget.reserve(reservation(round));
    expect(codeOf(() => store.budget.reserve(reservation(round)))).toBe('reservation-reused');
    expect(store.budget.counted(population)).toHaveLength(1);
    nowMs = 2_000;
    store.budget.spend(round, population);
    expect(store.budget.find(round, population)).toEqual({
      ...reservation(round),
      agreement,
      status: 'spent',
      reservedAt: 1_000,
      settledAt: 2_000,
    });
    expect(codeOf(() => store.budget.spend(round, population))).toBe('reservation-settled');
    store.committee.recordBurnProof(round, bytes('proof'));
    expect(codeOf(() => store.budget.giveBack(round, population))).toBe('reservation-settled');
    expect(codeOf(() => store.budget.spend(round, 'others'))).toBe('no-reservation');
  });
  it('gives back on proof only', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    store.budget.reserve(reservation(round));
    expect(codeOf(() => store.budget.giveBack(round, population))).toBe('no-burn-proof');
    store.committee.recordBurnProof(round, bytes('proof'));
    store.budget.giveBack(round, population);
    expect(store.budget.counted(population)).toEqual([]);
    expect(store.budget.all()).toHaveLength(1);
    expect(codeOf(() => store.budget.spend(round, population))).toBe('reservation-settled');
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
