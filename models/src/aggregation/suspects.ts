// From the scores of drawn groups, round by round, to the nodes in them. A node that sends what the others send lands in its
// groups by luck alone, so the chance of its score can be counted, whatever noise and data are like.
import { MOST_GROUP_SCORE } from './group-scores.js';

export interface ScoredGroup<Node extends string = string> {
  readonly nodes: readonly Node[];
  /** Hundredths, 0 to 1000. */
  readonly score: number;
}
/** Disjoint groups of one round. */
export type ScoredRound<Node extends string = string> = readonly ScoredGroup<Node>[];

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
  /** Whether the chance is at most {@link SUSPECT_CHANCE}, and the score at least {@link SUSPECT_SCORE}. */
  readonly suspected: boolean;
}

/** Above this chance a node is not named: one clean search in a thousand names anybody. */
export const SUSPECT_CHANCE = 0.001;
/** Below this score nobody is named, however often it is repeated: honest members differ for good, but not that far. */
export const SUSPECT_SCORE = 2;

/** All nodes of the rounds; the least likely first, then the higher score, then by id. */
export function suspectsOf<Node extends string>(rounds: readonly ScoredRound<Node>[]): ScoredNode<Node>[] {
  const places = new Map<Node, { total: number; rounds: number[] }>();
  for (const [round, groups] of rounds.entries())
    for (const { nodes, score } of groups)
      for (const node of nodes) {
        const place = places.get(node) ?? { total: 0, rounds: [] };
        places.set(node, { total: place.total + score, rounds: [...place.rounds, round] });
      }
  // Most nodes were in all rounds, and share one distribution.
  const tails = new Map<string, Float64Array>();
  const tailOf = (at: readonly number[]): Float64Array => {
    const key = at.join();
    const known = tails.get(key) ?? upperTail(at.map((round) => rounds[round]!));
    tails.set(key, known);
    return known;
  };
  return [...places]
    .map(([node, { total, rounds: at }]) => {
      const chance = Math.min(1, places.size * tailOf(at)[total]!);
      const score = total / (100 * at.length);
      const suspected = chance <= SUSPECT_CHANCE && score >= SUSPECT_SCORE;
      return { node, score, rounds: at.length, chance, suspected };
    })
    .sort((a, b) => a.chance - b.chance || b.score - a.score || (a.node < b.node ? -1 : 1));
}

/** P(total >= x) for every x: in each round a place of the cohort is drawn uniformly, and gives the score of its group. */
function upperTail(rounds: readonly ScoredRound[]): Float64Array {
  let density = Float64Array.of(1);
  for (const groups of rounds) {
    const next = new Float64Array(density.length + MOST_GROUP_SCORE);
    const places = groups.reduce((total, { nodes }) => total + nodes.length, 0);
    for (const { nodes, score } of groups)
      for (const [total, probability] of density.entries())
        next[total + score] = next[total + score]! + (probability * nodes.length) / places;
    density = next;
  }
  for (let total = density.length - 2; total >= 0; total -= 1)
    density[total] = density[total]! + density[total + 1]!;
  return density;
}
