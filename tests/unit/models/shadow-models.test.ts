// The likelihood-ratio attack sees through a model that remembers its persons, better than its loss does; where noise hides them it
// is left to guess.
import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  measureMembership,
  measureMembershipByShadows,
  mostMembershipAuc,
  planStudy,
  type People,
  type ShadowAttack,
} from '@chorale/models';
import { drawsFrom } from '../../../models/src/forecast/draws.js';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const FEATURES = 40;
const features = Array.from({ length: FEATURES }, (_, index) => ({
  name: `x${index}`,
  type: 'number',
  lower: -4,
  upper: 4,
}));

/** The label mostly follows the first feature, so that persons differ in how hard they are; the rest a model can only remember. */
function madeUp(size: number, seed: number): People {
  const draws = drawsFrom(seed);
  const values = features.map(
    ({ name }) => [name, Array.from({ length: size }, () => draws.normal())] as const,
  );
  const label = values[0]![1].map((x) => Number(2 * x + draws.normal() > 0));
  return peopleOfColumns({ ...Object.fromEntries(values), label });
}

const members = madeUp(60, 5);
const others = madeUp(200, 6);

async function attacked(terms: Partial<TermsInBrief>): Promise<ShadowAttack> {
  const { agreement, study } = agreementAndStudy({
    features,
    people: 60,
    computation: 'logistic-regression',
    mode: 'none',
    ...terms,
  });
  const quarter = (people: People, at: number): People =>
    peopleOfColumns(
      Object.fromEntries(
        [...people.columns].map(([name, values]) => [name, values.slice(15 * at, 15 * at + 15)]),
      ),
    );
  const quarters = [0, 1, 2, 3].map((at) => quarter(members, at));
  const { model, plan } = await simulateStudy(agreement, study, quarters, testEntropy('shadow models'));
  return { model: model!, plan, computation: computationByName(study.computation), shadows: 8 };
}

test('a model that was fitted exactly to few persons gives them away, more than its loss does', async () => {
  const attack = await attacked({});
  const [byLoss, byShadows] = [
    await measureMembership(attack.model, 'label', members, others),
    await measureMembershipByShadows(attack, members, others),
  ];
  expect(byShadows).toMatchObject({ members: 60, others: 200 });
  expect(byShadows.low).toBeGreaterThan(0.55);
  expect(byShadows.auc).toBeGreaterThan(byLoss.auc + 0.03);
});

test('with noise the attack stays within what epsilon allows', async () => {
  const attack = await attacked({ mode: 'pooled', epsilon: 1 });
  const { low, auc } = await measureMembershipByShadows(attack, members, others);
  expect(low).toBeLessThan(0.5);
  expect(auc).toBeLessThan(mostMembershipAuc(1, 1e-5));
});

test('networks can be attacked as well; those that average under noise cannot be trained by one node', async () => {
  const network = { computation: 'neural-network', settings: { hidden: [4], rounds: 2 } };
  const attack = { ...(await attacked({ ...network, mode: 'pooled', epsilon: 1 })), shadows: 2 };
  const told: string[] = [];
  const { auc } = await measureMembershipByShadows(
    { ...attack, progress: (done, of) => told.push(`${done}/${of}`) },
    members,
    others,
  );
  expect(auc).toBeGreaterThan(0.3);
  expect(auc).toBeLessThan(0.7);
  expect(told).toEqual(['1/2', '2/2']);
  const { agreement, study } = agreementAndStudy({ features, people: 60, mode: 'member', ...network });
  const member = { ...attack, plan: planStudy(agreement, study, { nodes: 4 }) };
  await expect(measureMembershipByShadows(member, members, others)).rejects.toThrow(/mode member/);
});

test.each([0, 3, 66, 1.5, NaN])('%p shadow models are refused', async (shadows) => {
  const attack = { ...(await attacked({})), shadows };
  await expect(measureMembershipByShadows(attack, members, others)).rejects.toThrow(
    /even number of shadow models/,
  );
});
