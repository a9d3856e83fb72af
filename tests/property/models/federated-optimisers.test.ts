// Averaging over any split of the persons is central training where nodes take one step on all their rows: for FedAvg and for
// everything that starts from its mean.
import { testEntropy } from '@chorale/crypto/testing';
import { selectPeople, stateHash, type NetworkModel, type People } from '@chorale/models';
import fc from 'fast-check';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'x', type: 'number', lower: -3, upper: 3 },
  { name: 'y', type: 'number', lower: -3, upper: 3 },
];
const PERSONS = 24;
const entropy = testEntropy('persons');
const uniform = (): number => (entropy.uint32() / 2 ** 32) * 6 - 3;
const x = Array.from({ length: PERSONS }, uniform);
const y = Array.from({ length: PERSONS }, uniform);
const everybody = peopleOfColumns({ x, y, label: x.map((value, at) => (value * y[at]! > 0 ? 1 : 0)) });
const people = (chosen: readonly number[]): People => selectPeople(everybody, chosen);

async function weightsOf(parties: readonly People[], optimiser: object): Promise<Float64Array> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'neural-network', mode: 'none', features, people: PERSONS, kMin: parties.length },
    settings: {
      ...{ hidden: [3], rounds: 3, batchSize: 100, localOptimiser: 'sgd', learningRate: 0.3, clipNorm: 1 },
      optimiser,
    },
  });
  const { model } = await simulateStudy(agreement, study, parties, testEntropy('study'));
  return Float64Array.from((model as NetworkModel).tensors.flatMap(({ values }) => [...values]));
}

/** How far rounding of float32 steps and of the sum's grid may move a weight. */
const closeness: Record<string, number> = { fedavg: 1e-5, fedprox: 1e-5, scaffold: 2e-5 };

test.each([
  ...[{ name: 'fedavg' }, { name: 'fedprox', mu: 1 }, { name: 'scaffold' }],
  ...['fedadam', 'fedyogi', 'fedadagrad'].map((name) => ({ name, tau: 0.1 })),
])('$name: any split of the persons gives the central weights', async (optimiser) => {
  const central = await weightsOf([people([...Array(PERSONS).keys()]), people([]), people([])], optimiser);
  const owners = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: PERSONS, maxLength: PERSONS });
  await fc.assert(
    fc.asyncProperty(owners, async (owner) => {
      const parties = [0, 1, 2].map((party) =>
        people([...owner.keys()].filter((person) => owner[person] === party)),
      );
      const weights = await weightsOf(parties, optimiser);
      weights.forEach((weight, at) => {
        expect(Math.abs(weight - central[at]!)).toBeLessThan(closeness[optimiser.name] ?? 1e-4);
      });
    }),
    { numRuns: 2 },
  );
});

test('the same sums give the same state, bit for bit', async () => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'neural-network', mode: 'none', features, people: PERSONS },
    settings: { hidden: [3], rounds: 2, optimiser: { name: 'fedyogi' } },
  });
  const parties = [0, 1, 2, 3].map((party) => people([...Array(6).keys()].map((at) => 6 * party + at)));
  const run = async (): Promise<string> =>
    stateHash((await simulateStudy(agreement, study, parties, testEntropy('same'))).state);
  expect(await run()).toBe(await run());
});
