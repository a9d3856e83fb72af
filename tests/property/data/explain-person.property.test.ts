// Contributions are the whole reason: start and contributions add up to the score, the start is everybody's, and scoring one person alone
// says the same.
import fc from 'fast-check';
import { testEntropy } from '@chorale/crypto/testing';
import { scorePeople, type People, type ReleasedModel } from '@chorale/models';
import { explainPerson } from '../../../client-node/src/score/explain-person.js';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.js';
import { simulateStudy } from '../../support/simulate-study.js';

const features = [
  { name: 'age', type: 'number', unit: 'years', description: 'age', lower: 0, upper: 100 },
  { name: 'spent', type: 'number', lower: 0, upper: 1000, transform: 'log1p' },
  { name: 'member', type: 'binary', description: 'has a card' },
];
const noise = (seed: number): number => {
  const value = Math.sin(seed * 12.9898) * 43758.5453;
  return value - Math.floor(value);
};
const parties = [0, 1, 2, 3].map((party) => {
  const ages = Array.from({ length: 60 }, (_, person) => Math.floor(100 * noise(1 + person + 100 * party)));
  const spent = ages.map((_, person) => Math.log1p(1000 * noise(0.5 + person + 100 * party)));
  const member = ages.map((_, person) => (noise(0.25 + person + 100 * party) < 0.4 ? 1 : 0));
  const label = ages.map((age, person) => (age / 100 + spent[person]! / 10 + member[person]! > 1.3 ? 1 : 0));
  return peopleOfColumns({ age: ages, spent, member, label });
});

async function modelOf(
  computation: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<{
  model: ReleasedModel;
  dictionary: ReturnType<typeof agreementAndStudy>['agreement']['dictionary'];
}> {
  const { agreement, study } = agreementAndStudy({ features, people: 240, mode: 'none', computation });
  const { model } = await simulateStudy(agreement, { ...study, settings }, parties, testEntropy(computation));
  return { model: model!, dictionary: agreement.dictionary };
}

const person = fc.record({
  age: fc.integer({ min: 0, max: 100 }),
  spent: fc.integer({ min: 0, max: 1000 }),
  member: fc.boolean(),
});
interface Person {
  readonly age: number;
  readonly spent: number;
  readonly member: boolean;
}
const peopleOf = (persons: readonly Person[]): People =>
  peopleOfColumns({
    age: persons.map(({ age }) => age),
    spent: persons.map(({ spent }) => Math.log1p(spent)),
    member: persons.map(({ member }) => (member ? 1 : 0)),
    label: persons.map(() => 0),
  });

test.each([
  ['logistic-regression', 'weights', {}],
  ['boosted-trees', 'shapley', { trees: 3, depth: 2, minChildWeight: 1 }],
])('%s', async (computation, method, settings) => {
  const { model, dictionary } = await modelOf(computation, settings);
  const starts: number[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 2, maxLength: 5 }), async (persons) => {
      const people = peopleOf(persons);
      const scores = await scorePeople(model, people, { random: testEntropy('score') });
      for (const [index, each] of persons.entries()) {
        const explained = explainPerson(model, dictionary, { people, scores, index });
        const alone = peopleOf([each]);
        const scoredAlone = await scorePeople(model, alone, { random: testEntropy('score') });
        const again = explainPerson(model, dictionary, { people: alone, scores: scoredAlone, index: 0 });
        expect(again.outputs['probability']).toBeCloseTo(Number(explained.outputs['probability']), 12);
        expect(explained).toMatchObject({ method, scale: 'log-odds', rows: 1 });
        const sum = explained.features.reduce(
          (total, { contribution }) => total + contribution!,
          explained.start!,
        );
        expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(Number(explained.outputs['probability']), 9);
        starts.push(explained.start!);
        const values = Object.fromEntries(explained.features.map(({ feature, value }) => [feature, value]));
        expect(values).toEqual({
          age: each.age,
          spent: expect.closeTo(each.spent, 6) as unknown,
          member: each.member,
        });
        const strengths = explained.features.map(({ contribution }) => Math.abs(contribution!));
        expect(strengths).toEqual(strengths.toSorted((one, other) => other - one));
      }
    }),
    { numRuns: 25 },
  );
  expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(1e-9);
});
