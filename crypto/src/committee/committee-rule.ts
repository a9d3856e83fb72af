// Who sits on the committee, how many of them open a sum, and how many recipients make a state.
import { SecureSumError } from '../errors.js';
import type { RosterNode } from '../wire/federation-messages.js';
import type { NodeId } from '../wire/ids.js';

/** Up to this many nodes, every node sits on the committee unless the agreement names one. */
export const MOST_NODES_AS_COMMITTEE = 16;
/** A named committee is small beside its federation; fewer members than this would be few to corrupt. */
export const FEWEST_NAMED = 7;

/** t of m: with it, up to 2t-m-1 corrupt members cannot open a second set beside the honest ones. */
export function committeeThreshold(members: number): number {
  if (!Number.isInteger(members) || members < 3)
    throw new RangeError('a committee has three members or more');
  return Math.floor((2 * members) / 3) + 1;
}

/** Nodes that bring rows; the others only sit on the committee. */
export function contributorsOf(roster: readonly RosterNode[]): readonly RosterNode[] {
  return roster.filter(({ role }) => role === 'contributor');
}

/**
 * The committee of every round under one agreement and one signed roster, by ascending node id.
 * @param named names of its members, as the agreement lists them; undefined where it names none.
 * @throws SecureSumError `committee-invalid`.
 */
export function committeeOf(roster: readonly RosterNode[], named: readonly string[] | undefined): NodeId[] {
  if (named === undefined && roster.length > MOST_NODES_AS_COMMITTEE)
    throw new SecureSumError(
      'committee-invalid',
      `${roster.length} nodes are too many to sit on a committee together; name ${FEWEST_NAMED} or more of them under ` +
        '`committee` in the agreement',
    );
  const missing = named?.filter((name) => !roster.some((node) => node.name === name)) ?? [];
  if (missing.length > 0)
    throw new SecureSumError(
      'committee-invalid',
      `the agreement names ${missing.map((name) => `"${name}"`).join(', ')} for the committee, but no such node is in ` +
        'the roster; enrol it, or correct `committee`',
    );
  return roster
    .filter(({ name }) => named?.includes(name) ?? true)
    .map(({ id }) => id)
    .sort();
}

/**
 * Recipients that have to derive the same state before anybody believes it: as many as would open a sum if the
 * contributors were the committee, at most those of the largest such committee, and more than collude by the agreement.
 * @param colluding h of the agreement.
 */
export function adoptionQuorum(contributors: number, colluding: number): number {
  return Math.max(committeeThreshold(Math.min(contributors, MOST_NODES_AS_COMMITTEE)), colluding + 1);
}
