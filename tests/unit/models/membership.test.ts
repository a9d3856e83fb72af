import fc from 'fast-check';
import { measureMembership, mostMembershipAuc, type LogisticModel } from '@chorale/models';
import { testEntropy } from '@chorale/crypto/testing';
import { aucOfLosses } from '../../../models/src/audit/membership.js';
import { areaUnderCurve } from '../../../models/src/scoring/area-under-curve.js';
import { peopleOfColumns } from '../../support/people.ts';

const losses = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 60 });

test('the AUC is that of ranks, ties and all', () => {
  fc.assert(
    fc.property(losses, losses, (members, others) => {
      const { auc, low, high } = aucOfLosses(Float64Array.from(members), Float64Array.from(others));
      const scores = Float64Array.from([...members, ...others], (loss) => -loss);
      const labels = Float64Array.from(scores, (_, index) => Number(index < members.length));
      expect(auc).toBeCloseTo(areaUnderCurve(scores, labels), 12);
      expect(low).toBeLessThanOrEqual(auc);
      expect(high).toBeGreaterThanOrEqual(auc);
    }),
  );
});

test('the interval holds the truth about 95 times in a hundred', () => {
  const entropy = testEntropy('membership');
  const uniform = (): number => entropy.uint32() / 2 ** 32;
  // Losses of members are u^(3/2): P(u^(3/2) < v) for uniform u, v is the integral of v^(2/3), 3/5.
  let covered = 0;
  const repeats = 400;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const members = Float64Array.from({ length: 200 }, () => uniform() ** 1.5);
    const others = Float64Array.from({ length: 150 }, uniform);
    const { low, high } = aucOfLosses(members, others);
    if (low <= 0.6 && 0.6 <= high) covered += 1;
  }
  expect(covered / repeats).toBeGreaterThan(0.91);
  expect(covered / repeats).toBeLessThan(0.99);
});

test('what an epsilon allows at most', () => {
  expect(mostMembershipAuc(0, 0)).toBeCloseTo(0.5, 12);
  expect(mostMembershipAuc(1, 0)).toBeCloseTo(Math.E / (1 + Math.E), 12);
  expect(mostMembershipAuc(0, 1)).toBeCloseTo(1, 12);
  // Between: area under min(1, delta + e^epsilon x, 1 - e^-epsilon (1 - delta - x)), by rectangles.
  const [epsilon, delta, steps] = [0.7, 0.05, 100_000];
  let area = 0;
  for (let step = 0; step < steps; step += 1) {
    const x = (step + 0.5) / steps;
    area +=
      Math.min(1, delta + Math.exp(epsilon) * x, 1 - Math.exp(-epsilon) * Math.max(0, 1 - delta - x)) / steps;
  }
  expect(mostMembershipAuc(epsilon, delta)).toBeCloseTo(area, 6);
});

describe('a model that remembers its persons', () => {
  const identity = { centre: Float64Array.of(0), scale: Float64Array.of(1), limit: null };
  const model: LogisticModel = {
    kind: 'logistic',
    columns: ['x'],
    normaliser: identity,
    weights: Float64Array.of(4),
    means: Float64Array.of(0),
    intercept: 0,
  };
  const alternating = Array.from({ length: 100 }, (_, index) => index % 2);
  const members = peopleOfColumns({
    x: alternating.map((y, index) => (2 * y - 1) * (1 + index / 100)),
    label: alternating,
  });
  const others = peopleOfColumns({ x: alternating.map((y) => (y === 1 ? 0.1 : -0.1)), label: alternating });

  test('is seen through', async () => {
    const measured = await measureMembership(model, 'label', members, others);
    expect(measured).toMatchObject({ auc: 1, members: 100, others: 100 });
  });
  test('one that does not, is not', async () => {
    const measured = await measureMembership(model, 'label', members, members);
    expect(measured.auc).toBe(0.5);
    expect(measured.low).toBeLessThan(0.5);
    expect(measured.high).toBeGreaterThan(0.5);
  });
  test('too few persons, or a missing column, are refused', async () => {
    const few = peopleOfColumns({ x: [1], label: [1] });
    await expect(measureMembership(model, 'label', few, others)).rejects.toThrow(
      '1 persons trained on are too few',
    );
    await expect(measureMembership(model, 'label', members, few)).rejects.toThrow('held out are too few');
    await expect(measureMembership(model, 'y', members, others)).rejects.toThrow('no column "y"');
  });
});
