// When a study reads this node's rows: once, and again for a round where persons may have decided otherwise.
import type { RoundId } from '@chorale/crypto';
import { DataError } from '../../../client-node/src/ingest/data-error.js';
import { PeopleUnavailable, StudyRuntime } from '../../../client-node/src/study/study-runtime.js';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.js';
import { agreement as agreementHash, rid, study as studyHash } from './storage/samples.js';

const rounds: readonly RoundId[] = [rid('first'), rid('second'), rid('third')];

/** A study whose n-th reading finds n persons. @param failing readings that fail. */
function counting(
  { changesUnheard = false, isCurrent = () => true },
  failing: readonly number[] = [],
): StudyRuntime {
  const { agreement, study } = agreementAndStudy({
    features: [{ name: 'age', type: 'number', lower: 0, upper: 100 }],
    people: 200,
    mode: 'none',
    computation: 'statistics',
  });
  let readings = 0;
  return new StudyRuntime(studyHash, study, agreementHash, agreement, 4, () => {
    readings += 1;
    if (failing.includes(readings))
      return Promise.reject(new DataError([{ code: 'value-invalid', what: 'x', remedy: 'y' }]));
    const column = Array.from({ length: readings }, () => 1);
    return Promise.resolve({
      people: peopleOfColumns({ age: column, label: column }),
      changesUnheard,
      isCurrent,
    });
  });
}
const sizes = async (runtime: StudyRuntime, asked: readonly RoundId[]): Promise<number[]> => {
  const found: number[] = [];
  for (const round of asked) found.push((await runtime.people(round)).people.size);
  return found;
};

test('what cannot have changed is read once', async () => {
  expect(await sizes(counting({}), rounds)).toEqual([1, 1, 1]);
});

test('what may have changed is read at each round, and never twice within one', async () => {
  const [first, second] = rounds as [RoundId, RoundId];
  expect(await sizes(counting({ changesUnheard: true }), [first, first, second, second, first])).toEqual([
    1, 1, 2, 2, 3,
  ]);
});

test('a study that has ended holds nobody', async () => {
  const runtime = counting({});
  await runtime.people(rounds[0]!);
  runtime.forgetPeople();
  expect(await sizes(runtime, [rounds[0]!])).toEqual([2]);
});

test('a reading that failed is tried again, in the same round too', async () => {
  const runtime = counting({ changesUnheard: true }, [1, 3]);
  await expect(runtime.people(rounds[0]!)).rejects.toThrow(PeopleUnavailable);
  expect(await sizes(runtime, [rounds[0]!])).toEqual([2]);
  await expect(runtime.people(rounds[1]!)).rejects.toThrow(PeopleUnavailable);
  expect(await sizes(runtime, [rounds[1]!, rounds[1]!])).toEqual([4, 4]);
});

test('after an erasure it is read again within the same round', async () => {
  let erased = 0;
  let seen = 0;
  const runtime = counting({
    isCurrent: () => seen === erased,
  });
  const [round] = rounds as [RoundId];
  expect(await sizes(runtime, [round, round])).toEqual([1, 1]);
  erased += 1;
  const again = sizes(runtime, [round]);
  seen = erased;
  expect(await again).toEqual([1]);
  erased += 1;
  expect(await sizes(runtime, [round])).toEqual([2]);
});
