// All that waits for a node, worked out from the database on each request.
import {
  MOST_NODES,
  PROTOCOL_VERSION,
  work,
  type RosterHash,
  type RoundPhase,
  type StudyId,
  type Work,
} from '@chorale/crypto';
import { In, IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { countUnused } from '../admission/round-keys.js';
import { isActive } from '../agreements/agreements.js';
import type { Caller } from '../federation/federation.js';
import type { ClosedRoster, RosterBook } from '../federation/rosters.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { REQUEST_LIFE_MS } from '../release/state-transfers.js';
import type { Database } from '../storage/database.js';
import { AgreementConsents, Agreements } from '../storage/tables/federation-tables.js';
import {
  Contributions,
  RoundMessages,
  Rounds,
  ShareVerdicts,
  StateRequests,
  Studies,
  type RoundRow,
} from '../storage/tables/round-tables.js';

/** Ended rounds of each study that are still listed, so that a node sees how what it worked on went out. */
const ENDED_ROUNDS_SHOWN = 4;
/** Rounds of an ended study are listed for so long after. */
const ENDED_STUDY_SHOWN_MS = 24 * 3600 * 1000;
/** Entries that each list of the work message holds. */
const MOST_LISTED = 4096;
const MOST_STUDIES_WITH_ROUNDS = Math.floor(MOST_LISTED / (ENDED_ROUNDS_SHOWN + 1));
const ENDED_PHASES: readonly RoundPhase[] = ['closed', 'burned', 'spent'];
const NO_ROSTER = '0'.repeat(64) as RosterHash;

export class WorkList {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly rosters: RosterBook,
  ) {}

  /** The encoded work message for a node. */
  of(caller: Caller): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const now = this.clock.now();
      const roster = await this.rosters.newest(manager);
      const requests = await manager.find(StateRequests, {
        where: { node: Not(caller.id), transfer: IsNull(), at: MoreThan(now - REQUEST_LIFE_MS) },
        order: { at: 'DESC' },
        take: MOST_NODES,
      });
      return work.encode({
        protocol: PROTOCOL_VERSION,
        now,
        roster: roster?.hash ?? NO_ROSTER,
        rosterVersion: roster?.version ?? 0,
        head: (await this.ledger.head(manager)).envelope,
        unusedRoundKeys: await countUnused(manager, caller),
        agreements: await agreementsFor(manager, caller, roster),
        studies: await studiesFor(manager),
        rounds: await roundsFor(manager, caller, now),
        stateRequests: requests.map(({ envelope }) => envelope),
      });
    });
  }
}

async function agreementsFor(
  manager: EntityManager,
  { id }: Caller,
  roster: ClosedRoster | undefined,
): Promise<Work['agreements']> {
  if (!roster) return [];
  const rows = await manager.find(Agreements, {
    select: { hash: true },
    order: { proposedAt: 'DESC', hash: 'DESC' },
    take: MOST_LISTED,
  });
  return Promise.all(
    rows.reverse().map(async ({ hash }) => ({
      agreement: hash,
      active: await isActive(manager, hash, roster),
      signedByYou: await manager.existsBy(AgreementConsents, {
        agreement: hash,
        roster: roster.hash,
        node: id,
      }),
    })),
  );
}

async function studiesFor(manager: EntityManager): Promise<Work['studies']> {
  const rows = await manager.find(Studies, { order: { startedAt: 'DESC', id: 'DESC' }, take: MOST_LISTED });
  return rows
    .reverse()
    .map(({ id, agreement, name, status, reason, roundsClosed, roundsPlanned, state }) => ({
      study: id,
      agreement,
      name,
      status,
      reason,
      roundsClosed,
      roundsPlanned,
      state,
    }));
}

/** Studies that run, ended lately, or whose last round is still to be burned. */
async function studiesWithRounds(manager: EntityManager, nowMs: number): Promise<StudyId[]> {
  const open = await manager.find(Rounds, {
    select: { id: true, study: true },
    where: { phase: Not(In(ENDED_PHASES)) },
  });
  const rows = await manager.find(Studies, {
    select: { id: true },
    where: [
      { status: 'running' },
      { endedAt: MoreThan(nowMs - ENDED_STUDY_SHOWN_MS) },
      { id: In(open.map(({ study }) => study)) },
    ],
    order: { startedAt: 'DESC', id: 'DESC' },
    take: MOST_STUDIES_WITH_ROUNDS,
  });
  return rows.map(({ id }) => id).reverse();
}

async function roundsFor(
  manager: EntityManager,
  { id: node }: Caller,
  nowMs: number,
): Promise<Work['rounds']> {
  const listed: Pick<RoundRow, 'id' | 'study' | 'phase'>[] = [];
  for (const id of await studiesWithRounds(manager, nowMs))
    listed.push(
      ...(await manager.find(Rounds, {
        select: { id: true, study: true, phase: true },
        where: { study: id },
        order: { round: 'DESC', attempt: 'DESC' },
        take: ENDED_ROUNDS_SHOWN + 1,
      })),
    );
  const round = In(listed.map(({ id }) => id));
  const contributions = await manager.find(Contributions, {
    select: { round: true, node: true },
    where: { round },
  });
  const verdicts = await manager.find(ShareVerdicts, {
    select: { round: true, member: true, node: true },
    where: { round, member: node },
  });
  const said = await manager.find(RoundMessages, {
    select: { round: true, kind: true, node: true },
    where: { round, node },
  });
  return listed.map(({ id, study, phase }) => {
    const here = contributions.filter((row) => row.round === id);
    const hasSaid = (kind: string): boolean => said.some((row) => row.round === id && row.kind === kind);
    return {
      round: id,
      study,
      phase,
      contributed: here.length,
      yourContribution: here.some((row) => row.node === node),
      yourReports: verdicts.filter((row) => row.round === id).length,
      yourCommit: hasSaid('commit'),
      yourRelease: hasSaid('release'),
      yourAdoption: hasSaid('adoption'),
      yourBurn: hasSaid('burn'),
    };
  });
}
