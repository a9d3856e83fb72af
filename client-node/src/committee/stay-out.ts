// What a node signs when it will not, or must not, help to open a round.
import { burn, refusal, signMessage, type RoundId } from '@chorale/crypto';
import type { RoundRefused } from '../agreement/refusal.js';
import type { NodeParts } from '../round/node-parts.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';

/** Longest reason that a refusal carries, in UTF-16 units; three bytes each fit the message. */
const MOST_REASON = 260;

export async function sendRefusal(
  node: NodeParts,
  round: RoundId,
  { code, message }: RoundRefused,
): Promise<void> {
  const word = { round, node: node.self, code, reason: message.slice(0, MOST_REASON) };
  const { bytes } = signMessage(refusal, node.signingKey, round, word);
  try {
    await node.coordinator.request('refuse', { params: { round }, body: bytes });
  } catch (error) {
    // Too late to be noted, or said in other words before a restart: staying out is what counts.
    if (!(error instanceof CoordinatorProblem) || error.status >= 500) throw error;
  }
}

/** From here on this member never releases the round. One that has released it already can only keep silent. */
export async function sendBurn(
  { store, signingKey, self, coordinator }: NodeParts,
  round: RoundId,
): Promise<void> {
  if (store.committee.releaseOf(round)) return;
  const bytes =
    store.committee.burnOf(round) ?? signMessage(burn, signingKey, round, { round, member: self }).bytes;
  store.committee.burn(round, bytes);
  try {
    await coordinator.request('burn', { params: { round }, body: bytes });
  } catch (error) {
    // Whoever stays out without having read the descriptor cannot know whether it sits on the committee.
    if (!(error instanceof CoordinatorProblem) || error.code !== 'not-on-committee') throw error;
  }
}
