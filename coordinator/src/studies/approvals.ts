// Whose approval a study needs and has. Nodes count the same votes before each round.
import { contributorsOf, missingApprovals, type MissingApproval, type StudyId } from '@chorale/crypto';
import { nodesTakingPart, type Agreement } from '@chorale/models/planning';
import type { Rows } from '../storage/rows.js';
import type { ClosedRoster } from '../federation/closed-roster.js';
import { votesOn } from '../governance/ballots-on-record.js';
import { Votes } from '../storage/tables/federation-tables.js';

interface StudySetting {
  readonly terms: Agreement;
  /** In force. */
  readonly roster: ClosedRoster;
}

export async function missingFor(
  manager: Rows,
  study: StudyId,
  setting: StudySetting,
): Promise<MissingApproval[]> {
  const ballots = await votesOn(manager, study);
  return missingApprovals(setting.roster.message, ballots, study, askedMembers(setting));
}

/** A look that costs little before one that reads every vote: in a large federation they come one by one. */
export async function mayBeDecided(manager: Rows, study: StudyId, setting: StudySetting): Promise<boolean> {
  if (await manager.existsBy(Votes, { subject: study, decision: 'reject' })) return true;
  return (await manager.countBy(Votes, { subject: study })) >= askedMembers(setting).length;
}

/** Members whose nodes bring rows and may be seated; the others approve nothing, because nothing of theirs is used. */
function askedMembers({ terms, roster }: StudySetting): string[] {
  const { nodes, suspended } = roster.message;
  const seated = contributorsOf(nodesTakingPart(terms, nodes)).filter(({ id }) => !suspended.includes(id));
  return [...new Set(seated.map(({ member }) => member))];
}
