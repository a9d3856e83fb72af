// Chances against counting every way in which places may be drawn, and scores of groups against values by hand.
import { groupScores, MOST_GROUP_SCORE, suspectsOf, type ScoredRound } from '@chorale/models';
import fc from 'fast-check';

const NODES = ['a', 'b', 'c', 'd', 'e', 'f'];
const rounds = fc.array(
  fc.tuple(
    fc.shuffledSubarray(NODES, { minLength: 6 }),
    fc.array(fc.integer({ min: 0, max: MOST_GROUP_SCORE }), { minLength: 3, maxLength: 3 }),
  ),
  { minLength: 1, maxLength: 4 },
);

test('the chance is the share of all ways to be placed that score so high, times the nodes', () => {
  fc.assert(
    fc.property(rounds, (drawn) => {
      const scored: ScoredRound[] = drawn.map(([nodes, scores]) =>
        scores.map((score, at) => ({ nodes: nodes.slice(2 * at, 2 * at + 2), score })),
      );
      let totals = [0];
      for (const [, scores] of drawn)
        totals = totals.flatMap((total) => scores.map((score) => total + score));
      for (const { node, score, chance, rounds: present } of suspectsOf(scored)) {
        const own = scored.reduce(
          (total, groups) => total + groups.find(({ nodes }) => nodes.includes(node))!.score,
          0,
        );
        const share = totals.filter((total) => total >= own).length / totals.length;
        expect(present).toBe(drawn.length);
        expect(score).toBeCloseTo(own / (100 * drawn.length), 12);
        expect(chance).toBeCloseTo(Math.min(1, NODES.length * share), 9);
      }
    }),
  );
});

test('a node is measured by the rounds that it was in', () => {
  const [first] = suspectsOf([
    [
      { nodes: ['a', 'b'], score: 1000 },
      { nodes: ['c', 'd'], score: 0 },
    ],
    [
      { nodes: ['b', 'c'], score: 0 },
      { nodes: ['d', 'e'], score: 0 },
    ],
  ]);
  expect(first).toEqual({ node: 'a', score: 10, rounds: 1, chance: 1, suspected: false });
  expect(suspectsOf([])).toEqual([]);
});

const groupOf = (mean: number) => ({ nodes: 5, sum: new Map([['a', Float64Array.of(5 * mean, 5 * mean)]]) });
const encoding = {
  blocks: [{ name: 'a', length: 2, laneBits: 20, limbs: 1, grid: 0.5 }],
  nodeNoiseVariance: { numerator: 20n, denominator: 1n },
};

test('values as written: a group mean carries noise of standard deviation one here', () => {
  // Squares over noise 9, 0, 0, 0, 0 at dimension 2, so (9 - 1) / sqrt(2 / 2) = 8 deviations beyond.
  expect(groupScores([3, 0, 0, 0, 0].map(groupOf), encoding)).toEqual([800, 0, 0, 0, 0]);
  expect(groupScores([1e9, 0, 0, 0, 0].map(groupOf), encoding)).toEqual([MOST_GROUP_SCORE, 0, 0, 0, 0]);
  // Equal groups, whose distances are nothing, are ordinary.
  expect(groupScores([1, 1, 1].map(groupOf), encoding)).toEqual([0, 0, 0]);
});

test('where groups differ by more than noise, that is the measure', () => {
  const scores = groupScores([-20, -10, 0, 10, 20, 40].map(groupOf), encoding);
  expect(scores.indexOf(Math.max(...scores))).toBe(5);
  expect(Math.max(...scores)).toBeLessThan(MOST_GROUP_SCORE);
});
