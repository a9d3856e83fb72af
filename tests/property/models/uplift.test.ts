import { testEntropy } from '@chorale/crypto/testing';
import { numbersOf, planStudy, scorePeople, selectPeople, type People } from '@chorale/models';
import fc from 'fast-check';
import { effectBetween, qiniOf } from '../../../models/src/computations/uplift/qini.ts';
import {
  hillstromPersons,
  hillstromUpliftFeatures,
  hillstromUpliftPeople,
  isTestedIn,
} from '../../support/hillstrom.ts';
import { agreementAndStudy, fourParties, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { qiniOfPersons } from '../../support/qini.ts';
import { testWithData } from '../../support/reference-data.ts';
import { simulateStudy } from '../../support/simulate-study.ts';
import { roles, upliftStudy } from '../../support/uplift-study.ts';

const features = [
  { name: 'mailed', type: 'binary' },
  { name: 'visit', type: 'binary' },
  { name: 'spent', type: 'number', lower: 0, upper: 100 },
  { name: 'member', type: 'binary' },
];

const run = (terms: Partial<TermsInBrief>, parties: readonly People[]) =>
  upliftStudy('uplift', { mode: 'none', features, people: 100, settings: roles, ...terms }, parties);

const drawn = testEntropy('whom the mail moves');
const uniform = (): number => drawn.uint32() / 2 ** 32;

/** Half of all are mailed; mail moves members alone, by `lift`, and who spent more visits more, mailed or not. */
function campaign(size: number, lift: number): People {
  const mailed = Array.from({ length: size }, () => (uniform() < 0.5 ? 1 : 0));
  const member = Array.from({ length: size }, () => (uniform() < 0.5 ? 1 : 0));
  const spent = Array.from({ length: size }, () => 100 * uniform());
  const visit = spent.map((value, person) =>
    uniform() < 0.1 + 0.004 * value + lift * mailed[person]! * member[person]! ? 1 : 0,
  );
  return peopleOfColumns({ mailed, visit, spent, member });
}

describe.each(['t', 'x'])('learner %s', (learner) => {
  test('whatever the split into parties, model and Qini are those of all persons together', async () => {
    const people = campaign(100, 0.3);
    const settings = { ...roles, learner, splits: 3 };
    const together = await run(
      { settings },
      fourParties(people, () => 0),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 100, maxLength: 100 }),
        async (partyOf) => {
          const { model, result } = await run(
            { settings },
            fourParties(people, (each) => partyOf[each]!),
          );
          for (const part of ['control', 'treated', 'effect'] as const)
            model![part]?.forEach((value, at) =>
              expect(Math.abs(value - together.model![part]![at]!)).toBeLessThan(1e-7),
            );
          expect(Math.abs(result.effect - together.result.effect)).toBeLessThan(1e-9);
          // A person on the edge of a bin may fall to its other side.
          expect(Math.abs(result.measures!.qini - together.result.measures!.qini)).toBeLessThan(0.02);
        },
      ),
      { numRuns: 10 },
    );
  });

  test('whom the mail moves ranks first; by how much, on either side, is what was planted', async () => {
    const people = campaign(20_000, 0.25);
    const settings = { ...roles, learner };
    const parties = fourParties(people);
    const { model, result } = await run({ people: 20_000, settings }, parties);
    const { outputs, rankedBy } = await scorePeople(model!, people);
    expect(rankedBy).toBe('uplift');
    expect([...outputs.keys()]).toEqual(['uplift', 'if_treated', 'if_untreated']);
    const member = people.columns.get('member')!;
    const scores = outputs.get('uplift') as Float64Array;
    const meanOf = (of: number): number => {
      const own = scores.filter((_, person) => member[person] === of);
      return own.reduce((total, value) => total + value, 0) / own.length;
    };
    // Standard error of an effect among 10,000 persons: about .01.
    expect(Math.abs(meanOf(1) - 0.25)).toBeLessThan(0.04);
    expect(Math.abs(meanOf(0))).toBeLessThan(0.04);
    const { qini, qiniStandardDeviation, tenths, splits } = result.measures!;
    expect(splits).toBe(20);
    expect(qini).toBeGreaterThan(0.1);
    expect(qiniStandardDeviation).toBeLessThan(qini);
    expect(tenths[0]! - tenths[9]!).toBeGreaterThan(0.15);
  });
});

