// One round, as a node lives it (docs/protocol.md). Every step looks first whether it is already done, so a
// node that was killed anywhere runs the same story again and goes on where it stood.
import { RoundRefused } from '../agreement/refusal.js';
import { RoundLeftRoad } from './round-watch.js';
import type { RoundSteps } from './round-steps.js';

export type RoundOutcome = 'adopted' | 'refused' | 'burned' | 'spent';

/** In order, with the numbers of the protocol page. */
export const roundRoad = [
  'checkAgainstAgreement', //       1, 2  the descriptor, and what this node signed
  'reserveBudget', //                     before anything is computed
  'contribute', //                  3     train, clip, noise, encode, encrypt, sign, submit

  'checkSharesUntilSetIsFixed', //  5     bad shares are named before the set is fixed
  'commitToSet', //                 5     one set, for ever
  'releaseShares', //               6     after t commits on the same set
  'openAndAdopt', //                7     the sum, the next state, its hash

  'close', //                             keys and shares are erased
] as const satisfies readonly (keyof RoundSteps)[];
export type RoundStep = (typeof roundRoad)[number];

/**
 * @param begins told of each step before it is taken.
 * @throws what a step throws when it failed for a reason that another try may mend.
 */
export async function runRound(round: RoundSteps, begins: (step: RoundStep) => void): Promise<RoundOutcome> {
  try {
    for (const step of roundRoad) {
      begins(step);
      await round[step]();
    }
    return 'adopted';
  } catch (reason) {
    if (reason instanceof RoundRefused) return await round.refuse(reason);
    if (!(reason instanceof RoundLeftRoad)) throw reason;
    // A round that must not go on: this node makes sure that its share can never open it.
    if (reason.phase === 'burning') await round.burn();
    return await round.endWithoutResult();
  }
}
