// From the scores of drawn groups, round by round, to the nodes in them. A node that sends what the others send lands in its
// groups by luck alone, so the chance of its score can be counted, whatever noise and data are like.
import { SUSPECT_SCORE, type PoisoningRule } from '../contracts/poisoning.js';
import { MOST_GROUP_SCORE } from './group-scores.js';

export interface ScoredGroup<Node extends string = string> {
  readonly nodes: readonly Node[];
  /** Hundredths, 0 to 1000. */
  readonly score: number;
}
export interface ScoredRound<Node extends string = string> {
  /** Disjoint. */
  readonly groups: readonly ScoredGroup<Node>[];
  /** Whether groups were drawn before on the same state: whoever ended those attempts may have waited for other groups. */
  readonly redrawn: boolean;
}

export interface ScoredNode<Node extends string = string> {
  readonly node: Node;
  /** Mean score of its groups, 0 to 10; below 1 is ordinary. */
  readonly score: number;
  /** Rounds that it was in. */
  readonly rounds: number;
  /**
   * Chance that groups drawn by luck alone give any of the nodes so high a score, at most 1 (Bonferroni over the nodes).
   */
  readonly chance: number;
  /**
   * Chance that h nodes which act together against one other give any node that is innocent so high a score, at most 1. They can
   * make every group stand out that one of them meets it in; groups are drawn, so they cannot choose which. Where they were drawn
   * again, the coordinator may have helped to choose, and the round counts as if they had met.
   */
  readonly framed: number;
  /** Whether the chance is at most {@link SUSPECT_CHANCE}, and the score at least {@link SUSPECT_SCORE}. */
  readonly suspected: boolean;
}

/** Above this chance a node is not named: one clean search in a thousand names anybody. */
export const SUSPECT_CHANCE = 0.001;

/**
 * All nodes of the rounds; the least likely first, then the higher score, then by id.
 * @param colluding h of the agreement: nodes that may act together.
 */
export function suspectsOf<Node extends string>(
  rounds: readonly ScoredRound<Node>[],
  colluding: number,
): ScoredNode<Node>[] {
  const places = new Map<Node, { total: number; rounds: number[] }>();
  for (const [round, { groups }] of rounds.entries())
    for (const { nodes, score } of groups)
      for (const node of nodes) {
        const place = places.get(node) ?? { total: 0, rounds: [] };
        places.set(node, { total: place.total + score, rounds: [...place.rounds, round] });
      }
  // Most nodes were in all rounds, and share one distribution.
  const tails = new Map<string, Float64Array>();
  const tailOf = (at: readonly number[], against: number): Float64Array => {
    const key = `${against} ${at.join()}`;
    const present = at.map((round) => rounds[round]!);
    const known = tails.get(key) ?? upperTail(present, against);
    tails.set(key, known);
    return known;
  };
  return [...places]
    .map(([node, { total, rounds: at }]) => {
      const chance = Math.min(1, places.size * tailOf(at, 0)[total]!);
      const framed = Math.min(1, places.size * tailOf(at, colluding)[total]!);
      const score = total / (100 * at.length);
      const suspected = chance <= SUSPECT_CHANCE && score >= SUSPECT_SCORE;
      return { node, score, rounds: at.length, chance, framed, suspected };
    })
    .sort((a, b) => a.chance - b.chance || b.score - a.score || (a.node < b.node ? -1 : 1));
}

/**
 * Suspects that the agreement leaves out of later studies: not those whom h others may have framed.
 * @param rule left out: nobody is.
 */
export function excludedOf<Node extends string>(
  rule: PoisoningRule | undefined,
  nodes: readonly ScoredNode<Node>[],
): ScoredNode<Node>[] {
  return nodes.filter(
    ({ suspected, score, framed }) =>
      rule && suspected && score >= rule.excludeAbove && framed <= SUSPECT_CHANCE,
  );
}

/**
 * P(total >= x) for every x: in each round a place of the cohort is drawn uniformly. It gives the score of its group, or the most
 * there is where one of `against` others, wherever they are, lands in the same group, or the groups were drawn again.
 */
function upperTail(rounds: readonly ScoredRound[], against: number): Float64Array {
  let density = Float64Array.of(1);
  for (const { groups, redrawn } of rounds) {
    const next = new Float64Array(density.length + MOST_GROUP_SCORE);
    const add = (score: number, chance: number): void => {
      for (const [total, probability] of density.entries())
        if (probability > 0) next[total + score] = next[total + score]! + probability * chance;
    };
    const places = groups.reduce((total, { nodes }) => total + nodes.length, 0);
    let met = 0;
    for (const { nodes, score } of groups) {
      const share = nodes.length / places;
      const alone = redrawn && against > 0 ? 0 : chanceOfNone(nodes.length, places, against);
      add(score, share * alone);
      met += share * (1 - alone);
    }
    if (met > 0) add(MOST_GROUP_SCORE, met);
    density = next;
  }
  for (let total = density.length - 2; total >= 0; total -= 1)
    density[total] = density[total]! + density[total + 1]!;
  return density;
}

/** That none of `against` given nodes is among the others of a group. */
function chanceOfNone(groupSize: number, places: number, against: number): number {
  let chance = 1;
  for (let met = 0; met < against; met += 1)
    chance *= Math.max(0, places - groupSize - met) / (places - 1 - met);
  return chance;
}
