// A search for poisoners in one process over exact integer sums WITHOUT ENCRYPTION: the product's encoding, noise, drawing of
// groups, scores and suspects.
import { drawGroups, type Entropy, type NodeId } from '@chorale/crypto';
import {
  decode,
  encode,
  groupScores,
  planEncoding,
  suspectsOf,
  type Encoding,
  type ScoredNode,
  type ScoredRound,
} from '@chorale/models';

export interface SimulatedSearch {
  readonly nodes: number;
  readonly groupSize: number;
  readonly rounds: number;
  /** How far honest nodes differ for good, a coordinate, over the noise that each adds. */
  readonly spread: number;
  /** The first so many nodes poison. */
  readonly bad: number;
  /** What a poisoner sends in place of its honest integers. */
  readonly poison: (honest: Float64Array, encoding: Encoding) => Float64Array;
}

const LENGTH = 12;
const CLIP = 1;
const PERSONS = 200;
const NOISE_MULTIPLIER = 20;
const COLLUDING = 1;

/** Every coordinate against its honest sign, as far as `share` of the lane goes. */
export function pushed(share: number): SimulatedSearch['poison'] {
  return (honest, { blocks: [block] }) => {
    const most = Math.floor(share * (2 ** (block!.laneBits - 1) - 1));
    return honest.map((value) => (value > 0 ? -most : most));
  };
}
/** Moved by so many standard deviations of its own noise in every coordinate. */
export function moved(stdDevs: number): SimulatedSearch['poison'] {
  return (honest, { nodeNoiseVariance: { numerator } }) =>
    honest.map((value) => value + Math.round(stdDevs * Math.sqrt(Number(numerator))));
}

export function idOf(node: number): NodeId {
  return node.toString(16).padStart(32, '0') as NodeId;
}

export function simulateSearch(search: SimulatedSearch, entropy: Entropy): ScoredNode<NodeId>[] {
  const { nodes, groupSize, rounds, spread, bad, poison } = search;
  const encoding = planEncoding(
    {
      blocks: [{ name: 'gradient', length: LENGTH, sumRange: nodes * PERSONS * CLIP, precision: 1 }],
      clipNormL2: CLIP,
    },
    {
      ...{ mode: 'pooled', noiseMultiplier: NOISE_MULTIPLIER, nodesPerPerson: 1, kMin: groupSize },
      ...{ colluding: COLLUDING, nodes, rounds, sumsOverPeople: true, plainBits: 46 },
    },
  );
  const noise = Math.sqrt(Number(encoding.nodeNoiseVariance.numerator)) * encoding.blocks[0]!.grid;
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(uniform(entropy))) * Math.cos(2 * Math.PI * uniform(entropy));
  const own = Array.from({ length: nodes }, () =>
    Float64Array.from({ length: LENGTH }, () => spread * noise * normal()),
  );
  const scored: ScoredRound<NodeId>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const common = Float64Array.from({ length: LENGTH }, () => (0.1 * PERSONS * normal()) / (1 + round));
    const sent = own.map((vector, node) => {
      const honest = encode(
        common.map((value, at) => value + vector[at]!),
        encoding,
        entropy,
      );
      return node < bad ? poison(honest, encoding) : honest;
    });
    scored.push(scoresOf(drawn(nodes, groupSize, entropy), sent, encoding));
  }
  return suspectsOf(scored, COLLUDING);
}

function drawn(nodes: number, groupSize: number, entropy: Entropy): number[][] {
  const seed = new Uint8Array(32);
  entropy.fill(seed);
  const cohort = Array.from({ length: nodes }, (_, node) => idOf(node));
  const groupOf = drawGroups({ seed, cohort, groupSize, memberOf: (node) => node });
  return Array.from({ length: Math.max(...groupOf) + 1 }, (_, group) =>
    [...cohort.keys()].filter((node) => groupOf[node] === group),
  );
}

/** Lanes wrap around, as those of the ring do. */
function scoresOf(
  groups: readonly number[][],
  sent: readonly Float64Array[],
  encoding: Encoding,
): ScoredRound<NodeId> {
  const modulus = 2 ** encoding.blocks[0]!.laneBits;
  const sums = groups.map((group) => {
    const values = new Float64Array(LENGTH).map((_, at) =>
      centred(
        group.reduce((total, node) => total + sent[node]![at]!, 0),
        modulus,
      ),
    );
    return { nodes: group.length, sum: decode(values, encoding) };
  });
  const scores = groupScores(sums, encoding);
  return {
    groups: groups.map((group, at) => ({ nodes: group.map(idOf), score: scores[at]! })),
    redrawn: false,
  };
}

function centred(value: number, modulus: number): number {
  const rest = ((value % modulus) + modulus) % modulus;
  return rest >= modulus / 2 ? rest - modulus : rest;
}
/** In (0, 1]. */
function uniform(entropy: Entropy): number {
  return (entropy.uint32() + 1) / 2 ** 32;
}
