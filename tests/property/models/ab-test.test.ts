import { testEntropy } from '@chorale/crypto/testing';
import { computationByName, planStudy, type AbResult, type People } from '@chorale/models';
import fc from 'fast-check';
import { hillstromFeatures, hillstromPeople, hillstromPersons } from '../../support/hillstrom.ts';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { testWithData } from '../../support/reference-data.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'mailed', type: 'binary' },
  { name: 'bought', type: 'binary' },
  { name: 'spend', type: 'number', lower: 0, upper: 200 },
  { name: 'before', type: 'number', lower: 0, upper: 200 },
];
const settings = { treated: 'mailed', outcomes: ['bought', 'spend'], covariate: 'before' };

async function run(terms: Omit<TermsInBrief, 'computation'>, parties: readonly People[]): Promise<AbResult> {
  const { agreement, study } = agreementAndStudy({ computation: 'ab-test', ...terms });
  const { state } = await simulateStudy(agreement, study, parties, testEntropy('ab-test'));
  return computationByName('ab-test').result!(state, agreement.dictionary) as AbResult;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1);
};
/** Difference of means and its standard error by Welch, from the persons themselves. */
function welch(treated: readonly number[], control: readonly number[]): { effect: number; error: number } {
  const error = Math.sqrt(variance(treated) / treated.length + variance(control) / control.length);
  return { effect: mean(treated) - mean(control), error };
}

const person = fc.record({
  mailed: fc.integer({ min: 0, max: 1 }),
  bought: fc.integer({ min: 0, max: 1 }),
  spend: fc.double({ min: 0, max: 200, noNaN: true }),
  before: fc.double({ min: 0, max: 200, noNaN: true }),
  party: fc.integer({ min: 0, max: 3 }),
});
type Person = typeof person extends fc.Arbitrary<infer Type> ? Type : never;

function peopleOf(persons: readonly Person[]): People {
  const column = (name: 'mailed' | 'bought' | 'spend' | 'before'): number[] =>
    persons.map((each) => each[name]);
  return peopleOfColumns({
    ...{ mailed: column('mailed'), bought: column('bought') },
    ...{ spend: column('spend'), before: column('before') },
  });
}

test('whatever the split, effects and intervals are those of all persons together, to 1e-9', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 12, maxLength: 60 }), async (persons) => {
      const arm = (mailed: number): Person[] => persons.filter((each) => each.mailed === mailed);
      fc.pre(arm(0).length > 2 && arm(1).length > 2);
      const parties = [0, 1, 2, 3].map((party) => peopleOf(persons.filter((each) => each.party === party)));
      const { outcomes, persons: counted } = await run(
        { mode: 'none', features, people: 60, settings },
        parties,
      );
      expect(counted.treated).toBeCloseTo(arm(1).length, 9);
      for (const name of ['bought', 'spend'] as const) {
        const found = outcomes.find(({ outcome }) => outcome === name)!;
        const values = (mailed: number): number[] => arm(mailed).map((each) => each[name]);
        const central = welch(values(1), values(0));
        // An arm that is all but constant has no deviation to nine digits: variances come from sums of squares.
        if (central.error < 0.001) continue;
        expect(Math.abs(found.effect - central.effect)).toBeLessThan(1e-9 * 200);
        expect(Math.abs(found.standardError - central.error)).toBeLessThan(1e-6);
        expect(found.interval.upper - found.interval.lower).toBeCloseTo(
          2 * 1.959963984540054 * central.error,
          5,
        );
      }
    }),
    { numRuns: 40 },
  );
});

const drawn = testEntropy('drawn');
const uniform = (): number => drawn.uint32() / 2 ** 32;

/** Spend follows what was spent before; mail adds `lift`. */
function campaign(size: number, lift: number, share = 0.5): Person[] {
  return Array.from({ length: size }, (_, index) => {
    const mailed = uniform() < share ? 1 : 0;
    const before = 100 * uniform();
    return {
      ...{ mailed, before, party: index % 4 },
      bought: uniform() < 0.2 + 0.1 * mailed ? 1 : 0,
      spend: 20 + 0.8 * before + lift * mailed + 10 * uniform(),
    };
  });
}
const byParty = (persons: readonly Person[]): People[] =>
  [0, 1, 2, 3].map((party) => peopleOf(persons.filter((each) => each.party === party)));

test('what was known before takes out most of the variance, and leaves the effect', async () => {
  const { outcomes } = await run(
    { mode: 'none', features, people: 4000, settings },
    byParty(campaign(4000, 3)),
  );
  const { adjusted, standardError } = outcomes[1]!;
  expect(adjusted!.varianceLeft).toBeLessThan(0.05);
  expect(adjusted!.standardError).toBeLessThan(0.3 * standardError);
  expect(Math.abs(adjusted!.effect - 3)).toBeLessThan(4 * adjusted!.standardError);
});

