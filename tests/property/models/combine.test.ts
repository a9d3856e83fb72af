import { combine, fewestGroups, type GroupedAggregation, type GroupSum } from '@chorale/models';
import fc from 'fast-check';

const rules: readonly GroupedAggregation[] = [
  { rule: 'median', groupSize: 5 },
  { rule: 'trimmed-mean', groupSize: 5, trim: 2 },
  { rule: 'krum', groupSize: 5, trim: 2 },
];
const groupOf = (nodes: number, ...values: number[]): GroupSum => ({
  nodes,
  sum: new Map([
    ['first', Float64Array.from(values.slice(0, 1))],
    ['rest', Float64Array.from(values.slice(1))],
  ]),
});
const vectorOf = (sum: ReturnType<typeof combine>): number[] =>
  [...sum.values()].flatMap((block) => [...block]);

const coordinate = fc.integer({ min: -1000, max: 1000 });
const honest = fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 7, maxLength: 12 });

describe.each(rules)('$rule', (aggregation) => {
  test('groups that agree give the sum over everybody', () => {
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate, coordinate),
        fc.integer({ min: 7, max: 12 }),
        (mean, count) => {
          const groups = Array.from({ length: count }, (_, index) => {
            const nodes = 5 + (index % 2);
            return groupOf(nodes, ...mean.map((value) => value * nodes));
          });
          const nodes = groups.reduce((total, group) => total + group.nodes, 0);
          vectorOf(combine(groups, aggregation)).forEach((value, at) => {
            expect(value).toBeCloseTo(mean[at]! * nodes, 6);
          });
        },
      ),
    );
  });

  test('two bad groups move no coordinate beyond what honest groups hold', () => {
    fc.assert(
      fc.property(
        honest,
        fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (means, wild) => {
          const good = means.map((mean) => groupOf(5, ...mean.map((value) => value * 5)));
          const bad = [groupOf(5, ...wild.slice(0, 3)), groupOf(5, ...wild.slice(3))];
          const nodes = 5 * (good.length + 2);
          const combined = vectorOf(combine([bad[0]!, ...good, bad[1]!], aggregation));
          if (aggregation.rule === 'krum') {
            // Whoever is chosen lies no further from an honest mean than honest ones lie from each other.
            const spread = Math.max(
              ...means.flatMap((a) => means.map((b) => Math.hypot(...a.map((v, i) => v - b[i]!)))),
            );
            const nearest = Math.min(
              ...means.map((mean) => Math.hypot(...mean.map((v, i) => v - combined[i]! / nodes))),
            );
            expect(nearest).toBeLessThanOrEqual(spread * Math.sqrt(means.length) + 1e-6);
            return;
          }
          combined.forEach((value, at) => {
            const column = means.map((mean) => mean[at]! * nodes);
            expect(value).toBeGreaterThanOrEqual(Math.min(...column) - 1e-6);
            expect(value).toBeLessThanOrEqual(Math.max(...column) + 1e-6);
          });
        },
      ),
    );
  });

  test('the same groups give the same bits, and too few are refused', () => {
    const groups = [3, 1, 4, 1, 5, 9, 2, 6].map((value, index) =>
      groupOf(5 + (index % 3), value, -value, value ** 2),
    );
    expect(vectorOf(combine(groups, aggregation))).toEqual(vectorOf(combine(groups, aggregation)));
    const few = groups.slice(0, fewestGroups(aggregation) - 1);
    expect(() => combine(few, aggregation)).toThrow(RangeError);
  });
});

test('values as written: median and trimmed mean of the means, times all nodes', () => {
  const groups = [1, 2, 3, 4, 100].map((mean) => groupOf(5, 5 * mean, -5 * mean));
  expect(vectorOf(combine(groups, { rule: 'median', groupSize: 5 }))).toEqual([75, -75]);
  expect(vectorOf(combine(groups, { rule: 'trimmed-mean', groupSize: 5, trim: 1 }))).toEqual([75, -75]);
  expect(vectorOf(combine(groups, { rule: 'trimmed-mean', groupSize: 5, trim: 2 }))).toEqual([75, -75]);
  // Krum with one bad of five keeps the one closest to its two nearest: 2 (1 and 3 are its neighbours).
  expect(vectorOf(combine(groups, { rule: 'krum', groupSize: 5, trim: 1 }))).toEqual([50, -50]);
});

test('the plain sum is the one group as it is', () => {
  const group = groupOf(7, 1, 2, 3);
  expect(combine([group], { rule: 'sum' })).toBe(group.sum);
  expect(() => combine([group, group], { rule: 'sum' })).toThrow(RangeError);
  expect(() => combine([], { rule: 'sum' })).toThrow(RangeError);
});
