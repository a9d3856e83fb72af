// A model that the release gate holds back is let pass by four eyes: two administrators, of two members, each with a reason. Nodes
// ask the same function as the coordinator.
import { createHash } from 'node:crypto';
import type { Hash, StudyId } from '../wire/ids.js';
import { approvingAdministrators, wordsOf, type Ballot } from './ballots.js';
import type { Roster } from './roster.js';

const TAG = 'chorale/release-override/1';

/**
 * What is voted on: that what a study found, or did not, shall not hold a model back. Apart from the study itself, on which the same
 * keys have voted.
 * @param study that measured the model; the model's own where nobody measured it.
 */
export function releaseSubject(study: StudyId): Hash {
  return createHash('sha256').update(`${TAG}\n${study}`).digest('hex') as Hash;
}

export interface ReleaseWords {
  /** Members whose administrators agree, with their reasons, by name. */
  readonly approvedBy: readonly { readonly member: string; readonly reason: string }[];
  /** What is missing; undefined where the model may pass. */
  readonly obstacle: string | undefined;
}

/** @param subject of {@link releaseSubject}. */
export function releaseWords(
  roster: Pick<Roster, 'members'>,
  ballots: readonly Ballot[],
  subject: Hash,
): ReleaseWords {
  const about = { matter: 'release', subject } as const;
  const { members } = roster;
  // Each with a reason: who says none has not looked.
  const withReasons = ballots.filter(({ decision, reason }) => decision === 'reject' || reason.trim() !== '');
  const eyes = approvingAdministrators(members, withReasons, about);
  const names = new Set(eyes.map(({ member }) => member));
  const words = wordsOf(members, withReasons, about);
  const approvedBy = [...names].map((member) => ({ member, reason: words.get(member)?.reason ?? '' }));
  const seen = members.length > 1 ? names.size : eyes.length;
  if (seen >= 2) return { approvedBy, obstacle: undefined };
  const who = members.length > 1 ? 'administrators of two different members' : 'two administrators';
  return { approvedBy, obstacle: `${seen} of 2: it takes the votes of ${who}, each with a reason` };
}
