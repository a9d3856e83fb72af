// Before each round: every member whose node brings rows to it has approved the study, with a reason, by its own signature.
import {
  ballotBox,
  keyInRoster,
  missingApprovals,
  missingInWords,
  openKnownBallots,
  wordsOf,
  type Ballot,
  type Descriptor,
  type StudyId,
} from '@chorale/crypto';
import { RoundRefused } from '../agreement/refusal.js';
import type { NodeParts, RosterView } from '../round/node-parts.js';

type ApprovalParts = Pick<NodeParts, 'store' | 'coordinator' | 'federation' | 'roster'>;

/**
 * What was checked once is kept, so a study that goes on asks nobody again.
 * @throws RoundRefused `study-unapproved`, naming who is missing or against it.
 */
export async function requireApproved(
  node: ApprovalParts,
  { study, cohort }: Pick<Descriptor, 'study' | 'cohort'>,
): Promise<void> {
  const { store } = node;
  refuseRejected(node, study);
  const roster = node.roster();
  const members = roster.nodes.filter(({ id }) => cohort.includes(id)).map(({ member }) => member);
  const known = store.votes.approvedBy(study);
  const unknown = members.filter((member) => !known.has(member));
  if (unknown.length === 0) return;
  const ballots = await fetchBallots(node, study, roster);
  keepApprovals(node, study, roster, ballots.envelopes);
  // Looked up again: the same answer may take back an approval that was kept.
  const approved = store.votes.approvedBy(study);
  const wanting = members.filter((member) => !approved.has(member));
  const missing = missingApprovals(roster, ballots.words, study, wanting);
  if (missing.length > 0) throw new RoundRefused('study-unapproved', missingInWords(missing));
}

/** By this node's own records alone: what its member rejected, it takes no part in, whatever the others say. */
function refuseRejected({ store }: Pick<NodeParts, 'store'>, study: StudyId): void {
  if (store.votes.own(study)?.decision === 'reject')
    throw new RoundRefused(
      'study-unapproved',
      'this member rejects the study; "chorale-node study approve" takes that back',
    );
}

interface FetchedBallots {
  readonly words: readonly Ballot[];
  readonly envelopes: readonly (readonly [Ballot, Uint8Array])[];
}

async function fetchBallots(
  { coordinator, federation }: ApprovalParts,
  study: StudyId,
  roster: RosterView,
): Promise<FetchedBallots> {
  const answer = await coordinator.request('ballots', { params: { subject: study }, study });
  const envelopes = ballotBox.decode(answer).ballots.flatMap((bytes): (readonly [Ballot, Uint8Array])[] => {
    const [ballot] = openKnownBallots([bytes], federation, (signer) => keyInRoster(roster, signer));
    return ballot ? [[ballot, bytes]] : [];
  });
  return { words: envelopes.map(([ballot]) => ballot), envelopes };
}

function keepApprovals(
  { store }: ApprovalParts,
  study: StudyId,
  roster: RosterView,
  envelopes: FetchedBallots['envelopes'],
): void {
  const words = wordsOf(
    roster.members,
    envelopes.map(([ballot]) => ballot),
    { matter: 'study', subject: study },
  );
  store.transaction(() => {
    for (const [member, { decision, reason, signer }] of words) {
      const [, bytes] = envelopes.find(([ballot]) => ballot.signer === signer)!;
      if (decision === 'approve' && reason.trim() !== '') store.votes.approve(study, member, bytes);
      else store.votes.withdraw(study, member);
    }
  });
}
