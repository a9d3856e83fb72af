import type { Database } from '../../../coordinator/src/storage/database.js';
import { openDatabase, tables } from '../../../coordinator/src/storage/open-database.js';
import { Settings } from '../../../coordinator/src/storage/tables/federation-tables.js';
import { onEachDatabase, testOnPostgres } from '../../support/coordinator/databases.js';
import type { Place } from '../../support/coordinator/place.js';
import { layDown, rowsOf } from '../../support/storage/earlier-database.js';

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

onEachDatabase((fresh: () => Promise<Place>) => {
  const settings = { settings: [{ name: 'federation-name', value: 'Test Chain' }] };

  test('a database that a newer version wrote is refused, and stays as it is', async () => {
    const { location } = await fresh();
    await (await openDatabase(location)).close();
    const later = 'FromTomorrow1999000000000';
    await rowsOf(location, `INSERT INTO migrations (timestamp, name) VALUES (1999000000000, '${later}')`);
    await expect(openDatabase(location)).rejects.toThrow(
      new RegExp(`newer chorale-coordinator .*${later}.*install that version again`),
    );
    await rowsOf(location, `DELETE FROM migrations WHERE name = '${later}'`);
    await (await openDatabase(location)).close();
  });

  test('a migration that fails half way leaves the old schema, and says so', async () => {
    const { location } = await fresh();
    await layDown(location, 5, settings);
    // In the way of the ninth, when three have run.
    await rowsOf(location, 'CREATE TABLE webhooks (id text)');
    await expect(openDatabase(location)).rejects.toThrow(
      /could not be brought up to date, and is as it was .*webhooks/,
    );
    const [before] = await rowsOf(
      location,
      'SELECT (SELECT count(*) FROM migrations) AS done, (SELECT value FROM settings) AS name',
    );
    expect([Number(before!['done']), before!['name']]).toEqual([5, 'Test Chain']);
    for (const table of ['accounts', 'ledger_index', 'incidents'])
      await expect(rowsOf(location, `SELECT * FROM ${table}`)).rejects.toThrow(table);
    await rowsOf(location, 'DROP TABLE webhooks');
    const database = await openDatabase(location);
    expect(await database.read((manager) => manager.find(Settings))).toEqual(settings.settings);
    await database.close();
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
