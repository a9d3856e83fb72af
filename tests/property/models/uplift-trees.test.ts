import { testEntropy } from '@chorale/crypto/testing';
import { modelFiles, numbersOf, planStudy, scorePeople, type People } from '@chorale/models';
import fc from 'fast-check';
import { agreementAndStudy, fourParties, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { roles, upliftStudy } from '../../support/uplift-study.ts';

const features = [
  { name: 'mailed', type: 'binary' },
  { name: 'visit', type: 'binary' },
  { name: 'spent', type: 'number', lower: 0, upper: 100 },
  { name: 'channel', type: 'category', categories: ['web', 'shop'] },
];
const small = { ...roles, trees: 3, depth: 2, leastPersons: 5, splits: 2 };

const run = (terms: Partial<TermsInBrief>, parties: readonly People[]) =>
  upliftStudy('uplift-trees', { mode: 'none', features, people: 200, settings: small, ...terms }, parties);

const drawn = testEntropy('whom the mail moves by trees');
const uniform = (): number => drawn.uint32() / 2 ** 32;

/** Mail moves those in the middle of what was spent alone, which no line tells; who comes by the shop visits more in any case. */
function campaign(size: number, lift: number): People {
  const mailed = Array.from({ length: size }, () => (uniform() < 0.6 ? 1 : 0));
  const channel = Array.from({ length: size }, () => Math.floor(3 * uniform()));
  const spent = Array.from({ length: size }, () => 100 * uniform());
  const visit = spent.map((value, person) => {
    const moves = mailed[person] === 1 && value > 30 && value < 70 ? lift : 0;
    return uniform() < 0.1 + 0.2 * Number(channel[person] === 1) + moves ? 1 : 0;
  });
  return peopleOfColumns({ mailed, visit, spent, channel });
}

describe.each(['t', 'x'])('learner %s', (learner) => {
  test('whatever the split into parties, trees and Qini are those of all persons together', async () => {
    const people = campaign(200, 0.4);
    const settings = { ...small, learner };
    const together = await run(
      { settings },
      fourParties(people, () => 0),
    );
    expect(together.model!.effects === null).toBe(learner === 't');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 200, maxLength: 200 }),
        async (partyOf) => {
          const apart = await run(
            { settings },
            fourParties(people, (person) => partyOf[person]!),
          );
          // Trees of the same sums, bit for bit; their arms and effects one by one.
          expect(apart.model!.control).toEqual(together.model!.control);
          expect(apart.model!.treated).toEqual(together.model!.treated);
          expect(apart.model!.effects).toEqual(together.model!.effects);
          expect(apart.result.effect).toBeCloseTo(together.result.effect, 9);
          expect(Math.abs(apart.result.measures!.qini - together.result.measures!.qini)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 4 },
    );
  });

  test('whom the mail moves ranks first, by about as much as was planted', async () => {
    const people = campaign(12_000, 0.3);
    const settings = { ...roles, learner, trees: 20, depth: 2, leastPersons: 100, splits: 2 };
    const parties = fourParties(people);
    const { model, result } = await run({ people: 12_000, settings }, parties);
    const scores = await scorePeople(model!, people);
    expect(scores.rankedBy).toBe('uplift');
    const uplift = numbersOf(scores, 'uplift');
    const spent = people.columns.get('spent')!;
    const meanOf = (isMoved: boolean): number => {
      const own = uplift.filter((_, at) => {
        const fromMiddle = Math.abs(spent[at]! - 50);
        return isMoved ? fromMiddle < 15 : fromMiddle > 25;
      });
      return own.reduce((sum, each) => sum + each, 0) / own.length;
    };
    // Standard error of an effect among 3,000 persons: about .015.
    expect(Math.abs(meanOf(true) - 0.3)).toBeLessThan(0.1);
    expect(meanOf(false)).toBeLessThan(0.12);
    expect(result.arms.treated.persons + result.arms.control.persons).toBeCloseTo(12_000, 6);
    expect(result.effect).toBeGreaterThan(0.05);
    expect(result.measures!.splits).toBe(2);
    expect(result.measures!.qini).toBeGreaterThan(0.1);
    expect(result.measures!.tenths[0]! - result.measures!.tenths[9]!).toBeGreaterThan(0.15);
    // What moved a person away from the average adds up to the difference of two persons' effects, or of their log-odds.
    const sums = [0, 1].map((person) =>
      [...scores.contributions.values()].reduce((sum, values) => sum + values[person]!, 0),
    );
    const logOdds = (chance: number): number => Math.log(chance / (1 - chance));
    const scale = (person: number): number =>
      learner === 'x'
        ? uplift[person]!
        : logOdds(numbersOf(scores, 'if_treated')[person]!) -
          logOdds(numbersOf(scores, 'if_untreated')[person]!);
    expect(sums[0]! - sums[1]!).toBeCloseTo(scale(0) - scale(1), 9);
    expect(modelFiles(model!).map(({ name }) => name)).toHaveLength(learner === 'x' ? 8 : 4);
  });
});

test('a study without an arm ends with why, after the bins', async () => {
  const people = campaign(100, 0);
  const untreated = {
    ...people,
    columns: new Map([...people.columns, ['mailed', new Float64Array(people.columns.get('mailed')!.length)]]),
  };
  const { model, result } = await run({}, fourParties(untreated));
  expect(model).toBeUndefined();
  expect(result.ending).toMatchObject({ code: 'nobody-treated', treated: 'mailed', among: 'all' });
  expect(result.ending!.message).toMatch(/nobody was treated.*look at "mailed"/);
});

test.each([
  [{ ...roles, treated: 'spent' }, /treated names "spent", which is no yes-or-no feature/],
  [{ treated: 'visit', outcome: 'visit' }, /different columns/],
  [{ ...roles, learner: 's' }, /learner/],
])('settings %j are refused before anything is summed', (settings, message) => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'uplift-trees', mode: 'none', features, people: 200, settings },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});
