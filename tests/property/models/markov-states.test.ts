import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  planStudy,
  scorePeople,
  type People,
  type StatesModel,
  type StatesResult,
} from '@chorale/models';
import fc from 'fast-check';
import { chainOf, chanceWithin, periodsUntil } from '../../../models/src/computations/states/chain.ts';
import { agreementAndStudy, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [{ name: 'recency', type: 'number', lower: 0, upper: 365 }];
const NAMES = ['active', 'lapsing', 'lost'];

/** Persons with one row a period, days since their last purchase; NaN: not known. */
function peopleOf(histories: readonly (readonly number[])[], column = 'recency'): People {
  const rowStart = new Uint32Array(histories.length + 1);
  histories.forEach((history, person) => {
    rowStart[person + 1] = rowStart[person]! + history.length;
  });
  return {
    size: histories.length,
    rowStart,
    columns: new Map([[column, Float64Array.from(histories.flat())]]),
  };
}

async function run(
  terms: Partial<TermsInBrief>,
  parties: readonly People[],
): Promise<{ model: StatesModel; result: StatesResult }> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'markov-states', mode: 'none', features, people: 100 },
    ...terms,
  });
  const { state, model } = await simulateStudy(agreement, study, parties, testEntropy('states'));
  const result = computationByName('markov-states').result!(state, agreement.dictionary) as StatesResult;
  return { model: model as StatesModel, result };
}

const stateOf = (days: number): number => (days <= 30 ? 0 : days <= 90 ? 1 : 2);
const history = fc.array(fc.oneof(fc.integer({ min: 0, max: 365 }), fc.constant(NaN)), {
  minLength: 1,
  maxLength: 8,
});