test("each arm's regression is the one that logistic regression makes of that arm alone", async () => {
  const people = campaign(400, 0.3);
  const covariates = features.filter(({ name }) => name === 'spent' || name === 'member');
  // All but free of a penalty, which would depend on the unit that columns are scaled to.
  const settings = { ...roles, splits: 0, c: 1e9 };
  const { model } = await run({ people: 400, settings }, fourParties(people));
  const mailed = people.columns.get('mailed')!;
  for (const [arm, output] of ['if_untreated', 'if_treated'].entries()) {
    const own = selectPeople(
      people,
      [...mailed.keys()].filter((person) => mailed[person] === arm),
    );
    const labelled = { ...own, columns: new Map(own.columns).set('label', own.columns.get('visit')!) };
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'logistic-regression', mode: 'none', features: covariates, people: 400 },
      settings: { c: 1e9 },
    });
    const parties = fourParties(labelled);
    const alone = await simulateStudy(agreement, study, parties, testEntropy('alone'));
    const expected = numbersOf(await scorePeople(alone.model!, own), 'probability');
    const found = numbersOf(await scorePeople(model!, own), output);
    found.forEach((value, person) => expect(Math.abs(value - expected[person]!)).toBeLessThan(1e-6));
  }
});

test('without an effect Qini is 0 within its deviation', async () => {
  const people = campaign(8000, 0);
  const { result } = await run({ people: 8000 }, fourParties(people));
  const { qini, qiniStandardDeviation } = result.measures!;
  expect(Math.abs(qini)).toBeLessThan(3 * qiniStandardDeviation!);
});

test('one split has no deviation, and none of 0 either, by which any Qini would look sure', async () => {
  const people = campaign(2000, 0);
  const { result } = await run({ people: 2000, settings: { ...roles, splits: 1 } }, fourParties(people));
  expect(result.measures).toMatchObject({ splits: 1, qiniStandardDeviation: null });
});

const tested = fc.record({
  score: fc.integer({ min: 0, max: 9 }),
  treated: fc.integer({ min: 0, max: 1 }),
  outcome: fc.integer({ min: 0, max: 1 }),
});

