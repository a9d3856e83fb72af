// What moved a linear model's value: the Shapley values of the game in which a column that sits out takes its values of all rows,
// whatever the split.
import { testEntropy } from '@chorale/crypto/testing';
import { scorePeople, type LinearModel, type LogisticModel, type People } from '@chorale/models';
import fc from 'fast-check';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'visits', type: 'number', lower: 0, upper: 20 },
  { name: 'age', type: 'number', lower: 0, upper: 100 },
  { name: 'member', type: 'binary' },
] as const;
const COLUMNS = features.map(({ name }) => name);
type Row = readonly [visits: number, age: number, member: number, luck: number];
const rows = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 18, max: 90 }),
    fc.integer({ min: 0, max: 1 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ) satisfies fc.Arbitrary<Row>,
  { minLength: 24, maxLength: 40 },
);

const spent = ([visits, age, member, luck]: Row): number =>
  10 + 3 * visits - age / 10 + 8 * member + 5 * luck;
const orders = ([visits, , member, luck]: Row): number => Math.round(visits / 4 + 2 * member + luck);
const returns = ([visits, , member, luck]: Row): number => Number(visits / 20 + member / 3 + luck > 1);

const peopleOf = (some: readonly Row[], labelOf: (row: Row) => number): People =>
  peopleOfColumns({
    ...Object.fromEntries(COLUMNS.map((name, column) => [name, some.map((row) => row[column]!)])),
    label: some.map(labelOf),
  });

/** Each column's mean gain over all orders in which columns come in, by the scale that the model adds up on. */
async function shapley(
  scoresOf: (people: People) => Promise<Float64Array>,
  person: Row,
  background: readonly Row[],
): Promise<number[]> {
  const subsets = 2 ** COLUMNS.length;
  const value: number[] = [];
  for (let subset = 0; subset < subsets; subset += 1) {
    const mixed = background.map(
      (row) => row.map((own, column) => ((subset >> column) & 1 ? person[column]! : own)) as unknown as Row,
    );
    const scores = await scoresOf(peopleOf(mixed, () => 0));
    value.push(scores.reduce((sum, each) => sum + each, 0) / background.length);
  }
  // Of three columns: weight 1/3 with none or both others in, 1/6 with one of them.
  return COLUMNS.map((_, column) =>
    value.reduce((sum, without, subset) => {
      if ((subset >> column) & 1) return sum;
      const others = COLUMNS.filter((__, other) => (subset >> other) & 1).length;
      return sum + (value[subset | (1 << column)]! - without) / (others === 1 ? 6 : 3);
    }, 0),
  );
}

const logOdds = (probability: number): number => Math.log(probability / (1 - probability));
const number = { type: 'number', lower: 0, upper: 100 };
/** So wide that no value is held to it: reasons are those of the sum. */
const wide = { type: 'number', lower: -500, upper: 500 };

test.each([
  ['linear-regression', spent, { label: wide }, (value: number) => value],
  ['generalised-linear', orders, { label: number, settings: { family: 'poisson' } }, Math.log],
  ['logistic-regression', returns, {}, logOdds],
] as const)('%s', async (computation, labelOf, more: Partial<TermsInBrief>, scaleOf) => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), async (some, partyOf) => {
      fc.pre(new Set(some.map(labelOf)).size > 1);
      const { agreement, study } = agreementAndStudy({
        ...{ features, computation, mode: 'none', people: 40, ...more },
      });
      const parties = [0, 1, 2, 3].map((party) =>
        peopleOf(
          some.filter((_, at) => partyOf[at] === party),
          labelOf,
        ),
      );
      const end = await simulateStudy(agreement, study, parties, testEntropy('reasons'));
      const model = end.model as LinearModel | LogisticModel;
      const scoresOf = async (people: People): Promise<Float64Array> => {
        const { outputs, rankedBy } = await scorePeople(model, people);
        return (outputs.get(rankedBy!) as Float64Array).map(scaleOf);
      };
      const { contributions } = await scorePeople(model, peopleOf(some, labelOf));
      const expected = await shapley(scoresOf, some[0]!, some);
      COLUMNS.forEach((name, column) =>
        expect(contributions.get(name)![0]).toBeCloseTo(expected[column]!, 6),
      );
    }),
    { numRuns: 10 },
  );
});
