import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  planStudy,
  type ReadableColumn,
  type ReadableStatistics,
  type StatisticsState,
} from '@chorale/models';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'age', type: 'number', lower: 0, upper: 100 },
  { name: 'member', type: 'binary' },
];
const terms: TermsInBrief = { computation: 'statistics', mode: 'none', features, people: 6, kMin: 3 };
const parties = [
  peopleOfColumns({ age: [10, 20, 100], member: [1, 0, 1], label: [1, 1, 0] }),
  peopleOfColumns({ age: [-5, 40], member: [0, 0], label: [0, 1] }),
  peopleOfColumns({ age: [], member: [], label: [] }),
];

test('count, mean, variance and histogram in one round; values outside count as the bound', async () => {
  const { agreement, study } = agreementAndStudy({ ...terms, settings: { bins: 4 } });
  const { state, rounds } = await simulateStudy(agreement, study, parties, testEntropy('statistics'));
  const { result } = state as StatisticsState;
  expect(rounds).toBe(1);
  expect(result!.count).toBeCloseTo(5, 9);
  const [age, member, label] = result!.columns;
  expect(age).toMatchObject({ name: 'age', lower: 0, upper: 100 });
  expect(age!.mean).toBeCloseTo(34, 8);
  expect(age!.variance).toBeCloseTo((24 ** 2 + 14 ** 2 + 66 ** 2 + 34 ** 2 + 6 ** 2) / 5, 5);
  expect([...age!.histogram!].map((count) => Math.round(count * 1e6) / 1e6)).toEqual([3, 1, 0, 1]);
  expect(member!.mean).toBeCloseTo(0.4, 9);
  expect(member!.histogram).toBeNull();
  expect(label).toMatchObject({ name: 'label' });
  expect(label!.mean).toBeCloseTo(0.6, 9);
});

test('a value at the edge of a bin belongs to the bin that begins there', async () => {
  const { agreement, study } = agreementAndStudy({
    ...terms,
    features: [{ name: 'age', type: 'number', lower: 0, upper: 10 }],
  });
  const ages = Array.from({ length: 11 }, (_, age) => age);
  const everyAge = peopleOfColumns({ age: ages, label: ages.map(() => 1) });
  const nobody = peopleOfColumns({ age: [], label: [] });
  const { state } = await simulateStudy(agreement, study, [everyAge, nobody, nobody], testEntropy('edges'));
  const [age] = (state as StatisticsState).result!.columns;
  expect([...age!.histogram!].map((count) => Math.round(count * 1e6) / 1e6)).toEqual([
    ...new Array<number>(9).fill(1),
    2,
  ]);
});

test('people read the result in units of the dictionary', async () => {
  const { agreement, study } = agreementAndStudy({
    ...terms,
    features: [
      { name: 'spent', type: 'number', unit: 'EUR', lower: 0, upper: 99, transform: 'log1p' },
      { name: 'tier', type: 'category', categories: ['gold'] },
    ],
    settings: { bins: 2 },
  });
  const spenders = peopleOfColumns({
    spent: [1, 8, 9].map(Math.log1p),
    'tier=gold': [1, 0, 0],
    'tier=other': [0, 1, 1],
    label: [1, 1, 0],
  });
  const nobody = peopleOfColumns({ spent: [], 'tier=gold': [], 'tier=other': [], label: [] });
  const { state } = await simulateStudy(agreement, study, [spenders, nobody, nobody], testEntropy('read'));
  const computation = computationByName('statistics');
  const plan = planStudy(agreement, study, { nodes: 3 });
  expect(
    computation.result!(computation.start(plan.context, plan.noise), agreement.dictionary),
  ).toBeUndefined();
  const readable = computation.result!(state, agreement.dictionary) as {
    persons: number;
    columns: ReadableColumn[];
  };
  expect(JSON.parse(JSON.stringify(readable))).toEqual(readable);
  expect(readable.persons).toBeCloseTo(3, 9);
  const [spent, gold] = readable.columns;
  expect(spent).toMatchObject({ name: 'spent', of: 'ln(1 + EUR)', histogram: { unit: 'EUR' } });
  expect(spent!.mean).toBeCloseTo(Math.log(2 * 9 * 10) / 3, 8);
  // ln 100 halved is ln 10: nine EUR.
  [0, 9, 99].forEach((edge, bin) => expect(spent!.histogram!.edges[bin]).toBeCloseTo(edge, 9));
  expect(spent!.histogram!.persons.map(Math.round).reduce((a, b) => a + b)).toBe(3);
  expect(gold).toMatchObject({ name: 'tier=gold', of: 'share of persons', histogram: null });
  expect(gold!.mean).toBeCloseTo(1 / 3, 8);
});

test('a number without a unit is told as a value, and its bins have none', async () => {
  const { agreement, study } = agreementAndStudy(terms);
  const { state } = await simulateStudy(agreement, study, parties, testEntropy('no unit'));
  const readable = computationByName('statistics').result!(state, agreement.dictionary) as ReadableStatistics;
  expect(readable.columns[0]).toMatchObject({ name: 'age', of: 'value', histogram: { unit: '' } });
});

test('with noise the truth is met as far as the noise allows', async () => {
  const size = 20_000;
  const ages = Array.from({ length: size }, (_, person) => (person % 81) + 10);
  const many = peopleOfColumns({ age: ages, member: ages.map((age) => age % 2), label: ages.map(() => 1) });
  const { agreement, study } = agreementAndStudy({
    ...terms,
    mode: 'pooled',
    people: 4 * size,
    epsilon: 1,
    kMin: 4,
  });
  const { state } = await simulateStudy(agreement, study, [many, many, many, many], testEntropy('noise'));
  const { result } = state as StatisticsState;
  expect(Math.abs(result!.count / (4 * size) - 1)).toBeLessThan(0.01);
  expect(Math.abs(result!.columns[0]!.mean - 50)).toBeLessThan(0.5);
  expect(result!.count).not.toBe(4 * size);
});

test('a histogram of what is no number is refused', () => {
  const { agreement, study } = agreementAndStudy({ ...terms, settings: { histograms: ['member'] } });
  expect(() => planStudy(agreement, study, { nodes: 3 })).toThrow(/"member" is no number/);
});
