// A member's word, signed by its administrator: on disk before it leaves, and sent until it is acknowledged.
import { envelope, signMessage, vote, type Decision, type Matter, type SigningKey } from '@chorale/crypto';
import type { Clock } from '../clock.js';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { NodeStore } from '../storage/node-store.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';

export interface VotingParts {
  readonly store: NodeStore;
  readonly federation: string;
  /** Of an administrator: this node's own key, or one that a person keeps. */
  readonly administratorKey: SigningKey;
  readonly clock: Clock;
}
export interface OwnWord {
  readonly matter: Matter;
  /** Hash of a roster or agreement, or id of a study. */
  readonly subject: string;
  readonly decision: Decision;
  readonly reason: string;
}

/** Durable on return; this node acts by it from here on. */
export function decide({ store, federation, administratorKey, clock }: VotingParts, word: OwnWord): void {
  // Later than this member's last word on it here, whatever the clock says: of two words the later one counts.
  const last = store.votes.own(word.subject);
  const at = Math.max(clock.now(), last ? vote.decode(envelope.decode(last.envelope).body).at + 1 : 0);
  const message = { ...word, subject: word.subject as never, at };
  const { bytes } = signMessage(vote, administratorKey, federation, message);
  const { subject, matter, decision } = word;
  store.votes.cast({ subject, matter, decision, envelope: bytes });
}

/**
 * Sends what the coordinator has not acknowledged.
 * @returns refusals of votes that it will not take; what they say stays this node's word all the same.
 */
export async function sendVotes(
  store: NodeStore,
  coordinator: CoordinatorPort,
): Promise<CoordinatorProblem[]> {
  const refused: CoordinatorProblem[] = [];
  for (const own of store.votes.unsent()) {
    try {
      await coordinator.request('castVote', { body: own.envelope });
    } catch (error) {
      if (!(error instanceof CoordinatorProblem) || error.status >= 500) throw error;
      refused.push(error);
    }
    store.votes.markSent(own);
  }
  return refused;
}
