// Replays across commits that fail and coordinators that end: what was admitted is not admitted again inside the window.
import { REPLAY_WINDOW_MS, type NodeId, type StudyId } from '@chorale/crypto';
import { RequestLog } from '../../../coordinator/src/admission/request-log.js';
import type { Database } from '../../../coordinator/src/storage/database.js';
import { openDatabase, type DatabaseLocation } from '../../../coordinator/src/storage/open-database.js';
import { Settings } from '../../../coordinator/src/storage/tables/federation-tables.js';
import { BytesReceived, RequestNonces } from '../../../coordinator/src/storage/tables/request-tables.js';
import { onEachDatabase } from '../../support/coordinator/databases.js';
import type { Place } from '../../support/coordinator/place.js';
import { TestClock } from '../../support/coordinator/test-house.js';

const NODE = 'ab'.repeat(16) as NodeId;
const STUDY = 'cd'.repeat(32) as StudyId;
const clock = new TestClock();
const nonceOf = (index: number): string => index.toString(16).padStart(32, '0');

onEachDatabase((fresh: () => Promise<Place>) => {
  let location: DatabaseLocation;
  let database: Database;
  let log: RequestLog;
  /** Whether commits find no room. */
  let isFull: boolean;

  async function open(): Promise<void> {
    database = await openDatabase(location);
    log = new RequestLog(database, clock);
    await log.open();
    database.beforeCommit(() => (isFull ? Promise.reject(new Error('no room')) : Promise.resolve()));
  }
  beforeEach(async () => {
    ({ location } = await fresh());
    isFull = false;
    await open();
  });
  afterEach(() => database.close());

  /** A coordinator that ends, with whatever is not durable, and another one after it. */
  async function restart(): Promise<void> {
    await database.close();
    await open();
  }
  const admit = (index: number): void => log.admit(NODE, nonceOf(index), clock.now());
  const act = (name: string): Promise<void> =>
    database.write(({ manager }) => manager.insert(Settings, { name, value: '' }));
  const actInVain = async (name: string): Promise<void> => {
    isFull = true;
    await expect(act(name)).rejects.toThrow('no room');
    isFull = false;
  };

  test('a request is a replay after a restart', async () => {
    admit(1);
    await act('a');
    await restart();
    expect(() => admit(1)).toThrow('this request came before');
    admit(2);
  });

  test('a nonce whose commit failed is durable with the act that follows in another', async () => {
    admit(1);
    // Somebody else's commit takes the nonce along and fails; the act of the request comes after it.
    await actInVain('of another');
    await act('its own');
    await restart();
    expect(() => admit(1)).toThrow('this request came before');
  });

  test('so are all of several commits that failed, and those that came while one was under way', async () => {
    admit(1);
    await actInVain('a');
    admit(2);
    await actInVain('b');
    const writing = act('c');
    admit(3);
    await writing;
    await act('d');
    await restart();
    for (const index of [1, 2, 3]) expect(() => admit(index)).toThrow('this request came before');
  });

  test('a commit that was durable, though the database could not say so, is no obstacle to the next', async () => {
    admit(1);
    await database.write(({ manager }) =>
      manager.insert(RequestNonces, { node: NODE, nonce: nonceOf(1), createdAt: clock.now() }),
    );
    await act('a');
    expect(await database.read((manager) => manager.count(RequestNonces))).toBe(1);
  });

  test('bytes are counted once, whatever failed', async () => {
    const counted = async (): Promise<number[]> =>
      (await database.read((manager) => manager.find(BytesReceived))).map(({ bytes }) => bytes);
    log.count(NODE, STUDY, 100);
    isFull = true;
    await expect(log.flush()).rejects.toThrow('no room');
    isFull = false;
    expect(await counted()).toEqual([]);
    log.count(NODE, STUDY, 20);
    const flushing = log.flush();
    log.count(NODE, STUDY, 3);
    await flushing;
    await log.flush();
    await log.flush();
    expect(await counted()).toEqual([123]);
  });

  test('what is past the window is forgotten, also where the first commit that would do so failed', async () => {
    admit(1);
    await act('a');
    clock.advance(3 * REPLAY_WINDOW_MS);
    await actInVain('b');
    await act('c');
    expect(await database.read((manager) => manager.count(RequestNonces))).toBe(0);
    expect(() => log.admit(NODE, nonceOf(1), clock.now() - 3 * REPLAY_WINDOW_MS)).toThrow('was signed');
  });
});
