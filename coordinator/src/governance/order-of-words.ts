// A member's later act must count as its later word at every node. Nodes order words by the times in them, so a word whose time
// would make it the earlier one is refused and said so, never kept without effect.
import { memberSignedBy, supersedes, wordsOf, type Ballot, type Roster } from '@chorale/crypto';
import { CoordinatorError } from '../platform/errors.js';
import type { Rows } from '../storage/rows.js';
import { ballotsOn } from './ballots-on-record.js';

/** A clock that is further ahead would let nobody of the member speak after it. */
const MOST_AHEAD_MS = 24 * 3_600_000;

/**
 * @param ballot opened just now, and on no record yet; a key that signs for no member of the roster may say anything.
 * @param earlier vote of the same key on the same.
 * @throws CoordinatorError `vote-time` where nodes would count an earlier word of its member instead.
 */
export async function requireLatest(
  manager: Rows,
  roster: Pick<Roster, 'members'>,
  ballot: Ballot,
  nowMs: number,
  earlier?: Ballot,
): Promise<void> {
  const member = memberSignedBy(roster, ballot.signer);
  if (!member) return;
  if (ballot.at > nowMs + MOST_AHEAD_MS)
    throw new CoordinatorError(
      'vote-time',
      `the vote is dated ${dateOf(ballot.at)}, more than a day ahead of the coordinator; mend the clock and decide again`,
    );
  const word = wordsOf([member], await ballotsOn(manager, ballot), ballot).get(member.name);
  // The same decision by another of its people changes nothing about the member's word, whatever its time.
  const differing = word?.decision === ballot.decision ? undefined : word;
  const later = [earlier, differing].find((known) => known && !supersedes(ballot, known));
  if (later)
    throw new CoordinatorError(
      'vote-time',
      `"${member.name}" said "${later.decision}" at ${dateOf(later.at)}, which nodes would count instead of this ` +
        `"${ballot.decision}" ${ballot.at === 0 ? 'without a date' : `of ${dateOf(ballot.at)}`}; vote again: a word is dated after those that its node is shown`,
    );
}

function dateOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `millisecond ${ms}` : date.toISOString();
}