test('whatever the split into parties, transitions and states of now are counted as over all persons', async () => {
  const customer = fc.record({ history, party: fc.integer({ min: 0, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(customer, { minLength: 4, maxLength: 40 }), async (customers) => {
      const parties = [0, 1, 2, 3].map((party) =>
        peopleOf(customers.filter((each) => each.party === party).map((each) => each.history)),
      );
      const { result } = await run({}, parties);
      const pairs = customers.flatMap((each) =>
        each.history
          .slice(1)
          .map((to, at) => [each.history[at]!, to] as const)
          .filter(([from, to]) => !Number.isNaN(from) && !Number.isNaN(to))
          .map(([from, to]) => [stateOf(from), stateOf(to)] as const),
      );
      result.states.forEach(({ state, persons, next, transitions }, from) => {
        expect(state).toBe(NAMES[from]);
        const now = customers.filter((each) => stateOf(each.history.at(-1)!) === from);
        expect(persons).toBeCloseTo(now.filter((each) => !Number.isNaN(each.history.at(-1)!)).length, 9);
        const left = pairs.filter(([start]) => start === from);
        expect(transitions).toBeCloseTo(left.length, 9);
        if (left.length === 0) expect(next).toBeNull();
        else
          NAMES.forEach((name, to) =>
            expect(next![name]).toBeCloseTo(left.filter(([, end]) => end === to).length / left.length, 9),
          );
      });
      expect(result.unseen).toEqual(NAMES.filter((_, from) => !pairs.some(([start]) => start === from)));
    }),
    { numRuns: 40 },
  );
});

describe('what follows from a chain', () => {
  test('of two states is known in closed form', () => {
    const chain = chainOf(2, Float64Array.of(3, 1, 2, 8), 0);
    expect(periodsUntil(chain, 1)[0]).toBeCloseTo(4, 12);
    expect(periodsUntil(chain, 0)[1]).toBeCloseTo(5, 12);
    expect(chanceWithin(chain, 1, 3)[0]).toBeCloseTo(1 - 0.75 ** 3, 12);
    expect(chanceWithin(chain, 0, 2)[1]).toBeCloseTo(1 - 0.8 ** 2, 12);
  });

  test('of any chain is what walks along it do', () => {
    const counts = Float64Array.of(70, 20, 10, 30, 40, 30, 10, 5, 85);
    const chain = chainOf(3, counts, 0);
    const drawn = testEntropy('walks');
    const walks = 20_000;
    for (const from of [0, 1]) {
      let [periods, squares, within] = [0, 0, 0];
      for (let walk = 0; walk < walks; walk += 1) {
        let [state, taken] = [from, 0];
        for (; state !== 2; taken += 1) {
          const lot = drawn.uint32() / 2 ** 32;
          const row = chain.chances.subarray(3 * state, 3 * state + 3);
          state = lot < row[0]! ? 0 : lot < row[0]! + row[1]! ? 1 : 2;
        }
        periods += taken / walks;
        squares += taken ** 2 / walks;
        within += taken <= 4 ? 1 / walks : 0;
      }
      const error = Math.sqrt((squares - periods ** 2) / walks);
      expect(Math.abs(periods - periodsUntil(chain, 2)[from]!)).toBeLessThan(4.5 * error);
      const chance = chanceWithin(chain, 2, 4)[from]!;
      expect(Math.abs(within - chance)).toBeLessThan(4.5 * Math.sqrt((chance * (1 - chance)) / walks));
    }
  });

  test('a state that may never be left for lost has no time until then', () => {
    // The first state goes to either of the others, and the second is never left.
    const chain = chainOf(3, Float64Array.of(0, 1, 1, 0, 1, 0, 0, 0, 1), 0);
    expect(periodsUntil(chain, 2)).toEqual([null, null, 0]);
    expect([...chanceWithin(chain, 2, 50)]).toEqual([0.5, 0, 1]);
  });
});

/** Customers of a known chain, ten periods each. */
function customers(size: number): number[][] {
  const drawn = testEntropy('customers');
  const chances = [
    [0.8, 0.15, 0.05],
    [0.3, 0.4, 0.3],
    [0.05, 0.05, 0.9],
  ];
  return Array.from({ length: size }, (_, person) => {
    let state = person % 3;
    return Array.from({ length: 10 }, () => {
      const lot = drawn.uint32() / 2 ** 32;
      const row = chances[state]!;
      state = lot < row[0]! ? 0 : lot < row[0]! + row[1]! ? 1 : 2;
      return [15, 60, 200][state]!;
    });
  });
}
const byParty = (all: readonly number[][]): People[] =>
  [0, 1, 2, 3].map((party) => peopleOf(all.filter((_, person) => person % 4 === party)));

test('a scored list says in which state each customer is, and what comes; who may leave soonest ranks first', async () => {
  const all = customers(2000);
  const { model, result } = await run({ people: 2000 }, byParty(all));
  const [active, lapsing, lost] = result.states;
  expect(result).toMatchObject({ active: 'active', lost: 'lost', horizon: 6 });
  expect(active!.next!['lapsing']).toBeCloseTo(0.15, 1);
  expect(active!.periodsUntilLost!).toBeGreaterThan(lapsing!.periodsUntilLost!);
  expect(lost!).toMatchObject({ periodsUntilLost: 0, lostWithin: 1 });
  expect(lost!.activeWithin).toBeGreaterThan(0.2);
  const people = peopleOf([
    [10, 60],
    [100, 20],
    [10, NaN],
  ]);
  const { outputs, rankedBy } = await scorePeople(model, people);
  expect(rankedBy).toBe('lost_within');
  expect([...outputs.keys()]).toEqual(['state', 'lost_within', 'active_within', 'periods_until_lost']);
  expect(outputs.get('state')).toEqual(['lapsing', 'active', '']);
  const leaves = outputs.get('lost_within') as Float64Array;
  expect(leaves[0]).toBeCloseTo(lapsing!.lostWithin, 12);
  // Nothing is known of the third: between the others.
  expect(leaves[2]).toBeGreaterThan(Math.min(leaves[0]!, leaves[1]!));
});

test('a category of own states, and which of them count as active and lost', async () => {
  const { result } = await run(
    {
      features: [{ name: 'tier', type: 'category', categories: ['gone', 'new', 'gold'] }],
      settings: { state: 'tier', active: 'gold', lost: 'gone' },
    },
    // Codes; 3 is `other`, which is no state.
    [[[1, 2, 2, 0]], [[1, 0]], [[2, 2]], [[3, 1]]].map((each) => peopleOf(each, 'tier')),
  );
  expect(result).toMatchObject({ active: 'gold', lost: 'gone', unseen: ['gone'] });
  expect(result.states.map(({ persons }) => Math.round(persons))).toEqual([2, 1, 1]);
  expect(result.states[1]!.next).toEqual({ gone: 0.5, new: 0, gold: 0.5 });
});

test('bounds hold in the unit of the feature, whatever it is transformed to', async () => {
  const { result } = await run(
    {
      features: [{ ...features[0], transform: 'log1p' }],
      settings: { bounds: [30], names: ['here', 'gone'] },
    },
    [[[30, 31]], [[30, 30]], [[31, 31]], [[90, 30]]].map((each) =>
      peopleOf(each.map((days) => days.map((day) => Math.log1p(day)))),
    ),
  );
  expect(result.states.map(({ persons }) => Math.round(persons))).toEqual([2, 2]);
  expect(result.states[0]!.next).toEqual({ here: 0.5, gone: 0.5 });
});

test('of a longer history the last periods count', async () => {
  const { result } = await run(
    { settings: { mostPeriods: 2 } },
    [[[200, 10, 60]], [], [], []].map((each) => peopleOf(each)),
  );
  expect(result.states.map(({ transitions }) => Math.round(transitions))).toEqual([1, 0, 0]);
});

test('with noise chances are near those of the persons', async () => {
  const all = customers(20_000);
  const terms = { people: 20_000, mode: 'pooled' as const, epsilon: 1, delta: 1e-6 };
  const { result } = await run(terms, byParty(all));
  expect(Math.abs(result.states[0]!.next!['active']! - 0.8)).toBeLessThan(0.02);
  expect(Math.abs(result.states[2]!.next!['lost']! - 0.9)).toBeLessThan(0.02);
  expect(result.unseen).toEqual([]);
});

test.each([
  [{ state: 'nothing' }, 'settings.state names "nothing", which is no number or category'],
  [{ bounds: [90, 30] }, 'settings.bounds have to ascend'],
  [{ bounds: [10, 30, 90] }, '3 bounds make 4 states; name each of them once'],
  [{ bounds: [30], names: ['here', 'here'] }, 'settings.names have to differ'],
  [{ lost: 'gone' }, 'settings.lost names "gone", which is no state: active, lapsing, lost'],
  [{ active: 'lost' }, 'active and lost have to be different states'],
])('settings %j are refused: %s', (settings, message) => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'markov-states', mode: 'none', features, people: 100, settings },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});
