// All that waits for a node, worked out from the database whenever something in it changed.
import {
  MOST_NODES,
  PROTOCOL_VERSION,
  work,
  type AgreementHash,
  type NodeId,
  type RosterHash,
  type RoundId,
  type RoundPhase,
  type StudyId,
  type Work,
} from '@chorale/crypto';
import { countAllUnused } from '../admission/round-keys.js';
import { standingOf } from '../agreements/standing.js';
import type { Caller } from '../federation/federation.js';
import type { ClosedRoster } from '../federation/closed-roster.js';
import type { RosterBook } from '../federation/rosters.js';
import type { Ledger } from '../ledger/ledger.js';
import { listDrawings, wantedOf, type OpenDrawing } from '../grouping/list-drawings.js';
import type { Clock } from '../platform/clock.js';
import { REQUEST_LIFE_MS } from '../release/state-transfers.js';
import { In, IsNull, MoreThan, Not } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database } from '../storage/database.js';
import {
  AgreementConsents,
  Agreements,
  RosterConsents,
  Rosters,
  Votes,
} from '../storage/tables/federation-tables.js';
import { Drawings, LotAnchors, Lots } from '../storage/tables/drawing-tables.js';
import { LedgerHeads } from '../storage/tables/ledger-tables.js';
import {
  Contributions,
  RoundKeys,
  RoundMessages,
  Rounds,
  ShareVerdicts,
  StateRequests,
  Studies,
  type RoundRow,
  type StateRequestRow,
} from '../storage/tables/round-tables.js';

/** Ended rounds of each study that are still listed, so that a node sees how what it worked on went out. */
const ENDED_ROUNDS_SHOWN = 4;
/** Rounds of an ended study are listed for so long after. */
const ENDED_STUDY_SHOWN_MS = 24 * 3600 * 1000;
/** What is old enough to be forgotten leaves the list within this time. */
const LISTED_ANEW_MS = 60_000;
/** Entries that each list of the work message holds. */
const MOST_LISTED = 4096;
const MOST_STUDIES_WITH_ROUNDS = Math.floor(MOST_LISTED / (ENDED_ROUNDS_SHOWN + 1));
const ENDED_PHASES: readonly RoundPhase[] = ['closed', 'burned', 'spent'];
const NO_ROSTER = '0'.repeat(64) as RosterHash;

/** What is listed for every node alike; read once for all that ask between two changes. */
interface Listed {
  readonly head: Uint8Array;
  readonly studies: Work['studies'];
  readonly rounds: readonly ListedRound[];
  readonly drawings: readonly OpenDrawing[];
  readonly stateRequests: readonly StateRequestRow[];
  readonly unusedRoundKeys: ReadonlyMap<NodeId, number>;
}
interface ListedRound {
  readonly row: Pick<RoundRow, 'id' | 'study' | 'phase'>;
  readonly contributed: ReadonlySet<NodeId>;
  /** Verdicts by member. */
  readonly reports: ReadonlyMap<NodeId, number>;
  /** `kind node` of each signed message. */
  readonly said: ReadonlySet<string>;
}
interface AgreementsListed {
  /** In force. */
  readonly roster: ClosedRoster | undefined;
  readonly agreements: readonly {
    readonly hash: AgreementHash;
    readonly active: boolean;
    readonly signedBy: ReadonlySet<NodeId>;
  }[];
}

export class WorkList {
  private readonly listed: () => Promise<Listed>;
  private readonly agreements: () => Promise<AgreementsListed>;

  constructor(
    database: Database,
    ledger: Ledger,
    private readonly clock: Clock,
    rosters: RosterBook,
  ) {
    this.listed = database.remembering(
      [
        ...[
          LedgerHeads,
          Studies,
          Rounds,
          Contributions,
          ShareVerdicts,
          RoundMessages,
          StateRequests,
          RoundKeys,
        ],
        ...[LotAnchors, Drawings, Lots],
      ],
      (manager) => readListed(manager, ledger, clock.now()),
      () => Math.floor(clock.now() / LISTED_ANEW_MS),
    );
    this.agreements = database.remembering(
      [Rosters, RosterConsents, Agreements, AgreementConsents, Votes],
      async (manager) => {
        const roster = await rosters.inForce(manager);
        const toSign = await rosters.toSign(manager);
        return { roster, agreements: toSign ? await readAgreements(manager, roster, toSign) : [] };
      },
    );
  }

