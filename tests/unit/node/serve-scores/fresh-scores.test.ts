// When scores are made anew, and when they are too old to be told.
import type { ScoreTables } from '../../../../client-node/src/serve-scores/answer.js';
import { FreshScores } from '../../../../client-node/src/serve-scores/fresh-scores.js';

const EVERY_MS = 1000;

function world(everyMs = EVERY_MS) {
  const state = { now: 0, erasures: 0, reads: 0, fails: false, failures: 0 };
  const fresh = new FreshScores({
    read: () => {
      state.reads++;
      if (state.fails) return Promise.reject(new Error('the file is gone'));
      const table: ScoreTables = new Map([['study', new Map([['person', String(state.reads)]])]]);
      return Promise.resolve(table);
    },
    changes: () => state.erasures,
    clock: { now: () => state.now },
    everyMs,
    onRead: () => undefined,
    onFailure: () => state.failures++,
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const checkAt = async (now: number): Promise<number> => {
    state.now = now;
    fresh.check();
    await settle();
    return state.reads;
  };
  return { state, fresh, checkAt };
}

test('rows are read anew when the interval is over, and at once after an erasure', async () => {
  const { state, fresh, checkAt } = world();
  await fresh.start();
  expect(await checkAt(999)).toBe(1);
  expect(await checkAt(1000)).toBe(2);
  expect(await checkAt(1001)).toBe(2);
  state.erasures++;
  expect(await checkAt(1002)).toBe(3);
  expect(await checkAt(1003)).toBe(3);
});

test('an erasure whose reading failed is read again soon, not at the next interval', async () => {
  const { state, fresh, checkAt } = world(3_600_000);
  await fresh.start();
  state.fails = true;
  state.erasures++;
  expect(await checkAt(1000)).toBe(2);
  expect(await checkAt(10_999)).toBe(2);
  expect(await checkAt(11_000)).toBe(3);
  expect(await checkAt(20_999)).toBe(3);
  state.fails = false;
  expect(await checkAt(21_000)).toBe(4);
  expect(fresh.current()).toMatchObject({ readAt: 21_000 });
  expect(await checkAt(40_000)).toBe(4);
  expect(state.failures).toBe(2);
});

test('the first reading has to succeed', async () => {
  const { state, fresh } = world();
  state.fails = true;
  await expect(fresh.start()).rejects.toThrow('the file is gone');
  expect(fresh.current()).toBeUndefined();
});

test('scores outlive readings that fail, for three intervals and no longer', async () => {
  const { state, fresh, checkAt } = world();
  await fresh.start();
  state.fails = true;
  await checkAt(1000);
  expect(state.failures).toBe(1);
  await checkAt(3000);
  expect(fresh.current()).toMatchObject({ readAt: 0 });
  await checkAt(3001);
  expect(fresh.current()).toBeUndefined();
  state.fails = false;
  await checkAt(4000);
  expect(fresh.current()).toMatchObject({ readAt: 4000 });
});

test('whoever asks while rows are read gets another reading after it, one for all who ask', async () => {
  const { state, fresh } = world();
  await fresh.start();
  await Promise.all([fresh.readAgain(), fresh.readAgain(), fresh.readAgain()]);
  expect(state.reads).toBe(3);
});
