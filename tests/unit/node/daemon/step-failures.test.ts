// How long a node waits before it tries a failed step of a round again, and what of it is news.
import { StepFailures } from '../../../../client-node/src/daemon/step-failures.js';

const days = { collectSeconds: 604_800, committeeSeconds: 3_600 };
const usual = { collectSeconds: 60, committeeSeconds: 30 };

let recovered: object[];
let failures: StepFailures;
beforeEach(() => {
  recovered = [];
  failures = new StepFailures((what) => recovered.push(what));
});
const fail = (times: number, deadlines: typeof days | undefined, reason = 'disk full') =>
  Array.from({ length: times }, () => failures.failed(reason, deadlines));

test('waits double up to a minute; the first failure is told whole, then each longer wait, then nothing', () => {
  failures.begins('contribute');
  const told = fail(9, days);
  expect(told.map(({ waitMs }) => waitMs / 1000)).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60]);
  expect(told.map((each) => each.told)).toEqual([
    'whole',
    ...Array.from({ length: 5 }, () => 'in short'),
    ...Array.from({ length: 3 }, () => 'not at all'),
  ]);
  expect(told.map(({ tries }) => tries)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(recovered).toEqual([]);
});

test.each([
  ['a quarter of the shorter deadline', usual, 7.5],
  ['of whichever is shorter', { collectSeconds: 12, committeeSeconds: 600 }, 3],
  ['the first wait, where a deadline is very short', { collectSeconds: 1, committeeSeconds: 1 }, 2],
  ['that of a study as it is by default, before it is known', undefined, 7.5],
])('no wait is longer than %s', (_, deadlines, most) => {
  failures.begins('commitToSet');
  expect(Math.max(...fail(20, deadlines).map(({ waitMs }) => waitMs / 1000))).toBe(most);
});

test('another reason is news however long the wait', () => {
  failures.begins('contribute');
  fail(8, usual);
  expect(failures.failed('no such table', usual)).toMatchObject({ told: 'in short', tries: 9 });
  expect(failures.failed('no such table', usual).told).toBe('not at all');
});

test('a step has succeeded once the next one begins, not where earlier ones are gone through again', () => {
  failures.begins('commitToSet');
  fail(3, usual);
  for (const step of ['prepare', 'checkAgainstAgreement', 'contribute', 'commitToSet'] as const)
    failures.begins(step);
  expect(recovered).toEqual([]);
  failures.begins('releaseShares');
  expect(recovered).toEqual([{ step: 'commitToSet', tries: 3 }]);
  // What fails next is a story of its own.
  expect(failures.failed('disk full', usual)).toMatchObject({ told: 'whole', tries: 1, waitMs: 2000 });
  failures.adopted();
  failures.adopted();
  expect(recovered.slice(1)).toEqual([{ step: 'releaseShares', tries: 1 }]);
});
