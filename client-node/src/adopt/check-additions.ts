// Protocol step 7: recipients add again what the coordinator added, at positions that they draw themselves.
import {
  contentHash,
  sumParts,
  uniformBelow,
  type Entropy,
  type Hash,
  type RingEngine,
} from '@chorale/crypto';
import type { FixedSet } from '../committee/commit.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { AcceptedRound } from '../round/accepted-round.js';
import type { RoundArchive } from './open-sum.js';

/** Chunks that each recipient adds again; all, where there are no more. */
const CHECKED_CHUNKS = 8;
/**
 * Recipients that add again, on average where there are more: each draws a lot, so that what all of them fetch does not
 * grow with the square of the federation. That nobody's lot falls has a chance below exp(-16) = 2^-23.
 */
export const CHECKING_RECIPIENTS = 16;

export interface AdditionCheck {
  readonly checked: number;
  readonly wrong: boolean;
  /** Small chunks of the sum by their hash, as they came out here: nobody need fetch them. */
  readonly sums: ReadonlyMap<Hash, Uint8Array>;
}

/** Chunks above this are fetched rather than kept. */
const KEPT_BYTES = 64 * 1024;

/** @param sumChunks hashes of the coordinator's sums, group by group. */
export async function checkAdditions(
  round: AcceptedRound,
  set: FixedSet,
  sumChunks: readonly Hash[],
  archive: RoundArchive,
  ring: RingEngine,
  entropy: Entropy,
): Promise<AdditionCheck> {
  const isChosen = uniformBelow(round.descriptor.recipients.length, entropy) < CHECKING_RECIPIENTS;
  const positions = isChosen ? drawPositions(sumChunks.length, entropy) : [];
  const chunksAGroup = sumChunks.length / set.groups.length;
  const sums = new Map<Hash, Uint8Array>();
  for (const position of positions) {
    const group = set.groups[Math.floor(position / chunksAGroup)]!;
    const parts = chunksAt(position, position % chunksAGroup, group, archive);
    const again = await ring.addChunks(round.descriptor.parameters, parts);
    const hash = contentHash(again);
    if (hash !== sumChunks[position]) return { checked: positions.length, wrong: true, sums };
    if (again.length <= KEPT_BYTES) sums.set(hash, again);
  }
  return { checked: positions.length, wrong: false, sums };
}

/** What each node of a group signed for one position, fetched a few at a time. */
async function* chunksAt(
  sumPosition: number,
  position: number,
  group: FixedSet['groups'][number],
  archive: RoundArchive,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let next = 0; next < group.length;) {
    const { chunks } = sumParts.decode(await archive.sumParts(sumPosition, next));
    if (chunks.length === 0) throw new EvidenceError(`the parts of chunk ${sumPosition} end at ${next}`);
    for (const chunk of chunks) {
      const part = group[next];
      if (!part) throw new EvidenceError(`chunk ${sumPosition} has more parts than its group has nodes`);
      if (contentHash(chunk) !== part.message.chunks[position])
        throw new EvidenceError(`chunk ${position} of node ${part.message.node} is not what the node signed`);
      next += 1;
      yield chunk;
    }
  }
}

/** Up to eight different positions below `count`, uniformly (Fisher-Yates over the first eight). */
function drawPositions(count: number, entropy: Entropy): number[] {
  const positions = Array.from({ length: count }, (_, index) => index);
  const drawn = Math.min(CHECKED_CHUNKS, count);
  for (let index = 0; index < drawn && count > CHECKED_CHUNKS; index += 1) {
    const other = index + uniformBelow(count - index, entropy);
    [positions[index], positions[other]] = [positions[other]!, positions[index]!];
  }
  return positions.slice(0, drawn);
}
