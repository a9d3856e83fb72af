// What to offer whom: beliefs, what a policy would have earned, and what is refused.
import { testEntropy } from '@chorale/crypto/testing';
import { planStudy, scorePeople, selectPeople } from '@chorale/models';
import fc from 'fast-check';
import { contributeEvaluation, readEvaluation } from '../../../models/src/computations/bandit/off-policy.ts';
import { chancesOf, outlookFor } from '../../../models/src/computations/bandit/beliefs.ts';
import {
  byParty,
  decisions,
  drawn,
  expectedEarning,
  features,
  OFFERS,
  peopleOf,
  run,
  settings,
  uniform,
  type Row,
} from '../../support/offer-market.ts';
import { agreementAndStudy } from '../../support/people.ts';

describe('beliefs', () => {
  test('whatever the split into parties, they and the evaluation are those of all persons together', async () => {
    const rows = decisions(80);
    const nobody = selectPeople(peopleOf(rows), []);
    const whole = await run({}, [peopleOf(rows), nobody, nobody, nobody]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 80, maxLength: 80 }),
        async (partyOf) => {
          const { model, result } = await run(
            {},
            byParty(rows, (row) => partyOf[row]!),
          );
          model!.coefficients.forEach((value, at) =>
            expect(Math.abs(value - whole.model!.coefficients[at]!)).toBeLessThan(1e-9),
          );
          const { doublyRobust } = result.evaluation!;
          expect(doublyRobust.value).toBeCloseTo(whole.result.evaluation!.doublyRobust.value, 8);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("each action's coefficients are the ridge regression of who got it, around the mean reward of all", async () => {
    const rows = decisions(200);
    const { model } = await run({}, byParty(rows));
    const inputOf = ({ age, member }: Row): number[] => [1, age / 50 - 1, 2 * member - 1];
    const mean = rows.reduce((total, { earned }) => total + earned / 10, 0) / rows.length;
    const gradients: number[] = [];
    const pulls: number[] = [];
    OFFERS.forEach((_, offer) => {
      const own = rows.filter((row) => row.offer === offer);
      const theta = [...model!.coefficients.subarray(3 * offer, 3 * offer + 3)];
      for (let at = 0; at < 3; at += 1) {
        const gradient = own.reduce((total, row) => {
          const x = inputOf(row);
          const expected = x.reduce((sum, value, place) => sum + value * theta[place]!, 0);
          return total + x[at]! * (expected - row.earned / 10);
        }, 0);
        gradients.push(gradient);
        pulls.push((at === 0 ? mean : 0) - theta[at]!);
      }
    });
    // One ridge balances all nine: the variance of rewards over that of coefficients, .5 squared.
    const ridge = gradients[1]! / pulls[1]!;
    gradients.forEach((gradient, at) => expect(Math.abs(gradient - ridge * pulls[at]!)).toBeLessThan(1e-8));
    expect(Math.abs((ridge * 0.25) / model!.variance - 1)).toBeLessThan(0.1);
  });

  test("a person's decisions together weigh as much as one", async () => {
    const rows = decisions(40);
    const once = await run({}, byParty(rows));
    const parties = byParty(rows).map((people) => {
      // The same decision three times over.
      const rowStart = people.rowStart.map((start) => 3 * start);
      const columns = [...people.columns].map(
        ([name, values]) =>
          [
            name,
            Float64Array.from({ length: 3 * people.size }, (_, row) => values[Math.floor(row / 3)]!),
          ] as const,
      );
      return { size: people.size, rowStart, columns: new Map(columns) };
    });
    const thrice = await run({}, parties);
    thrice.model!.coefficients.forEach((value, at) =>
      expect(value).toBeCloseTo(once.model!.coefficients[at]!, 9),
    );
  });

  test('a scored list says what to do, what it earns, how sure that is and how likely it was drawn', async () => {
    const rows = decisions(4000);
    const { model } = await run({ people: 4000 }, byParty(rows));
    const { outputs, rankedBy, contributions } = await scorePeople(model!, peopleOf(rows));
    expect(rankedBy).toBe('value');
    expect([...outputs.keys()]).toEqual(['action', 'value', 'uncertainty', 'propensity']);
    rows.forEach((row, person) => {
      if (Math.abs(row.age - 50) < 10) return;
      const best = row.age < 50 ? 'coupon' : 'sample';
      expect(outputs.get('action')![person]).toBe(best);
      const expected = expectedEarning(OFFERS.indexOf(best), row);
      expect(Math.abs((outputs.get('value')![person] as number) - expected)).toBeLessThan(0.3);
      expect(outputs.get('uncertainty')![person]).toBeLessThan(0.1);
      expect(outputs.get('propensity')![person]).toBe(1);
    });
    expect([...contributions.keys()]).toEqual(['age', 'member']);
    await expect(scorePeople({ ...model!, policy: 'thompson', alpha: 50 }, peopleOf(rows))).rejects.toThrow(
      'need a source of chance',
    );
  });

  test('Thompson draws each action as often as it says', async () => {
    const rows = decisions(60);
    const { model } = await run({ settings: { ...settings, policy: 'thompson' } }, byParty(rows));
    const draws = 4000;
    const young = peopleOf(Array.from({ length: draws }, () => ({ ...rows[0]!, age: 45 })));
    const { outputs } = await scorePeople(model!, young, { random: testEntropy('thompson') });
    const taken = outputs.get('action') as string[];
    const chances = outputs.get('propensity') as Float64Array;
    expect(new Set(taken).size).toBeGreaterThan(1);
    for (const action of new Set(taken)) {
      const chance = chances[taken.indexOf(action)]!;
      const share = taken.filter((each) => each === action).length / draws;
      expect(Math.abs(share - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / draws));
    }
  });
});

describe('what a policy would have earned', () => {
  test('sums give each estimate and its error as their definitions over persons do', async () => {
    const rows = decisions(300).map((row) => ({ ...row, chance: 0.1 + 0.8 * uniform() }));
    const terms = { people: 300, settings: { ...settings, policy: 'thompson', mostWeight: 4 } };
    const { state, model } = await run(terms, byParty(rows));
    const vector = contributeEvaluation(state.setup, [model!, model!], peopleOf(rows));
    const sum = new Map([
      ['policy', vector.slice(0, 7)],
      ['logged', vector.slice(7, 11)],
      ['actions', vector.slice(11)],
    ]);
    const found = readEvaluation(state.setup, sum, 0);
    const parts = rows.map((row) => {
      const outlook = outlookFor(model!, Float64Array.of(1, row.age / 50 - 1, 2 * row.member - 1));
      const chances = chancesOf(model!, model!, outlook);
      const q = outlook.value.map((value) => Math.max(0, Math.min(1, value)));
      const w = Math.min(4, chances[row.offer]! / row.chance);
      const r = row.earned / 10;
      const direct = chances.reduce((total, chance, action) => total + chance * q[action]!, 0);
      return { w, r, robust: direct + w * (r - q[row.offer]!) };
    });
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const error = (values: readonly number[]): number =>
      Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) / values.length);
    const weighted = parts.map(({ w, r }) => w * r);
    expect(found.inversePropensity.value).toBeCloseTo(mean(weighted), 9);
    expect(found.inversePropensity.standardError).toBeCloseTo(error(weighted), 9);
    const normalised = mean(weighted) / mean(parts.map(({ w }) => w));
    expect(found.selfNormalised.value).toBeCloseTo(normalised, 9);
    const squares = parts.map(({ w, r }) => (w * (r - normalised)) ** 2);
    expect(found.selfNormalised.standardError).toBeCloseTo(
      Math.sqrt(squares.reduce((a, b) => a + b, 0)) / parts.reduce((total, { w }) => total + w, 0),
      9,
    );
    const robust = parts.map((part) => part.robust);
    expect(found.doublyRobust.value).toBeCloseTo(mean(robust), 9);
    expect(found.doublyRobust.standardError).toBeCloseTo(error(robust), 9);
    expect(found.logged.value).toBeCloseTo(mean(rows.map(({ earned }) => earned / 10)), 9);
  });

  test.each(['linucb', 'thompson'])(
    'a planted market: %s is valued above the best fixed action, and at what it really earns',
    async (policy) => {
      const rows = decisions(6000);
      const { model, result } = await run({ people: 6000, settings: { ...settings, policy } }, byParty(rows));
      const fixed = result.actions.map(({ alone }) => alone!);
      OFFERS.forEach((_, offer) => {
        const truth = expectedEarning(offer, { age: 50, member: 0.5 });
        expect(Math.abs(fixed[offer]!.value - truth)).toBeLessThan(4 * fixed[offer]!.standardError);
      });
      const best = fixed.reduce((one, other) => (other.value > one.value ? other : one));
      const fresh = decisions(6000);
      const taken = (await scorePeople(model!, peopleOf(fresh), { random: drawn })).outputs.get(
        'action',
      ) as string[];
      const earned = fresh.map((row, at) => expectedEarning(OFFERS.indexOf(taken[at]!), row));
      const truth = earned.reduce((a, b) => a + b, 0) / earned.length;
      const { inversePropensity, selfNormalised, doublyRobust, logged } = result.evaluation!;
      for (const { value, standardError } of [inversePropensity, selfNormalised, doublyRobust]) {
        expect(value - best.value).toBeGreaterThan(4 * Math.hypot(standardError, best.standardError));
        expect(Math.abs(value - truth)).toBeLessThan(4 * standardError + 0.05);
      }
      expect(doublyRobust.standardError).toBeLessThan(inversePropensity.standardError);
      expect(logged.value).toBeLessThan(best.value + 4 * best.standardError);
    },
  );

  test('where no action is better for anybody, no policy is valued above chance', async () => {
    const rows = decisions(6000).map((row) => ({ ...row, earned: 5 + 4 * (uniform() - 0.5) }));
    const { result } = await run({ people: 6000 }, byParty(rows));
    const { doublyRobust, logged } = result.evaluation!;
    // Learned and tried on the same persons it would look better than it is.
    expect(Math.abs(doublyRobust.value - logged.value)).toBeLessThan(4 * doublyRobust.standardError);
  });

  test.each([
    ['missing', NaN],
    ['0', 0],
  ])('a propensity that is %s refuses the evaluation and says why; the model stays', async (_, chance) => {
    const rows = decisions(200);
    rows[17] = { ...rows[17]!, chance };
    const { result, model } = await run({}, byParty(rows));
    expect(result.evaluation).toBeNull();
    expect(result.refused).toEqual({
      ...{ code: 'unusable-propensities', propensity: 'chance', persons: 1 },
      message: expect.stringContaining('decisions of 1 persons or more have no "chance"') as string,
    });
    expect(result.actions.map(({ alone }) => alone)).toEqual([null, null, null]);
    expect(model).toBeDefined();
  });

  test('without propensities nothing is evaluated, in one round', async () => {
    const { result } = await run(
      {
        settings: { action: 'offer', reward: 'earned' },
        features: features.filter(({ name }) => name !== 'chance'),
      },
      byParty(decisions(100)),
    );
    expect(result.refused).toMatchObject({
      code: 'no-propensities',
      message: expect.stringContaining('no propensities are named') as string,
    });
  });
});

