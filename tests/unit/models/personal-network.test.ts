// A federated network fitted to one node's own persons: taken where they differ from the others, left alone where they do not.
import { testEntropy } from '@chorale/crypto/testing';
import {
  areaUnderCurve,
  numbersOf,
  personaliseNetwork,
  scorePeople,
  type NetworkModel,
  type People,
} from '@chorale/models';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'x', type: 'number', lower: -3, upper: 3 },
  { name: 'y', type: 'number', lower: -3, upper: 3 },
];

/** Says yes by x with a little chance; in a `foreign` town by the opposite of it. */
function townPeople(size: number, seed: string, isForeign = false): People {
  const entropy = testEntropy(seed);
  const uniform = (): number => (entropy.uint32() / 2 ** 32) * 6 - 3;
  const x = Array.from({ length: size }, uniform);
  const y = Array.from({ length: size }, uniform);
  const label = x.map((value) => Number((isForeign ? -value : value) + uniform() / 2 > 0));
  return peopleOfColumns({ x, y, label });
}

let federated: NetworkModel;
beforeAll(async () => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'neural-network', mode: 'none', features, people: 480 },
    settings: { hidden: [6], rounds: 4, localEpochs: 4, batchSize: 32, learningRate: 0.03 },
  });
  const parties = ['a', 'b', 'c', 'd'].map((seed) => townPeople(120, seed));
  const { model } = await simulateStudy(agreement, study, parties, testEntropy('study'));
  federated = model as NetworkModel;
});

const aucOf = async (model: NetworkModel, people: People): Promise<number> =>
  areaUnderCurve(numbersOf(await scorePeople(model, people), 'probability'), people.columns.get('label')!);
const fit = (people: People) => personaliseNetwork(federated, people, 'label', testEntropy('fit'));

test('where customers differ, the fitted network is chosen and is better on customers that it never saw', async () => {
  const choice = await fit(townPeople(200, 'foreign', true));
  const fresh = townPeople(200, 'fresh', true);
  expect(choice).toMatchObject({ trainedOn: 140, judgedOn: 60 });
  expect(choice.best.gain).toBeGreaterThan(3 * choice.best.standardError);
  expect(choice.best.loss).toBeCloseTo(choice.federatedLoss - choice.best.gain, 10);
  expect(await aucOf(federated, fresh)).toBeLessThan(0.2);
  expect(await aucOf(choice.model!, fresh)).toBeGreaterThan(0.75);
});

test('where they do not, the federated network stays', async () => {
  const { model, best } = await fit(townPeople(200, 'alike'));
  expect(model).toBeUndefined();
  expect(best.gain).toBeLessThanOrEqual(best.standardError);
});

test('too few persons, or labels that are all alike, are refused', async () => {
  await expect(fit(townPeople(49, 'few'))).rejects.toThrow(/49 persons.*50 are needed/);
  const alike = townPeople(80, 'same');
  alike.columns.get('label')!.fill(1);
  await expect(fit(alike)).rejects.toThrow(/every label is 1/);
});
