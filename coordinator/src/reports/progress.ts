// How things stand, for people: members, studies, rounds. Only what the ledger and the members know anyway.
import { fingerprintOf, roundPhases, wordsOf, type NodeId, type RoundPhase } from '@chorale/crypto';
import type { BudgetPosition } from '@chorale/models/planning';
import { parseAgreement } from '../agreements/standing.js';
import type { BudgetView } from '../budget/budget-view.js';
import type { AgreementBook } from '../agreements/agreements.js';
import { votesOn } from '../governance/ballots-on-record.js';
import { missingFor } from '../studies/approvals.js';
import type { RosterBook } from '../federation/rosters.js';
import type { Presence } from '../platform/presence.js';
import { messagesOf } from '../rounds/round-record.js';
import { openRefusal } from '../rounds/refusals.js';
import type { Rows } from '../storage/rows.js';
import type { Database } from '../storage/database.js';
import { Agreements, Nodes } from '../storage/tables/federation-tables.js';
import { BytesReceived } from '../storage/tables/request-tables.js';
import {
  Contributions,
  Rounds,
  Studies,
  type RoundRow,
  type StudyRow,
} from '../storage/tables/round-tables.js';
import { findStudy, parseStudy } from '../studies/study-record.js';
import type { MemberReport, RoundReport, StudyReport, StudySummary } from './report-schemas.js';

export class ProgressReports {
  constructor(
    private readonly database: Database,
    private readonly budgetView: BudgetView,
    private readonly rosters: RosterBook,
    private readonly agreements: AgreementBook,
    private readonly presence: Presence,
  ) {}

  members(): Promise<MemberReport[]> {
    return this.database.read(async (manager) => {
      const roster = await this.rosters.toSign(manager);
      const inRoster = new Set(roster?.message.nodes.map(({ id }) => id));
      const rows = await manager.find(Nodes, { order: { name: 'ASC' } });
      return rows.map(({ id, name, member, region, role, signingKey, retiredAt }) => ({
        node: id,
        name,
        member,
        region,
        role,
        fingerprint: fingerprintOf(signingKey),
        inRoster: inRoster.has(id),
        retired: retiredAt !== null,
        lastSeen: this.presence.lastSeen(id) ?? null,
      }));
    });
  }

  /** @param under agreements whose studies are wanted; undefined: all. */
  studies(under?: ReadonlySet<string>): Promise<StudySummary[]> {
    return this.database.read(async (manager) => {
      const rows = await manager.find(Studies, { order: { startedAt: 'ASC', id: 'ASC' } });
      return rows.filter(({ agreement }) => under?.has(agreement) ?? true).map(summaryOf);
    });
  }

  /** @throws CoordinatorError `not-found`. */
  study(idOrName: string): Promise<StudyReport> {
    return this.database.read(async (manager) => {
      const row = await findStudy(manager, idOrName);
      const names = new Map((await manager.find(Nodes)).map(({ id, name }) => [id, name]));
      const agreement = await manager.findOneByOrFail(Agreements, { hash: row.agreement });
      const received = await manager.find(BytesReceived, {
        where: { study: row.id },
        order: { node: 'ASC' },
      });
      const rounds = await manager.find(Rounds, {
        where: { study: row.id },
        order: { round: 'ASC', attempt: 'ASC' },
      });
      const reports: RoundReport[] = [];
      for (const round of rounds) reports.push(await roundReport(manager, round, names));
      return {
        ...summaryOf(row),
        ...(await this.approvalsOf(manager, row)),
        agreement: row.agreement,
        state: row.state,
        startedAt: row.startedAt,
        endedAt: row.endedAt,
        leftOut: (parseStudy(row).exclusions?.nodes ?? []).map((node) => names.get(node as NodeId) ?? node),
        privacy: await this.budgetView.statementOfStudy(manager, row.id, parseAgreement(agreement)),
        bytesReceived: received.map(({ node, bytes }) => ({ node: names.get(node) ?? node, bytes })),
        rounds: reports,
      };
    });
  }

  private async approvalsOf(
    manager: Rows,
    { id, agreement, status }: StudyRow,
  ): Promise<Pick<StudyReport, 'approvals' | 'awaiting'>> {
    const standing = await this.agreements.standing(manager, agreement);
    const isOpen = status === 'proposed' || status === 'running';
    const missing = isOpen && !('isOver' in standing) ? await missingFor(manager, id, standing) : [];
    const { message } = await this.rosters.requiredInForce(manager);
    const words = wordsOf(message.members, await votesOn(manager, id), { matter: 'study', subject: id });
    return {
      approvals: [...words].map(([member, { decision, reason, at }]) => ({ member, decision, reason, at })),
      awaiting: missing.map(({ member }) => member),
    };
  }

  /** Every limit that holds today, as if all nodes had taken part in all rounds; a node's own account decides. */
  budget(): Promise<BudgetPosition[]> {
    return this.database.read((manager) => this.budgetView.positions(manager));
  }

  /** Rounds in each phase, for the metrics. */
  roundsByPhase(): Promise<Map<RoundPhase, number>> {
    return this.database.read(async (manager) => {
      const counts = new Map<RoundPhase, number>();
      for (const phase of roundPhases) counts.set(phase, await manager.countBy(Rounds, { phase }));
      return counts;
    });
  }
}

function summaryOf(row: StudyRow): StudySummary {
  const { id, name, status, reason, roundsClosed, roundsPlanned } = row;
  return {
    study: id,
    name,
    status,
    reason,
    computation: parseStudy(row).computation,
    roundsClosed,
    roundsPlanned,
  };
}

async function roundReport(
  manager: Rows,
  row: RoundRow,
  names: ReadonlyMap<NodeId, string>,
): Promise<RoundReport> {
  const nameOf = ({ node }: { node: NodeId }): string => names.get(node) ?? node;
  const contributions = await manager.find(Contributions, {
    where: { round: row.id },
    order: { node: 'ASC' },
  });
  const said = async (kind: Parameters<typeof messagesOf>[2]): Promise<string[]> =>
    (await messagesOf(manager, row.id, kind)).map(nameOf);
  return {
    round: row.id,
    index: row.round,
    attempt: row.attempt,
    phase: row.phase,
    reason: row.reason,
    openedAt: row.openedAt,
    endedAt: row.endedAt,
    contributed: contributions.map(nameOf),
    committed: await said('commit'),
    released: await said('release'),
    adopted: await said('adoption'),
    burned: await said('burn'),
    refused: (await messagesOf(manager, row.id, 'refusal')).map((message) => {
      const { code, reason } = openRefusal(message.envelope);
      return { node: nameOf(message), code, reason };
    }),
    ciphertextBytes: contributions.reduce((total, { ciphertextBytes }) => total + ciphertextBytes, 0),
  };
}
