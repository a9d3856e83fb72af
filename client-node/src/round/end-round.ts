// How a round ends on this node's disk: budget comes back with the proof alone, secrets are erased before the record is
// closed.
import type { Descriptor, RoundId } from '@chorale/crypto';
import { verifyBurnProof } from '../committee/burn-proof.js';
import { rosterNamed } from '../governance/roster-in-force.js';
import type { RoundRecord } from '../storage/round-records.js';
import { ownKeyIndex } from './accepted-round.js';
import type { CoordinatorPort } from './coordinator-port.js';
import type { NodeParts } from './node-parts.js';

/**
 * Gives the reserved budget back on the proof that the round was burned unopened: the one on record, or one that is
 * fetched and checked. Proof and account change together, so that no kill leaves budget reserved behind a proof.
 * @throws EvidenceError, SignatureError or CoordinatorProblem where nobody proves it; nothing has changed then.
 */
export async function giveBackOnProof(
  node: NodeParts,
  round: Pick<RoundRecord, 'rid' | 'study'>,
  descriptor: Descriptor,
): Promise<void> {
  const { store, budget } = node;
  const { rid } = round;
  const proof = store.committee.burnProofOf(rid) ?? (await fetchBurnProof(node, round, descriptor));
  store.transaction(() => {
    store.committee.recordBurnProof(rid, proof);
    budget.giveBack(rid);
  });
}

/** @throws EvidenceError, SignatureError or DecodeError where the coordinator's answer proves no burn; CoordinatorProblem where it refuses. */
export async function fetchBurnProof(
  node: Pick<NodeParts, 'store' | 'roster'> & { readonly coordinator: CoordinatorPort },
  { rid, study }: Pick<RoundRecord, 'rid' | 'study'>,
  descriptor: Descriptor,
): Promise<Uint8Array> {
  const proof = await node.coordinator.request('burns', { params: { round: rid }, study });
  const { nodes } = rosterNamed(node.store, descriptor.roster) ?? node.roster();
  verifyBurnProof(rid, descriptor, nodes, proof);
  return proof;
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
