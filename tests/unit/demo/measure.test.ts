import { areaUnderCurve } from '@chorale/models';
import {
  logLoss,
  predictReference,
  splitHeldOut,
  stack,
  trainReference,
  type Table,
} from '../../../demo/data/measure.ts';
import { isHeldOut } from '../../../demo/data/held-out.ts';

// The figures below are scikit-learn's for the same rows (roc_auc_score, log_loss, LogisticRegression C=1 on
// z-scored columns).
const table: Table = {
  columns: [
    Float64Array.from({ length: 24 }, (_, index) => index + 1),
    Float64Array.from({ length: 24 }, (_, index) => ((index + 1) * 7) % 11),
  ],
  labels: Float64Array.from({ length: 24 }, (_, index) =>
    index + 1 + (((index + 1) * 5) % 13) > 18 ? 1 : 0,
  ),
};

describe('measures', () => {
  test('log loss stays finite where a model was sure and wrong', () => {
    expect(logLoss(Float64Array.of(0.5, 0.25), Float64Array.of(1, 0))).toBeCloseTo(0.490415, 6);
    expect(logLoss(Float64Array.of(1), Float64Array.of(0))).toBeCloseTo(-Math.log(1e-15), 1);
  });
});

describe('reference models', () => {
  test("agree with scikit-learn's", () => {
    const model = trainReference(table);
    expect(model.weights[0]).toBeCloseTo(0.2713207387730534, 9);
    expect(model.weights[1]).toBeCloseTo(0.17705095503837884, 9);
    expect(model.intercept).toBeCloseTo(-4.276764009855062, 9);
    const probabilities = predictReference(model, table);
    expect(logLoss(probabilities, table.labels)).toBeCloseTo(0.2852288370225438, 9);
    expect(areaUnderCurve(probabilities, table.labels)).toBeCloseTo(0.9722222222222222, 12);
  });

  test('a constant column does no harm', () => {
    const { weights } = trainReference({
      ...table,
      columns: [...table.columns, new Float64Array(24).fill(3)],
    });
    expect(weights[0]).toBeCloseTo(0.2713207387730534, 9);
    expect(weights[2]).toBeCloseTo(0, 12);
  });

  test('one class is refused', () => {
    expect(() => trainReference({ ...table, labels: new Float64Array(24) })).toThrow('one class only');
  });

  test('parties are put one under the other', () => {
    const both = stack([table, table]);
    expect(both.labels).toHaveLength(48);
    expect(both.columns[1]?.[30]).toBe(table.columns[1]?.[6]);
    expect(stack([])).toEqual({ columns: [], labels: new Float64Array() });
  });
});

test('a party is cut by the hash of its ids', () => {
  const ids = Array.from({ length: 24 }, (_, index) => String(index));
  const columns = new Map([
    ['first', table.columns[0]!],
    ['bought', table.labels],
  ]);
  const { train, test: held } = splitHeldOut({ columns }, ids, ['first'], 'bought');
  expect([...held.columns[0]!].map((value) => String(value - 1))).toEqual(ids.filter(isHeldOut));
  expect(train.labels.length + held.labels.length).toBe(24);
  expect(() => splitHeldOut({ columns }, ids, ['second'], 'bought')).toThrow('no column "second"');
});
