// A member's word, signed by its administrator: on disk before it leaves, and sent until it is acknowledged.
import {
  ballotBox,
  envelope,
  keyInRoster,
  openKnownBallots,
  signMessage,
  vote,
  wordsOf,
  type Ballot,
  type BallotSubject,
  type Decision,
  type Matter,
  type Roster,
  type SigningKey,
} from '@chorale/crypto';
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

interface RecordParts {
  readonly coordinator: CoordinatorPort;
  readonly federation: string;
  readonly roster: Pick<Roster, 'members' | 'nodes'>;
  readonly member: string;
}

/**
 * This member's word so far, as its administrators signed it: perhaps at another machine, by another clock.
 * @throws what the coordinator's port throws.
 */
export async function wordOnRecord(
  { coordinator, federation, roster, member }: RecordParts,
  about: BallotSubject,
): Promise<Ballot | undefined> {
  const { subject } = about;
  const { ballots } = ballotBox.decode(await coordinator.request('ballots', { params: { subject } }));
  const own = roster.members.filter(({ name }) => name === member);
  const opened = openKnownBallots(ballots, federation, (signer) => keyInRoster(roster, signer));
  return wordsOf(own, opened, about).get(member);
}

/**
 * Durable on return; this node acts by it from here on.
 * @param before this member's word that the others know.
 */
export function decide(
  { store, federation, administratorKey, clock }: VotingParts,
  word: OwnWord,
  before?: Ballot,
): void {
  // Later than this member's last word, whatever the clock says: of two words the later one counts.
  const last = store.votes.own(word.subject);
  const lastAt = last ? vote.decode(envelope.decode(last.envelope).body).at : -1;
  const at = Math.max(clock.now(), lastAt + 1, (before?.at ?? -1) + 1);
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
