// Who has approved a study: every member whose node brings rows to it, each with a reason. Nodes ask this before each round.
import { wordsOf, type Ballot } from './ballots.js';
import type { Roster } from './roster.js';

/** A member's word on a study that is still missing, or against it. */
export interface MissingApproval {
  readonly member: string;
  /** Why it is against the study; undefined where it has not spoken. */
  readonly against: string | undefined;
}

/** @param members names of those whose nodes bring rows. */
export function missingApprovals(
  roster: Pick<Roster, 'members'>,
  ballots: readonly Ballot[],
  study: string,
  members: readonly string[],
): MissingApproval[] {
  const words = wordsOf(roster.members, ballots, { matter: 'study', subject: study });
  return [...new Set(members)].flatMap((name): MissingApproval[] => {
    const word = words.get(name);
    if (word?.decision === 'approve' && word.reason.trim() !== '') return [];
    return [{ member: name, against: word?.decision === 'reject' ? word.reason : undefined }];
  });
}

/** One line for people. */
export function missingInWords(missing: readonly MissingApproval[]): string {
  return missing
    .map(({ member, against }) =>
      against === undefined ? `"${member}" has not approved it` : `"${member}" rejects it: ${against}`,
    )
    .join('; ');
}
