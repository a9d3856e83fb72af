// The home of a node: who may open it, and what becomes of records that an earlier version wrote.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrations } from '../../../../client-node/src/storage/migrations.js';
import { openNodeStore } from '../../../../client-node/src/storage/node-store.js';
import { membership, openRound, state, study } from './samples.js';
import { codeOf, testStores } from './stores.js';

const { newFolder, newStore, storeWithStudy } = testStores();

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
