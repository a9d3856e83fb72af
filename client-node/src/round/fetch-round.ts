import type { RoundId, StudyId } from '@chorale/crypto';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import type { NodeParts } from './node-parts.js';
import type { FetchedRound } from './round-desk.js';

/** What a round begins with: its descriptor, and the proof that its ledger continues the one that this node signed. */
export async function fetchRound(
  { coordinator, store }: Pick<NodeParts, 'coordinator' | 'store'>,
  round: RoundId,
  study: StudyId,
): Promise<FetchedRound> {
  const params = { round };
  const signed = store.ledgerHeads.newest();
  try {
    if (signed) {
      const query = { from: String(signed.size), round };
      const [descriptor, consistencyProof] = await coordinator.requestAll([
        { route: 'descriptor', params, study },
        { route: 'ledgerConsistency', params, query, study },
      ]);
      return { descriptor: descriptor!, consistencyProof };
    }
  } catch (error) {
    // Such as a ledger shorter than this node knows: what to make of that is for the check of the round.
    if (!(error instanceof CoordinatorProblem)) throw error;
  }
  return {
    descriptor: await coordinator.request('descriptor', { params, study }),
    consistencyProof: undefined,
  };
}
