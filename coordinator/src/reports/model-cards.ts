// The model card of a finished study, from what the ledger proves. Measures are on it only where the agreement lets the coordinator
// open the sums; otherwise a member that adopted the model writes them.
import type { RoundId, StudyId } from '@chorale/crypto';
import {
  CARD_ROUND_ENTRIES,
  CARD_STUDY_ENTRIES,
  evaluationOfSums,
  modelCard,
  studyModelSchema,
  type Agreement,
  type CardEvaluation,
  type CardLineage,
  type LedgerPlace,
  type ModelCard,
} from '@chorale/models/planning';
import { parseAgreement } from '../agreements/standing.js';
import type { BudgetView } from '../budget/budget-view.js';
import type { Federation } from '../federation/federation.js';
import type { RosterBook } from '../federation/rosters.js';
import type { Ledger } from '../ledger/ledger.js';
import { agreementsOf, requireStudyOf, type OnlyMember } from '../people/member-view.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { PartyMetricsDesk } from '../release/party-metrics.js';
import { In } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Agreements } from '../storage/tables/federation-tables.js';
import { LedgerEntries, LedgerIndex, type LedgerIndexRow } from '../storage/tables/ledger-tables.js';
import { Contributions, OpenedSums, Rounds, Studies, type StudyRow } from '../storage/tables/round-tables.js';
import { parseStudy } from '../studies/study-record.js';
import type { OpenedSum } from './report-schemas.js';

export class ModelCards {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly federation: Pick<Federation, 'name'>,
    private readonly rosters: Pick<RosterBook, 'requiredInForce'>,
    private readonly budget: Pick<BudgetView, 'statementOfStudy'>,
    private readonly partyMetrics: Pick<PartyMetricsDesk, 'on'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param idOrName of a study that finished.
   * @param member whose studies are told; null: all.
   * @throws CoordinatorError `not-found`, `study-running`, `study-ended` for one that was stopped and so made no model.
   */
  card(idOrName: string, member: OnlyMember): Promise<ModelCard> {
    return this.database.read(async (manager) => {
      const row = await requireStudyOf(manager, idOrName, member);
      requireFinished(row);
      const agreement = await manager.findOneByOrFail(Agreements, { hash: row.agreement });
      const terms = parseAgreement(agreement);
      const { message } = await this.rosters.requiredInForce(manager);
      const { size, root } = await this.ledger.head(manager);
      return modelCard({
        writtenBy: 'coordinator',
        writtenAt: new Date(this.clock.now()).toISOString(),
        federation: this.federation.name,
        study: {
          id: row.id,
          document: parseStudy(row),
          state: row.state,
          roundsClosed: row.roundsClosed,
          endedEarly: row.reason,
        },
        agreement: { hash: row.agreement, terms },
        members: message.members.map(({ name }) => name),
        privacy: await this.budget.statementOfStudy(manager, row.id, terms),
        evaluations: terms.release === 'coordinator' ? await this.evaluationsOf(manager, row.id, member) : [],
        byParty: await this.byParty(manager, row),
        release: null,
        lineage: await lineageOf(manager, row.id),
        head: { size, root },
      });
    });
  }

  private async byParty(manager: Rows, study: StudyRow): Promise<ModelCard['byParty']> {
    const found: ModelCard['byParty'] = [];
    for (const { entry, ...released } of await this.partyMetrics.on(manager, study)) {
      const entries = await manager.findBy(LedgerIndex, { position: entry });
      found.push({ ...released, ledger: (await placesOf(manager, entries)).get(study.id) ?? [] });
    }
    return found;
  }

  /** Finished studies of the member that measured this very model, whose own agreements let the sums be opened here. */
  private async evaluationsOf(manager: Rows, model: StudyId, member: OnlyMember): Promise<CardEvaluation[]> {
    const agreements = await agreementsOf(manager, member);
    const found: CardEvaluation[] = [];
    const rows = await manager.find(Studies, {
      where: { status: 'finished' },
      order: { startedAt: 'ASC', id: 'ASC' },
    });
    for (const row of rows) {
      if (agreements && !agreements.has(row.agreement)) continue;
      const study = parseStudy(row);
      const measured = studyModelSchema.safeParse(study.settings['model']);
      if (study.computation !== 'evaluate' || measured.data?.pinned?.study !== model) continue;
      const [opened] = await manager.findBy(OpenedSums, { study: row.id });
      if (!opened) continue;
      const agreement = await manager.findOneByOrFail(Agreements, { hash: row.agreement });
      const terms: Agreement = parseAgreement(agreement);
      if (terms.release !== 'coordinator') continue;
      const nodes = await manager.countBy(Contributions, { round: opened.round });
      const blocks = JSON.parse(opened.blocks) as OpenedSum['blocks'];
      const { groupBy } = study.settings;
      found.push({
        study: row.id,
        name: row.name,
        state: row.state,
        groupBy: typeof groupBy === 'string' ? groupBy : undefined,
        result: evaluationOfSums(terms, study, nodes, blocks),
        privacy: await this.budget.statementOfStudy(manager, row.id, terms),
        lineage: await lineageOf(manager, row.id),
      });
    }
    return found;
  }
}

function requireFinished({ name, status, reason }: StudyRow): void {
  if (status === 'finished') return;
  if (status === 'stopped')
    throw new CoordinatorError('study-ended', `study "${name}" was stopped and released no model: ${reason}`);
  throw new CoordinatorError(
    'study-running',
    `study "${name}" has not finished; its card is written once it has`,
  );
}

async function lineageOf(manager: Rows, study: StudyId): Promise<CardLineage> {
  const rounds = await manager.find(Rounds, {
    select: { id: true, round: true, attempt: true, phase: true, state: true, nextState: true },
    where: { study },
    order: { round: 'ASC', attempt: 'ASC' },
  });
  const entries = await manager.find(LedgerIndex, {
    where: { study, kind: In([...CARD_STUDY_ENTRIES, ...CARD_ROUND_ENTRIES]) },
    order: { position: 'ASC' },
  });
  const places = await placesOf(manager, entries);
  return {
    ledger: places.get(study) ?? [],
    rounds: rounds.map(({ id, round, attempt, phase, state, nextState }) => ({
      round: id satisfies RoundId,
      index: round,
      attempt,
      outcome: phase,
      startsFrom: state,
      leadsTo: nextState,
      ledger: places.get(id) ?? [],
    })),
  };
}

async function placesOf(
  manager: Rows,
  entries: readonly LedgerIndexRow[],
): Promise<ReadonlyMap<string, LedgerPlace[]>> {
  const leaves = await manager.find(LedgerEntries, {
    select: { position: true, leafHash: true },
    where: { position: In(entries.map(({ position }) => position)) },
  });
  const hashes = new Map(leaves.map(({ position, leafHash }) => [position, leafHash]));
  const places = new Map<string, LedgerPlace[]>();
  for (const { kind, position, subject } of entries) {
    const hash = Buffer.from(hashes.get(position)!).toString('hex');
    places.set(subject, [...(places.get(subject) ?? []), { kind, position, hash }]);
  }
  return places;
}
