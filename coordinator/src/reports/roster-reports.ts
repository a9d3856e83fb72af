// Rosters for people: what each changed, who signed it, and what is still missing.
import {
  rosterChangeInWords,
  fingerprintOf,
  rosterChanges,
  votesNeeded,
  wordsOf,
  type Roster,
} from '@chorale/crypto';
import type { Rows } from '../storage/rows.js';
import { isInForce, readClosed, waitingAmong } from '../federation/closed-roster.js';
import { ballotsOnRoster } from '../governance/ballots-on-record.js';
import { RosterConsents, type RosterRow } from '../storage/tables/federation-tables.js';
import type { RosterReport } from './audit-schemas.js';

/** @param rows all versions, oldest first, of which `row` is one. */
export async function rosterReportOf(
  manager: Rows,
  row: RosterRow,
  rows: readonly RosterRow[],
): Promise<RosterReport> {
  const consents = await manager.find(RosterConsents, {
    where: { roster: row.hash },
    order: { node: 'ASC' },
  });
  const roster = readClosed(row).message;
  const followed = rows.find(({ hash }) => hash === roster.previous);
  const before = followed && readClosed(followed).message;
  const electorate = before ?? roster;
  const ballots = await ballotsOnRoster(manager, row.hash);
  const words = wordsOf(electorate.members, ballots, { matter: 'roster', subject: row.hash });
  return {
    roster: row.hash,
    version: row.version,
    state: stateOf(row, rows),
    closedAt: row.closedAt,
    inForce: isInForce(row),
    inForceEntry: row.inForceEntry,
    nodes: roster.nodes.map(({ id, name, member, region, role }) => ({
      node: id,
      name,
      member,
      region,
      role,
    })),
    consents: consents.map(({ node, at, envelope }) => ({
      ...{ node, at },
      envelope: Buffer.from(envelope).toString('base64'),
    })),
    reason: row.reason,
    changes: before ? rosterChanges(before, roster).map(rosterChangeInWords) : [],
    members: roster.members.map(({ name: member, administrators }) => ({
      member,
      administrators: administrators.map((one) => ({ name: one.name, fingerprint: fingerprintOf(one.key) })),
    })),
    suspended: suspendedNames(roster),
    votesNeeded: votesNeeded(electorate),
    votes: [...words].map(([member, { decision, reason, at }]) => ({ member, decision, reason, at })),
  };
}

/** What comes into force lets everything else drop that was put against the roster before it. */
function stateOf(row: RosterRow, rows: readonly RosterRow[]): RosterReport['state'] {
  if (row.hash === rows.findLast(isInForce)?.hash) return 'in-force';
  if (isInForce(row)) return 'replaced';
  return waitingAmong(rows).some(({ hash }) => hash === row.hash) ? 'waiting' : 'dropped';
}

function suspendedNames({ nodes, suspended }: Roster): string[] {
  return nodes.filter(({ id }) => suspended.includes(id)).map(({ name }) => name);
}
