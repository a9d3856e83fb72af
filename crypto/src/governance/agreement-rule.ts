// When members agree to an agreement: enough of them vote for it, none that takes part is against it, and what widens an
// earlier one has been seen by four eyes. Nodes ask the same function as the coordinator.
import { approvingAdministrators, approvingMembers, wordsOf, type Ballot } from './ballots.js';
import { votesNeeded, type Roster } from './roster.js';

export interface AgreementQuestion {
  /** Hash of the agreement. */
  readonly subject: string;
  /** Names of the members that take part. */
  readonly parties: readonly string[];
  /** Whether it raises a budget or widens a purpose beyond what was agreed on before. */
  readonly widens: boolean;
}

/** Why an agreement does not hold. */
export interface AgreementObstacle {
  /** `ended`: a party is against it, before or after it signed; `votes`, `four-eyes`: what is still missing. */
  readonly kind: 'ended' | 'votes' | 'four-eyes';
  readonly reason: string;
}

/** @returns undefined where members agree; whether each node signed is asked elsewhere. */
export function agreementObstacle(
  roster: Pick<Roster, 'members' | 'votesNeeded'>,
  ballots: readonly Ballot[],
  { subject, parties, widens }: AgreementQuestion,
): AgreementObstacle | undefined {
  const about = { matter: 'agreement', subject } as const;
  const { members } = roster;
  const words = wordsOf(members, ballots, about);
  for (const party of parties) {
    const word = words.get(party);
    if (word?.decision === 'reject')
      return {
        kind: 'ended',
        reason: `"${party}" is against it${word.reason === '' ? '' : `: ${word.reason}`}`,
      };
  }
  const approved = approvingMembers(members, ballots, about);
  const needed = votesNeeded(roster);
  if (approved.length < needed)
    return { kind: 'votes', reason: `${approved.length} of the ${needed} members needed voted for it` };
  const eyes = approvingAdministrators(members, ballots, about);
  const fromDifferentMembers = new Set(eyes.map(({ member }) => member)).size;
  if (widens && (members.length > 1 ? fromDifferentMembers : eyes.length) < 2)
    return {
      kind: 'four-eyes',
      reason:
        'it raises a budget or widens a purpose, which takes the votes of two administrators' +
        (members.length > 1 ? ' of different members' : ''),
    };
  return undefined;
}
