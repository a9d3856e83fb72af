// One round, as a node lives it (docs/protocol.md). Every step looks first whether it is already done, so a
// node that was killed anywhere runs the same story again and goes on where it stood.
import { RoundRefused } from '../agreement/refusal.js';
import { RoundLeftRoad } from './round-watch.js';
import type { RoundSteps } from './round-steps.js';

export type RoundOutcome = 'adopted' | 'refused' | 'burned' | 'spent';

/** @throws what a step throws when it failed for a reason that another try may mend. */
export async function runRound(round: RoundSteps): Promise<RoundOutcome> {
  try {
    await round.checkAgainstAgreement(); //  1, 2  the descriptor, and what this node signed
    round.reserveBudget(); //                before anything is computed
    await round.contribute(); //             3     train, clip, noise, encode, encrypt, sign, submit

    await round.checkSharesUntilSetIsFixed(); //   5  bad shares are named before the set is fixed
    await round.commitToSet(); //            5     one set, for ever
    await round.releaseShares(); //          6     after t commits on the same set
    await round.openAndAdopt(); //           7     the sum, the next state, its hash

    await round.close(); //                        keys and shares are erased
    return 'adopted';
  } catch (reason) {
    if (reason instanceof RoundRefused) return await round.refuse(reason);
    if (!(reason instanceof RoundLeftRoad)) throw reason;
    // A round that must not go on: this node makes sure that its share can never open it.
    if (reason.phase === 'burning') await round.burn();
    return await round.endWithoutResult();
  }
}
