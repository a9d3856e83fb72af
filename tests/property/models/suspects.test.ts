// Chances against counting every way in which places may be drawn, and scores of groups against values by hand.
import { excludedOf, groupScores, MOST_GROUP_SCORE, suspectsOf, type ScoredRound } from '@chorale/models';
import type { Entropy } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import fc from 'fast-check';

const NODES = ['a', 'b', 'c', 'd', 'e', 'f'];
const rounds = fc.array(
  fc.tuple(
    fc.shuffledSubarray(NODES, { minLength: 6 }),
    fc.array(fc.integer({ min: 0, max: MOST_GROUP_SCORE }), { minLength: 3, maxLength: 3 }),
  ),
  { minLength: 1, maxLength: 4 },
);

const firstDraw = (groups: ScoredRound['groups']): ScoredRound => ({ groups, redrawn: false });

test('the chance is the share of all ways to be placed that score so high, times the nodes', () => {
  fc.assert(
    fc.property(rounds, (drawn) => {
      const scored: ScoredRound[] = drawn.map(([nodes, scores]) =>
        firstDraw(scores.map((score, at) => ({ nodes: nodes.slice(2 * at, 2 * at + 2), score }))),
      );
      let totals = [0];
      for (const [, scores] of drawn)
        totals = totals.flatMap((total) => scores.map((score) => total + score));
      for (const { node, score, chance, rounds: present } of suspectsOf(scored, 0)) {
        const own = scored.reduce(
          (total, { groups }) => total + groups.find(({ nodes }) => nodes.includes(node))!.score,
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
  const [first] = suspectsOf(
    [
      firstDraw([
        { nodes: ['a', 'b'], score: 1000 },
        { nodes: ['c', 'd'], score: 0 },
      ]),
      firstDraw([
        { nodes: ['b', 'c'], score: 0 },
        { nodes: ['d', 'e'], score: 0 },
      ]),
    ],
    0,
  );
  expect(first).toEqual({ node: 'a', score: 10, rounds: 1, chance: 1, framed: 1, suspected: false });
  expect(suspectsOf([], 1)).toEqual([]);
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

/** Rounds of 25 nodes in drawn groups of five; a group in which `bad` says so stands out. */
function drawnRounds(
  entropy: Entropy,
  count: number,
  bad: (group: readonly string[]) => boolean,
): ScoredRound[] {
  const ids = Array.from({ length: 25 }, (_, node) => String(node).padStart(2, '0'));
  return Array.from({ length: count }, () => {
    const order = [...ids];
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = entropy.uint32() % (at + 1);
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    const groups = [0, 5, 10, 15, 20].map((from) => {
      const nodes = order.slice(from, from + 5);
      return { nodes, score: bad(nodes) ? MOST_GROUP_SCORE : 20 };
    });
    return firstDraw(groups);
  });
}

test('h nodes acting together bring suspicion on an innocent one, and do not get it excluded', () => {
  const [victim, h] = ['00', 3];
  const conspirators = ['01', '02', '03'];
  const framing = (group: readonly string[]): boolean =>
    group.includes(victim) && conspirators.some((node) => group.includes(node));
  const entropy = testEntropy('framing');
  let suspected = 0;
  for (let run = 0; run < 100; run += 1) {
    const nodes = suspectsOf(drawnRounds(entropy, 20, framing), h);
    if (nodes.find(({ node }) => node === victim)!.suspected) suspected += 1;
    expect(excludedOf({ excludeAbove: 2 }, nodes)).toEqual([]);
  }
  // By score and luck alone every third victim or more would be left out.
  expect(suspected).toBeGreaterThan(30);
});

test('a poisoner that never rests is excluded all the same, once the rounds tell it from a framed node', () => {
  const poisoned = (group: readonly string[]): boolean => group.includes('07');
  const entropy = testEntropy('poisoner');
  const excludedAfter = (rounds: number): string[] =>
    excludedOf({ excludeAbove: 8 }, suspectsOf(drawnRounds(entropy, rounds, poisoned), 3)).map(
      ({ node }) => node,
    );
  expect(excludedAfter(16)).toEqual([]);
  for (let run = 0; run < 20; run += 1) expect(excludedAfter(20)).toEqual(['07']);
});

test('the chance of being framed, by hand', () => {
  // Met by one of three among 24 others in a group of five: 1 - (20 * 19 * 18) / (24 * 23 * 22); else one group in five.
  const met = 1 - (20 * 19 * 18) / (24 * 23 * 22);
  const [first] = suspectsOf(
    drawnRounds(testEntropy('by hand'), 12, (group) => group.includes('07')),
    3,
  );
  expect(first).toMatchObject({ node: '07', score: 10, suspected: true });
  expect(first!.framed).toBeCloseTo(25 * (met + (1 - met) / 5) ** 12, 9);
  // Whom nobody joins in is framed by luck alone.
  expect(
    suspectsOf(
      drawnRounds(testEntropy('by hand'), 12, (group) => group.includes('07')),
      0,
    )[0],
  ).toMatchObject({
    framed: first!.chance,
  });
});

test('who lets rounds fail until the draw suits them frames nobody: groups that were drawn again tell nothing against it', () => {
  const framing = (group: readonly string[]): boolean => group.includes('00') && group.includes('01');
  const entropy = testEntropy('drawn until it suits');
  let again = 0;
  const chosen = Array.from({ length: 20 }, () => {
    for (let attempt = 0; ; attempt += 1) {
      const [{ groups }] = drawnRounds(entropy, 1, framing) as [ScoredRound];
      if (!groups.some(({ nodes }) => framing(nodes))) continue;
      again += attempt > 0 ? 1 : 0;
      return { groups, redrawn: attempt > 0 };
    }
  });
  expect(again).toBeGreaterThan(10);
  const [victim] = suspectsOf(chosen, 1);
  expect(victim).toMatchObject({ score: 10, suspected: true });
  expect(excludedOf({ excludeAbove: 8 }, suspectsOf(chosen, 1))).toEqual([]);
  // Believed to be drawn once each, they would have it left out.
  const believed = suspectsOf(
    chosen.map(({ groups }) => firstDraw(groups)),
    1,
  );
  expect(excludedOf({ excludeAbove: 8 }, believed).length).toBeGreaterThan(0);
});

test('the agreement decides from which score on, and without its rule nobody is excluded', () => {
  const nodes = suspectsOf(
    drawnRounds(testEntropy('rule'), 20, (group) => group.includes('07')),
    1,
  );
  expect(excludedOf(undefined, nodes)).toEqual([]);
  expect(excludedOf({ excludeAbove: 10 }, nodes)).toMatchObject([{ node: '07' }]);
  const weaker = nodes.map((scored) => ({ ...scored, score: 0.7 * scored.score }));
  expect(excludedOf({ excludeAbove: 8 }, weaker)).toEqual([]);
  expect(excludedOf({ excludeAbove: 7 }, weaker)).toMatchObject([{ node: '07' }]);
});
