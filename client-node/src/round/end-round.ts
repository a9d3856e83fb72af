// How a round ends on this node's disk: proof before budget comes back, secrets erased before the record is closed.
import type { Descriptor, RoundId } from '@chorale/crypto';
import { verifyBurnProof } from '../committee/burn-proof.js';
import type { RoundRecord } from '../storage/round-records.js';
import { ownKeyIndex } from './accepted-round.js';
import type { NodeParts } from './node-parts.js';

/**
 * Fetches the proof that the round was burned unopened, keeps it and gives the reserved budget back.
 * @throws EvidenceError, SignatureError or CoordinatorProblem where nobody proves it; nothing has changed then.
 */
export async function giveBackOnProof(
  node: NodeParts,
  { rid, study }: Pick<RoundRecord, 'rid' | 'study'>,
  descriptor: Descriptor,
): Promise<void> {
  const { store, coordinator, budget } = node;
  const proof = await coordinator.request('burns', { params: { round: rid }, study });
  verifyBurnProof(rid, descriptor, node.roster().nodes, proof);
  store.committee.recordBurnProof(rid, proof);
  budget.giveBack(rid);
}

/** The round's key and chunks: after this nothing sealed to this node in the round opens again. */
export function eraseRound(
  { self, roundKeys, chunkFiles }: NodeParts,
  rid: RoundId,
  descriptor: Descriptor,
): void {
  const own = ownKeyIndex(descriptor, self);
  if (own !== undefined) roundKeys.erase(own, rid);
  chunkFiles.erase(rid);
}
