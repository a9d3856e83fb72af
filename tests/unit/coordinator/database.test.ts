import { join } from 'node:path';
import Driver from 'better-sqlite3';
import type { Database } from '../../../coordinator/src/storage/database.js';
import { Foundations1764000000000 } from '../../../coordinator/src/storage/migrations/0001-foundations.js';
import { openDatabase, tables } from '../../../coordinator/src/storage/open-database.js';
import { Nodes, Settings } from '../../../coordinator/src/storage/tables/federation-tables.js';
import { Contributions } from '../../../coordinator/src/storage/tables/round-tables.js';
import { onEachDatabase, testOnPostgres } from '../../support/coordinator/databases.js';
import type { Place } from '../../support/coordinator/place.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

onEachDatabase((fresh: () => Promise<Place>) => {
  let database: Database;
  beforeEach(async () => {
    database = await openDatabase((await fresh()).location);
  });
  afterEach(() => database.close());

  const names = (): Promise<string[]> =>
    database.read(async (manager) =>
      (await manager.find(Settings, { order: { name: 'ASC' } })).map(({ name }) => name),
    );
  const insert = (name: string): Promise<void> =>
    database.write(async ({ manager }) => {
      await manager.insert(Settings, { name, value: '' });
    });

  test('the migrations make every table that the program knows', async () => {
    await database.read(async (manager) => {
      for (const table of tables) expect(await manager.count(table)).toBe(0);
    });
  });

  test('a unit that fails takes nothing of its neighbours in the same commit with it', async () => {
    const outcomes = await Promise.allSettled([
      insert('a'),
      database.write(async ({ manager }) => {
        await manager.insert(Settings, { name: 'b', value: '' });
        throw new Error('refused');
      }),
      insert('a'),
      insert('c'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await names()).toEqual(['a', 'c']);
  });

  test('effects follow the commit, and only of units that succeeded', async () => {
    const effects: string[] = [];
    const unit = (name: string, fails: boolean): Promise<void> =>
      database.write(async ({ manager, afterCommit }) => {
        afterCommit(() => effects.push(name));
        await manager.insert(Settings, { name, value: '' });
        if (fails) throw new Error('refused');
      });
    await Promise.allSettled([unit('good', false), unit('bad', true)]);
    expect(effects).toEqual(['good']);
  });

  test('units run one after the other, however many are asked for at once', async () => {
    let inside = 0;
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        database.write(async ({ manager }) => {
          inside += 1;
          expect(inside).toBe(1);
          await manager.insert(Settings, { name: String(index), value: '' });
          inside -= 1;
        }),
      ),
    );
    expect(await names()).toHaveLength(100);
  });

  test('a read sees nothing of a unit that is under way', async () => {
    const written = insert('a');
    const seen = names();
    await written;
    expect([[], ['a']]).toContainEqual(await seen);
    const rolledBack = database.write(async ({ manager }) => {
      await manager.insert(Settings, { name: 'b', value: '' });
      throw new Error('refused');
    });
    const during = names();
    await expect(rolledBack).rejects.toThrow('refused');
    expect(await during).toEqual(['a']);
  });

  test('what the commit hook cannot write undoes the whole group', async () => {
    database.beforeCommit(() => Promise.reject(new Error('no room')));
    await expect(insert('a')).rejects.toThrow('no room');
    expect(await names()).toEqual([]);
  });
});

testOnPostgres('a second coordinator on the same PostgreSQL schema is refused', async (location) => {
  const first = await openDatabase(location);
  await expect(openDatabase(location)).rejects.toThrow(/another chorale-coordinator/);
  await first.close();
  await (await openDatabase(location)).close();
});

test('a database that does not answer is told without its password', async () => {
  const url = 'postgres://somebody:hidden@127.0.0.1:9/nowhere';
  const attempt = openDatabase({ kind: 'postgres', url });
  await expect(attempt).rejects.toThrow(/DATABASE_URL/);
  await expect(attempt).rejects.not.toThrow(/hidden/);
});

test('a database of the first schema keeps its data: nodes bring rows, contributions are numbered as they arrived', async () => {
  const file = join(folder(), 'coordinator.sqlite');
  const first = new Driver(file);
  const runner = {
    dataSource: { options: { type: 'better-sqlite3' } },
    query: (sql: string) => Promise.resolve(first.exec(sql)),
  };
  const foundations = new Foundations1764000000000();
  await foundations.up(runner as unknown as Parameters<typeof foundations.up>[0]);
  first.exec(`CREATE TABLE migrations (id integer PRIMARY KEY AUTOINCREMENT, timestamp bigint, name varchar);
    INSERT INTO migrations (timestamp, name) VALUES (1764000000000, '${Foundations1764000000000.name}');
    PRAGMA foreign_keys = OFF;
    INSERT INTO nodes VALUES ('aa', 'm', 'north', 'eu', x'00', x'00', 1);
    INSERT INTO contributions VALUES ('r1', 'b', x'00', 1, 20), ('r1', 'c', x'00', 1, 10), ('r1', 'a', x'00', 1, 20),
      ('r2', 'c', x'00', 1, 30);`);
  first.close();

  const database = await openDatabase({ kind: 'sqlite', file });
  const [node] = await database.read((manager) => manager.find(Nodes));
  expect(node).toMatchObject({ name: 'north', role: 'contributor' });
  const rows = await database.read((manager) =>
    manager.find(Contributions, { order: { round: 'ASC', position: 'ASC' } }),
  );
  expect(rows.map(({ round, node: id, position }) => [round, id, position])).toEqual([
    ['r1', 'c', 0],
    ['r1', 'a', 1],
    ['r1', 'b', 2],
    ['r2', 'c', 0],
  ]);
  await database.close();
});
