// A round that ended while this node was away: its records are closed, its budget settled on the safe side, its key
// erased.
import { descriptor as descriptorMessage, envelope, SignatureError } from '@chorale/crypto';
import { verifyBurnProof } from '../committee/burn-proof.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { RoundRecord } from '../storage/round-records.js';
import type { NodeParts } from './node-parts.js';

export async function settleRound(
  node: NodeParts,
  { rid, study, descriptor: bytes }: RoundRecord,
): Promise<void> {
  const { store, budget, roundKeys, chunkFiles } = node;
  const descriptor = descriptorMessage.decode(envelope.decode(bytes).body);
  const adopted = store.committee.adoptionOf(rid) !== undefined;
  const proof = adopted ? undefined : await burnProof(node, rid, study, descriptor);
  if (proof) {
    store.committee.recordBurnProof(rid, proof);
    budget.giveBack(rid);
  } else {
    budget.spend(rid);
  }
  const own = descriptor.parties.find((party) => party.node === node.self);
  if (own) roundKeys.erase(own.keyIndex, rid);
  chunkFiles.erase(rid);
  store.rounds.end(rid, adopted ? 'adopted' : proof ? 'burned' : 'spent');
}

/** @returns undefined where nobody proves that the round was burned: then it may have been opened. */
async function burnProof(
  node: NodeParts,
  round: RoundRecord['rid'],
  study: RoundRecord['study'],
  descriptor: ReturnType<(typeof descriptorMessage)['decode']>,
): Promise<Uint8Array | undefined> {
  try {
    const proof = await node.coordinator.request('burns', { params: { round }, study });
    verifyBurnProof(round, descriptor, node.roster().nodes, proof);
    return proof;
  } catch (error) {
    // Only an answer that proves nothing counts; a refusal may pass, and the next look asks again.
    if (!(error instanceof EvidenceError) && !(error instanceof SignatureError)) throw error;
    return undefined;
  }
}
