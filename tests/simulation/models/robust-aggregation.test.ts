// A hundred nodes in groups of five, eight of them bad: what they cost a study with a robust rule, and the same study
// without. Sums are exact integer sums WITHOUT ENCRYPTION; tests/unit/round holds the grouped protocol to exact sums.
import { testEntropy } from '@chorale/crypto/testing';
import { areaUnderCurve, numbersOf, scorePeople, type Aggregation, type People } from '@chorale/models';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { simulateStudy, type Tamper } from '../../support/simulate-study.ts';

const NODES = 100;
const PERSONS = 200;
const BAD = 8;
const WEIGHTS = [1.5, -1, 0.8, 0, 0.5, -0.7];

/** Persons whose label follows a logistic model; the same for the same name. */
function persons(name: string, size: number): People {
  const entropy = testEntropy(name);
  const uniform = (): number => entropy.uint32() / 2 ** 32;
  const columns: Record<string, number[]> = Object.fromEntries(WEIGHTS.map((_, at) => [`x${at}`, []]));
  const label: number[] = [];
  for (let person = 0; person < size; person += 1) {
    const row = WEIGHTS.map(() => 2 * uniform() - 1);
    row.forEach((value, at) => columns[`x${at}`]!.push(value));
    const logOdds = row.reduce((total, value, at) => total + 2 * WEIGHTS[at]! * value, -0.5);
    label.push(uniform() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0);
  }
  return peopleOfColumns({ ...columns, label });
}
const parties = Array.from({ length: NODES }, (_, node) => persons(`node ${node}`, PERSONS));
const held = persons('held', 4000);

async function aucOf(aggregation: Aggregation, tamper?: Tamper): Promise<number> {
  const { agreement, study } = agreementAndStudy({
    features: WEIGHTS.map((_, at) => ({ name: `x${at}`, type: 'number', lower: -1, upper: 1 })),
    people: NODES * PERSONS,
    ...{ computation: 'logistic-regression', mode: 'pooled', epsilon: 2, delta: 1e-6, kMin: 5 },
    aggregation,
  });
  const { model } = await simulateStudy(agreement, study, parties, testEntropy('robust'), undefined, tamper);
  return areaUnderCurve(
    numbersOf(await scorePeople(model!, held), 'probability'),
    held.columns.get('label')!,
  );
}

/**
 * Every bad node pushes every coordinate against its honest sign, as far as `share` of the lane goes. With all of it, two
 * bad nodes in one sum wrap around and nearly cancel; a tenth each is the most that eight together get through.
 */
function pushing(share: number): Tamper {
  return (party, honest, { blocks }) => {
    if (party >= BAD) return undefined;
    const pushed = honest.slice();
    let at = 0;
    for (const { length, laneBits } of blocks) {
      const most = Math.floor(share * (2 ** (laneBits - 1) - 1));
      for (const end = at + length; at < end; at += 1) pushed[at] = honest[at]! > 0 ? -most : most;
    }
    return pushed;
  };
}

test('with eight bad nodes of a hundred the plain sum collapses', async () => {
  const clean = await aucOf({ rule: 'sum' });
  expect(clean).toBeGreaterThan(0.75);
  expect(await aucOf({ rule: 'sum' }, pushing(0.1))).toBeLessThan(0.55);
});

test.each<Aggregation>([
  { rule: 'median', groupSize: 5 },
  { rule: 'trimmed-mean', groupSize: 5, trim: 8 },
  { rule: 'krum', groupSize: 5, trim: 8 },
])('with rule $rule they cost at most two points of AUC, whatever they send', async (aggregation) => {
  const clean = await aucOf({ rule: 'sum' });
  for (const tamper of [undefined, pushing(1), pushing(0.1), pushing(0.0001)])
    expect(await aucOf(aggregation, tamper)).toBeGreaterThan(clean - 0.02);
});

test('the bound ends where half the groups are bad', async () => {
  const everyGroup: Tamper = (party, honest) =>
    party < 60 ? honest.map((value) => (value > 0 ? -(2 ** 20) : 2 ** 20)) : undefined;
  expect(await aucOf({ rule: 'median', groupSize: 5 }, everyGroup)).toBeLessThan(0.6);
});
