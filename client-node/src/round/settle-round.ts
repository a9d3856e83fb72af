// A round that ended while this node was away: its records are closed, its budget settled on the safe side, its key
// erased.
import { descriptor as descriptorMessage, envelope, SignatureError, type Descriptor } from '@chorale/crypto';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { RoundRecord } from '../storage/round-records.js';
import { eraseRound, giveBackOnProof } from './end-round.js';
import type { NodeParts } from './node-parts.js';

export async function settleRound(node: NodeParts, round: RoundRecord): Promise<void> {
  const { store, budget } = node;
  const { rid } = round;
  const descriptor = descriptorMessage.decode(envelope.decode(round.descriptor).body);
  const adopted = store.committee.adoptionOf(rid) !== undefined;
  const burned = !adopted && (await wasBurned(node, round, descriptor));
  if (!burned) budget.spend(rid);
  eraseRound(node, rid, descriptor);
  store.rounds.end(rid, adopted ? 'adopted' : burned ? 'burned' : 'spent');
}

/** @returns false where nobody proves that the round was burned: then it may have been opened. */
async function wasBurned(node: NodeParts, round: RoundRecord, descriptor: Descriptor): Promise<boolean> {
  try {
    await giveBackOnProof(node, round, descriptor);
    return true;
  } catch (error) {
    // Only an answer that proves nothing counts; a refusal may pass, and the next look asks again.
    if (!(error instanceof EvidenceError) && !(error instanceof SignatureError)) throw error;
    return false;
  }
}