  /** The encoded work message for a node. */
  async of({ id }: Caller): Promise<Uint8Array> {
    const { roster, agreements } = await this.agreements();
    const { head, studies, rounds, drawings, stateRequests, unusedRoundKeys } = await this.listed();
    return work.encode({
      protocol: PROTOCOL_VERSION,
      now: this.clock.now(),
      roster: roster?.hash ?? NO_ROSTER,
      rosterVersion: roster?.version ?? 0,
      head,
      unusedRoundKeys: unusedRoundKeys.get(id) ?? 0,
      agreements: agreements.map(({ hash, active, signedBy }) => ({
        agreement: hash,
        active,
        signedByYou: signedBy.has(id),
      })),
      studies,
      rounds: rounds.map((round) => roundFor(id, round)),
      drawings: drawings.flatMap((drawing) => wantedOf(id, drawing) ?? []),
      stateRequests: stateRequests.filter(({ node }) => node !== id).map(({ envelope }) => envelope),
    });
  }
}

function roundFor(node: NodeId, { row, contributed, reports, said }: ListedRound): Work['rounds'][number] {
  const { id, study, phase } = row;
  return {
    round: id,
    study,
    phase,
    contributed: contributed.size,
    yourContribution: contributed.has(node),
    yourReports: reports.get(node) ?? 0,
    yourCommit: said.has(`commit ${node}`),
    yourRelease: said.has(`release ${node}`),
    yourAdoption: said.has(`adoption ${node}`),
    yourBurn: said.has(`burn ${node}`),
  };
}

async function readListed(manager: Rows, ledger: Ledger, nowMs: number): Promise<Listed> {
  const stateRequests = await manager.find(StateRequests, {
    where: { transfer: IsNull(), at: MoreThan(nowMs - REQUEST_LIFE_MS) },
    order: { at: 'DESC' },
    take: MOST_NODES,
  });
  return {
    head: (await ledger.head(manager)).envelope,
    studies: await studiesFor(manager),
    rounds: await readRounds(manager, nowMs),
    drawings: await listDrawings(manager),
    stateRequests,
    unusedRoundKeys: await countAllUnused(manager),
  };
}

async function readAgreements(
  manager: Rows,
  present: ClosedRoster | undefined,
  toSign: ClosedRoster,
): Promise<AgreementsListed['agreements']> {
  const rows = await manager.find(Agreements, {
    order: { proposedAt: 'DESC', hash: 'DESC' },
    take: MOST_LISTED,
  });
  return Promise.all(
    rows.reverse().map(async (row) => {
      const { signed, active } = await standingOf(manager, row, toSign);
      if (present?.hash === toSign.hash) return { hash: row.hash, active, signedBy: signed };
      const isActive = present !== undefined && (await standingOf(manager, row, present)).active;
      return { hash: row.hash, active: isActive, signedBy: signed };
    }),
  );
}

async function studiesFor(manager: Rows): Promise<Work['studies']> {
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
async function studiesWithRounds(manager: Rows, nowMs: number): Promise<StudyId[]> {
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

async function readRounds(manager: Rows, nowMs: number): Promise<ListedRound[]> {
  const listed: ListedRound['row'][] = [];
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
  const contributions = groupByRound(
    await manager.find(Contributions, { select: { round: true, node: true }, where: { round } }),
  );
  const verdicts = groupByRound(await manager.countEach(ShareVerdicts, ['round', 'member'], { round }));
  const said = groupByRound(
    await manager.find(RoundMessages, { select: { round: true, kind: true, node: true }, where: { round } }),
  );
  return listed.map((row) => ({
    row,
    contributed: new Set(contributions.of(row.id).map(({ node }) => node)),
    reports: new Map(verdicts.of(row.id).map(({ member, count }) => [member, count])),
    said: new Set(said.of(row.id).map(({ kind, node }) => `${kind} ${node}`)),
  }));
}

function groupByRound<Row extends { round: RoundId }>(rows: readonly Row[]): { of(id: RoundId): Row[] } {
  const groups = new Map<RoundId, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.round);
    if (group) group.push(row);
    else groups.set(row.round, [row]);
  }
  return { of: (id) => groups.get(id) ?? [] };
}
