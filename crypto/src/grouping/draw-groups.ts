// Disjoint groups of a round's cohort, drawn from the values that its nodes showed; the same for everybody who draws.
import { createHash } from 'node:crypto';
import type { Entropy } from '../random/entropy.js';
import { uniformBelow } from '../random/uniform-below.js';
import type { NodeId } from '../wire/ids.js';

export interface GroupsToDraw {
  /** 32 bytes that nobody could choose. */
  readonly seed: Uint8Array;
  /** By ascending id. */
  readonly cohort: readonly NodeId[];
  /** Fewest nodes in a group; what is left over is spread, one more a group. */
  readonly groupSize: number;
  /** Legal entity that runs a node. */
  readonly memberOf: (node: NodeId) => string | undefined;
}

/** Drawings tried before it counts as impossible. */
const MOST_TRIALS = 1000;

/**
 * A uniform drawing among those in which every group holds two nodes outside any one member (unless one runs them all).
 * @returns group of each node of the cohort, from 0.
 * @throws RangeError where the cohort is smaller than a group, or one member runs so many nodes that no drawing was found.
 */
export function drawGroups({ seed, cohort, groupSize, memberOf }: GroupsToDraw): number[] {
  const groups = Math.floor(cohort.length / groupSize);
  if (groups < 1) throw new RangeError(`${cohort.length} nodes are no group of ${groupSize}`);
  const members = cohort.map(memberOf);
  const oneRunsAll = new Set(members).size === 1;
  for (let trial = 0; trial < MOST_TRIALS; trial += 1) {
    const order = shuffled(cohort.length, wordsFrom(seed, trial));
    const groupOf = new Array<number>(cohort.length);
    order.forEach((position, at) => (groupOf[position] = at % groups));
    if (oneRunsAll || hidesEverybody(groupOf, members, groups)) return groupOf;
  }
  throw new RangeError(
    `no groups of ${groupSize} were found in which every node stands beside two of other members; choose larger groups`,
  );
}

function hidesEverybody(
  groupOf: readonly number[],
  members: readonly (string | undefined)[],
  groups: number,
): boolean {
  return Array.from({ length: groups }, (_, group) => members.filter((_, at) => groupOf[at] === group)).every(
    (inGroup) => inGroup.every((member) => inGroup.filter((other) => other !== member).length >= 2),
  );
}

/** Fisher-Yates. */
function shuffled(count: number, words: PublicWords): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = uniformBelow(last + 1, words);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

type PublicWords = Pick<Entropy, 'uint32'>;

/** SHA-256(tag, seed, trial, block), eight words a block. */
function wordsFrom(seed: Uint8Array, trial: number): PublicWords {
  let block = new DataView(new ArrayBuffer(0));
  let blocks = 0;
  let at = 0;
  const uint32 = (): number => {
    if (at === block.byteLength) {
      const place = Buffer.alloc(8);
      place.writeUInt32BE(trial, 0);
      place.writeUInt32BE(blocks, 4);
      const hash = createHash('sha256').update('chorale/draw-groups/1').update(seed).update(place).digest();
      block = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
      blocks += 1;
      at = 0;
    }
    at += 4;
    return block.getUint32(at - 4);
  };
  return { uint32 };
}
