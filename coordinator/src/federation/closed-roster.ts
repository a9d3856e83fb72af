// A roster as it was put before the members: its bytes with what they say, in force or not.
import { readRoster, type Roster } from '@chorale/crypto';
import { CoordinatorError } from '../platform/errors.js';
import { readOnce } from '../storage/read-once.js';
import type { Rows } from '../storage/rows.js';
import { Rosters, type RosterRow } from '../storage/tables/federation-tables.js';
import type { Caller } from './federation.js';

export interface ClosedRoster extends RosterRow {
  readonly message: Roster;
}

/** The newest version that was put before the members, whatever came of it. */
export function findNewest(manager: Rows): Promise<RosterRow | null> {
  return manager.findOne(Rosters, { order: { version: 'DESC' } });
}

/** The same row, or none, read. */
export function closed(row: RosterRow | null): ClosedRoster | undefined {
  return row ? readClosed(row) : undefined;
}

/** Work goes on under one version at a time; older ones are asked for by signatures under them, and read again where they were forgotten. */
const MOST_READ_ROSTERS = 16;
const rosterByHash = readOnce(readRoster, MOST_READ_ROSTERS);

export function readClosed(row: RosterRow): ClosedRoster {
  return { ...row, message: rosterByHash(row.hash, row.bytes) };
}

/**
 * What waits for signatures and can still follow the roster in force, oldest version first. Proposals stand beside each other:
 * of each member the newest, of the coordinator's administrator all, and before a first roster is in force its newest.
 * @param rows all versions, oldest first.
 */
export function waitingAmong(rows: readonly RosterRow[]): ClosedRoster[] {
  const present = rows.findLast(isInForce);
  if (!present) return rows.slice(-1).map(readClosed);
  const waiting = rows
    .filter((row) => row.version > present.version)
    .map(readClosed)
    .filter(({ message }) => message.previous === present.hash);
  const newest = new Map(waiting.map((row) => [row.proposer, row]));
  return waiting.filter((row) => row.proposer === null || newest.get(row.proposer) === row);
}

export function requireInRoster(current: ClosedRoster, caller: Caller): void {
  if (!current.message.nodes.some(({ id }) => id === caller.id))
    throw new CoordinatorError(
      'roster-outdated',
      `node "${caller.name}" enrolled after roster version ${current.version} was closed; it joins with the next one`,
    );
}

export function isInForce({ inForceEntry }: { inForceEntry: number | null }): boolean {
  return inForceEntry !== null;
}
