// The least cut against the definition: all combinations of two rounds' sums with small whole numbers.
import { fewestExposed, overlapUnlike, type NodeId } from '@chorale/crypto';
import fc from 'fast-check';

const NODES = 8;
/** Group of each node; -1: missing in the round. */
const rounds = fc.array(fc.integer({ min: -1, max: 2 }), { minLength: NODES, maxLength: NODES });

function groupsOf(groupOf: readonly number[]): NodeId[][] {
  return [0, 1, 2]
    .map((group) => groupOf.flatMap((of, node) => (of === group ? [String(node) as NodeId] : [])))
    .filter((group) => group.length > 0);
}

/** Weights 0, 1, 2 a group: enough to tell three groups a side and "missing" apart in every way that cuts do. */
function fewestByTrial(one: readonly number[], other: readonly number[]): number {
  let fewest = Infinity;
  const weights = (code: number): number[] => [0, 1, 2].map((group) => Math.floor(code / 3 ** group) % 3);
  for (let a = 0; a < 27; a += 1)
    for (let b = 0; b < 27; b += 1)
      for (const sign of [1, -1]) {
        const [first, second] = [weights(a), weights(b)];
        const about = one.filter((group, node) => {
          const own = group < 0 ? 0 : first[group]!;
          const others = other[node]! < 0 ? 0 : second[other[node]!]!;
          return sign * own !== sign * others;
        }).length;
        if (about > 0) fewest = Math.min(fewest, about);
      }
  return fewest;
}

test('no combination of two rounds is about fewer nodes than is said', () => {
  fc.assert(
    fc.property(rounds, rounds, (one, other) => {
      const [first, second] = [groupsOf(one), groupsOf(other)];
      fc.pre(first.length > 0 && second.length > 0);
      expect(fewestExposed(first, second)).toBe(fewestByTrial(one, other));
    }),
    { numRuns: 300 },
  );
});

const ids = (from: number, to: number): NodeId[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index) as NodeId);

test('ungrouped sets expose what they differ by, or the smaller of them', () => {
  expect(fewestExposed([ids(0, 10)], [ids(0, 9)])).toBe(1);
  expect(fewestExposed([ids(0, 10)], [ids(1, 11)])).toBe(2);
  expect(fewestExposed([ids(0, 10)], [ids(0, 10)])).toBe(10);
  expect(fewestExposed([ids(0, 5)], [ids(5, 12)])).toBe(5);
});

test('a sum over everybody but one, beside groups over everybody, gives that one away', () => {
  const groups = [ids(0, 5), ids(5, 10), ids(10, 15)];
  expect(fewestExposed(groups, [ids(0, 15)])).toBe(5);
  expect(fewestExposed(groups, [ids(0, 14)])).toBe(1);
  expect(fewestExposed(groups, [...groups].reverse())).toBe(5);
  // Two drawings that share all but one pair of nodes: swapping them gives the pair away.
  expect(
    fewestExposed(groups, [[...ids(0, 4), ...ids(5, 6)], [...ids(4, 5), ...ids(6, 10)], ids(10, 15)]),
  ).toBe(2);
});

test('three sets that expose three nodes and more two by two leave one alone together: such sets overlap unlike', () => {
  const [first, second, third] = [[ids(0, 3)], [ids(3, 6)], [ids(0, 7)]];
  for (const [one, other] of [
    [first, second],
    [first, third],
    [second, third],
  ] as const)
    expect(fewestExposed(one, other)).toBeGreaterThanOrEqual(3);
  // third - first - second
  const left = third.flat().filter((node) => ![...first.flat(), ...second.flat()].includes(node));
  expect(left).toEqual(ids(6, 7));
  expect(overlapUnlike(first, second)).toBe(false);
  expect(overlapUnlike(first, third)).toBe(true);
  expect(overlapUnlike(third, second)).toBe(true);
});

test('sets of the same nodes, in whatever groups, and sets of none in common do not overlap unlike', () => {
  expect(overlapUnlike([ids(0, 9)], [ids(0, 4), ids(4, 9)])).toBe(false);
  expect(overlapUnlike([ids(0, 4)], [ids(4, 9)])).toBe(false);
  expect(overlapUnlike([ids(0, 4), ids(4, 8)], [ids(0, 9)])).toBe(true);
});
