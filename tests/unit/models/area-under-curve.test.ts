import { areaUnderCurve } from '@chorale/models';

const labels = Float64Array.of(0, 1, 0, 1);

test('ties count by half', () => {
  expect(areaUnderCurve(Float64Array.of(1, 2, 3, 4), labels)).toBe(0.75);
  expect(areaUnderCurve(Float64Array.of(1, 1, 1, 1), labels)).toBe(0.5);
  expect(areaUnderCurve(Float64Array.of(1, 2, 1, 2), labels)).toBe(1);
  // scikit-learn's roc_auc_score.
  const scores = Float64Array.of(0.1, 0.4, 0.4, 0.4, 0.8, 0.2);
  expect(areaUnderCurve(scores, Float64Array.of(0, 1, 0, 1, 1, 0))).toBeCloseTo(8 / 9, 12);
});

test('one class has no area', () => {
  expect(areaUnderCurve(Float64Array.of(1, 2), Float64Array.of(1, 1))).toBeNaN();
  expect(areaUnderCurve(new Float64Array(), new Float64Array())).toBeNaN();
});