test('arms that are not as large as the lot makes them are called a mismatch', async () => {
  const fair = await run({ mode: 'none', features, people: 2000, settings }, byParty(campaign(2000, 0)));
  const skewed = await run(
    { mode: 'none', features, people: 2000, settings },
    byParty(campaign(2000, 0, 0.58)),
  );
  expect(fair.sampleRatio.isMismatch).toBe(false);
  expect(skewed.sampleRatio.isMismatch).toBe(true);
});

test('at ten looks the anytime interval keeps its promise where the plain one does not', async () => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'ab-test', mode: 'none', features, people: 1000 },
    settings: { ...settings, outcomes: ['spend'] },
  });
  const { context, noise } = planStudy(agreement, study, { nodes: 4 });
  const computation = computationByName('ab-test');
  const state = computation.start(context, noise);
  const { blocks, clipNormL2 } = computation.layout(state);
  const effectsOf = async (persons: readonly Person[]): Promise<AbResult['outcomes'][number]> => {
    const vector = await computation.contribute(state, peopleOf(persons), clipNormL2, drawn);
    let at = 0;
    const sum = new Map(blocks.map(({ name, length }) => [name, vector.slice(at, (at += length))]));
    return (computation.result!(computation.update(state, sum), agreement.dictionary) as AbResult)
      .outcomes[0]!;
  };
  const leaves = ({ lower, upper }: { lower: number; upper: number }): boolean => lower > 0 || upper < 0;
  let plain = 0;
  let anytime = 0;
  const trials = 200;
  for (let trial = 0; trial < trials; trial += 1) {
    const all = campaign(1000, 0);
    let [plainLeft, anytimeLeft] = [false, false];
    for (let look = 1; look <= 10; look += 1) {
      const effect = await effectsOf(all.slice(0, 100 * look));
      plainLeft ||= leaves(effect.interval);
      anytimeLeft ||= leaves(effect.anytime);
    }
    plain += plainLeft ? 1 : 0;
    anytime += anytimeLeft ? 1 : 0;
  }
  expect(plain / trials).toBeGreaterThan(0.1);
  expect(anytime / trials).toBeLessThan(0.1);
});

test('with noise the interval is as much wider as the noise, and holds the effect', async () => {
  const terms = { mode: 'pooled' as const, epsilon: 1, delta: 1e-5, features, people: 20_000, settings };
  const parties = byParty(campaign(20_000, 3));
  const exact = await run({ ...terms, mode: 'none' }, parties);
  const noised = await run(terms, parties);
  noised.outcomes.forEach(({ effect, standardError }, outcome) => {
    expect(standardError).toBeGreaterThan(exact.outcomes[outcome]!.standardError);
    expect(Math.abs(effect - exact.outcomes[outcome]!.effect)).toBeLessThan(4 * standardError);
  });
});

test.each([
  [{ treated: 'spend', outcomes: ['bought'] }, 'yes-or-no'],
  [{ treated: 'mailed', outcomes: ['nothing'] }, "among the study's features"],
  [{ treated: 'mailed', outcomes: ['mailed'] }, 'different features'],
])('settings %j are refused: %s', (wrong, message) => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'ab-test', mode: 'none', features, people: 100, settings: wrong },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});

testWithData(
  "Hillstrom: the women's mail brings .04523 more visits, to 1e-9 of the pooled data",
  'hillstrom/hillstrom_women_control.csv.gz',
  async (file) => {
    const persons = hillstromPersons(file);
    const parties = ['Rural', 'Surburban', 'Urban'].map((zip) =>
      hillstromPeople(persons.filter((each) => each.zip === zip)),
    );
    const { outcomes } = await run(
      {
        ...{ mode: 'none', features: hillstromFeatures, people: persons.length, kMin: 3 },
        settings: { treated: 'mailed', outcomes: ['visit', 'conversion', 'spend'], covariate: 'history' },
      },
      parties,
    );
    for (const [index, name] of ['visit', 'conversion', 'spend'].entries()) {
      const arm = (mailed: number): number[] =>
        persons.filter(({ values }) => values['mailed'] === mailed).map(({ values }) => values[name]!);
      const central = welch(arm(1), arm(0));
      expect(Math.abs(outcomes[index]!.effect - central.effect)).toBeLessThan(1e-9);
      expect(Math.abs(outcomes[index]!.standardError - central.error)).toBeLessThan(1e-9);
    }
    expect(outcomes[0]!.effect).toBeCloseTo(0.04523, 5);
    expect(outcomes[1]!.effect).toBeCloseTo(0.00311, 5);
    expect(outcomes[2]!.effect).toBeCloseTo(0.424, 3);
    expect(outcomes[0]!.standardError).toBeCloseTo(0.0032, 4);
  },
);