test('with noise most are still offered what suits them', async () => {
  const rows = decisions(40_000);
  const terms = { people: 40_000, mode: 'pooled' as const, epsilon: 2, delta: 1e-6 };
  const { model, result } = await run(terms, byParty(rows));
  const { outputs } = await scorePeople(model!, peopleOf(rows.slice(0, 2000)));
  const right = rows.slice(0, 2000).filter((row, person) => {
    const earnings = OFFERS.map((_, offer) => expectedEarning(offer, row));
    return earnings[OFFERS.indexOf(outputs.get('action')![person] as string)] === Math.max(...earnings);
  });
  expect(right.length).toBeGreaterThan(1600);
  const { doublyRobust, logged } = result.evaluation!;
  expect(doublyRobust.value - logged.value).toBeGreaterThan(4 * doublyRobust.standardError);
});

describe('bad input', () => {
  test('actions that no log shows are named and offered to nobody; unknown ones and missing rewards are counted', async () => {
    const rows: Row[] = decisions(400).map((row) => (row.offer === 2 ? { ...row, offer: 1 } : row));
    rows[0] = { ...rows[0]!, offer: 3 };
    rows[1] = { ...rows[1]!, earned: NaN };
    const { model, result } = await run(
      { people: 400, settings: { ...settings, alpha: 100 } },
      byParty(rows),
    );
    expect(result.unseen).toEqual(['news']);
    expect(result.unusable.decisions).toBeCloseTo(2, 9);
    expect(result.actions[2]!.meanReward).toBeNull();
    const { outputs } = await scorePeople(model!, peopleOf(rows));
    expect(outputs.get('action')).not.toContain('news');
  });

  test('where no decision can be used there is no model, and the result says so', async () => {
    const rows = decisions(20).map((row) => ({ ...row, offer: 3 }));
    const { model, result } = await run({}, byParty(rows));
    expect(model).toBeUndefined();
    expect(result.unseen).toEqual(OFFERS);
    expect(result.refused).toMatchObject({
      code: 'too-few-decisions',
      message: expect.stringContaining('too few decisions') as string,
    });
  });

  const bounded = (name: string, upper: number): object[] =>
    features.map((feature) => (feature.name === name ? { ...feature, upper } : feature));
  test.each([
    [{ settings: { ...settings, action: 'age' } }, 'settings.action names "age", which is no category'],
    [{ settings: { ...settings, reward: 'offer' } }, 'settings.reward names "offer", which is no number'],
    [{ features: bounded('chance', 100) }, 'has to bound a chance by 0 and 1'],
    [{ settings: { ...settings, reward: 'chance' } }, 'different features'],
    [{ features: features.slice(0, 3) }, 'nothing is left to tell customers apart'],
    [
      { features: features.map((each) => (each.name === 'earned' ? { ...each, transform: 'log1p' } : each)) },
      'no mean of rewards',
    ],
  ])('%j is refused: %s', (terms, message) => {
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'bandit', mode: 'none' as const, features, people: 100, settings },
      ...terms,
    });
    expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
  });
});