test('Qini of counts by score is Qini of the persons, ties and all', () => {
  fc.assert(
    fc.property(fc.array(tested, { minLength: 4, maxLength: 200 }), (persons) => {
      const binsOf = (arm: number) => {
        const [count, outcomes] = [new Float64Array(10), new Float64Array(10)];
        for (const { score, outcome } of persons.filter(({ treated }) => treated === arm)) {
          count[score]! += 1;
          outcomes[score]! += outcome;
        }
        return { persons: count, outcomes };
      };
      const found = qiniOf(binsOf(0), binsOf(1));
      fc.pre(new Set(persons.map(({ treated }) => treated)).size === 2);
      const expected = qiniOfPersons(persons);
      // Where no ranking is better than another there is nothing to divide by.
      if (found === null) expect(Number.isFinite(expected)).toBe(false);
      else expect(Math.abs(found - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
    }),
  );
});

test('the effect among a share of the ranking is that of its persons', () => {
  const control = { persons: Float64Array.of(10, 10), outcomes: Float64Array.of(2, 4) };
  const treated = { persons: Float64Array.of(10, 10), outcomes: Float64Array.of(2, 9) };
  expect(effectBetween(control, treated, 0, 0.5)).toBeCloseTo(0.5, 12);
  expect(effectBetween(control, treated, 0.5, 1)).toBeCloseTo(0, 12);
  expect(effectBetween(control, treated, 0, 1)).toBeCloseTo(0.25, 12);
  expect(
    effectBetween({ persons: new Float64Array(2), outcomes: new Float64Array(2) }, treated, 0, 1),
  ).toBeNull();
});

test('with noise both arms cost what one does, and whom the mail moves still ranks first', async () => {
  const people = campaign(40_000, 0.3);
  const terms = { people: 40_000, mode: 'pooled' as const, epsilon: 2, delta: 1e-6 };
  const parties = fourParties(people);
  const { model, result } = await run({ ...terms, settings: { ...roles, splits: 1 } }, parties);
  const scores = numbersOf(await scorePeople(model!, people), 'uplift');
  const member = people.columns.get('member')!;
  const moved = scores.filter((_, person) => member[person] === 1);
  const others = scores.filter((_, person) => member[person] === 0);
  expect(Math.min(...moved)).toBeGreaterThan(Math.max(...others));
  expect(Math.abs(result.effect - 0.15)).toBeLessThan(0.05);
  expect(result.measures!.qini).toBeGreaterThan(0.05);
});

describe('bad input', () => {
  test.each([0, 1])('where everybody is in arm %d the study ends with why, and no model', async (arm) => {
    const people = campaign(100, 0.3);
    people.columns.get('mailed')!.fill(arm);
    const { model, result } = await run({}, fourParties(people));
    expect(model).toBeUndefined();
    expect(result.ending).toMatchObject({
      ...{ code: arm === 1 ? 'nobody-untreated' : 'nobody-treated', treated: 'mailed', among: 'all' },
    });
    expect(result.ending!.message).toContain(`nobody was ${arm === 1 ? 'left untreated' : 'treated'}:`);
    expect(result.ending!.message).toContain('"mailed"');
    expect(result.measures).toBeNull();
  });

  test('columns with one value for everybody are named, and weigh nothing', async () => {
    const people = campaign(400, 0.3);
    people.columns.get('member')!.fill(1);
    people.columns.get('spent')!.fill(50);
    const { result } = await run({ people: 400 }, fourParties(people));
    expect(result.constant).toEqual(['spent', 'member']);
    expect(result.columns.find(({ column }) => column === 'spent')!.treated).toBeCloseTo(0, 9);
  });

  test.each([
    [{ treated: 'spent', outcome: 'visit' }, 'settings.treated names "spent", which is no yes-or-no feature'],
    [{ treated: 'mailed', outcome: 'nothing' }, 'settings.outcome names "nothing"'],
    [{ treated: 'mailed', outcome: 'mailed' }, 'different columns'],
  ])('settings %j are refused: %s', (wrong, message) => {
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'uplift', mode: 'none', features, people: 100, settings: wrong },
    });
    expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
  });

  test.each([
    [{ settings: { ...roles, learner: 'x' } }, 'needs mode none; take t'],
    [{ features: features.slice(0, 2) }, 'nothing is left to tell persons apart'],
    [
      { settings: { treated: 'mailed' }, label: { type: 'number', lower: 0, upper: 9 } },
      'the label "label" is a number',
    ],
  ])('%j is refused: %s', (terms, message) => {
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'uplift', mode: 'pooled' as const, features, people: 100, settings: roles },
      ...terms,
    });
    expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
  });
});

testWithData(
  "Hillstrom: over 20 splits Qini of the women's mail is at least .059, by persons and as the study itself counts it",
  'hillstrom/hillstrom_women_control.csv.gz',
  async (file) => {
    const persons = hillstromPersons(file);
    const zips = ['Rural', 'Surburban', 'Urban'];
    const terms = { features: hillstromUpliftFeatures, people: persons.length, kMin: 3 };
    const byPersons: number[] = [];
    for (let split = 0; split < 20; split += 1) {
      const learned = persons.filter((_, row) => !isTestedIn(split, row));
      const held = persons.filter((_, row) => isTestedIn(split, row));
      const { model } = await run(
        { ...terms, settings: { ...roles, splits: 0 } },
        zips.map((zip) => hillstromUpliftPeople(learned.filter((each) => each.zip === zip))),
      );
      const scores = numbersOf(await scorePeople(model!, hillstromUpliftPeople(held)), 'uplift');
      byPersons.push(
        qiniOfPersons(
          held.map(({ values }, person) => ({
            ...{ score: scores[person]!, treated: values['mailed']!, outcome: values['visit']! },
          })),
        ),
      );
    }
    const mean = byPersons.reduce((total, value) => total + value, 0) / byPersons.length;
    expect(mean).toBeGreaterThanOrEqual(0.059);
    const { result } = await run(
      { ...terms, settings: roles },
      zips.map((zip) => hillstromUpliftPeople(persons.filter((each) => each.zip === zip))),
    );
    expect(result.effect).toBeCloseTo(0.04523, 5);
    // Other halves of the same persons: a mean over 20 of deviation .01.
    expect(Math.abs(result.measures!.qini - mean)).toBeLessThan(0.01);
    expect(result.measures!.effectAt30).toBeGreaterThan(0.06);
  },
);
