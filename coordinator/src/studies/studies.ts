// Studies: one computation under one active agreement, planned in full before its first round.
import {
  missingInWords,
  nextLayout,
  studyId,
  type AgreementHash,
  type StateHash,
  type StudyId,
  type StudyStatus,
} from '@chorale/crypto';
import {
  encodeState,
  hashOfEncodedState,
  periodOf,
  planStudy,
  StudyPlanError,
  StudyDocumentError,
  studySchema,
  unplayedRoles,
  type Agreement,
  type BudgetRefusal,
  type CountedRelease,
  type Study,
  type StudyDocument,
  type StudyPlan,
} from '@chorale/models/planning';
import { type AgreementBook, type AgreementInForce } from '../agreements/agreements.js';
import { isExpired } from '../agreements/standing.js';
import type { BudgetView } from '../budget/budget-view.js';
import { exclusionsUnder, refuseTooFew, seatedIn } from '../grouping/exclusions.js';
import type { Ledger } from '../ledger/ledger.js';
import { checked } from '../platform/checked.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { RoundRunner } from '../rounds/round-runner.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import { Studies, type StudyRow } from '../storage/tables/round-tables.js';
import { mayBeDecided, missingFor } from './approvals.js';
import { pinModel } from './pin-model.js';
import { findStudy, parseStudy, type StudyEnds, type StudyPlans } from './study-record.js';

export interface StartedStudy {
  readonly study: StudyId;
  readonly name: string;
  readonly agreement: AgreementHash;
  /** `proposed` until every member that brings rows has approved it. */
  readonly status: StudyStatus;
  /** Members whose approval is still missing. */
  readonly awaiting: string[];
  readonly roundsPlanned: number;
  readonly privacy: StudyPlan['privacy'];
  /** What its author may have forgotten, for people. */
  readonly notices: string[];
}

export interface StoppedStudy {
  readonly study: StudyId;
  readonly name: string;
  readonly reason: string;
}

export class StudyBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly agreements: AgreementBook,
    private readonly budget: BudgetView,
    private readonly rounds: RoundRunner,
    private readonly ends: StudyEnds,
    private readonly plans: StudyPlans,
  ) {}

  /**
   * Plans a study and puts it before the members; once all of them have approved it, its first round opens.
   * @throws CoordinatorError for a document that does not fit its agreement or what is left of the budget.
   */
  async start(document: unknown): Promise<StartedStudy> {
    const written = checked(studySchema, document, true);
    return await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const agreement = await this.agreements.requireActive(manager, written.agreement);
      if (isExpired(agreement.terms, this.clock.now()))
        throw new CoordinatorError(
          'agreement-expired',
          `the agreement expired on ${agreement.terms.expires}; propose a new one`,
        );
      // The hash pins the agreement, whatever other one takes the same title later.
      const named: Study = { ...written, agreement: agreement.hash };
      const study: StudyDocument = await pinModel(manager, this.agreements, agreement.terms, named);
      const exclusions = await exclusionsUnder(manager, agreement);
      if (exclusions) study.exclusions = exclusions;
      const seated = seatedIn(agreement, study);
      refuseTooFew(agreement, seated);
      const plan = this.plan(seated, study);
      await this.requireRoom(manager, agreement.terms, plan);
      if (await manager.existsBy(Studies, { name: study.name }))
        throw new CoordinatorError(
          'study-exists',
          `there is a study "${study.name}" already; choose another name`,
        );
      const id = await this.store(transaction, agreement, study, plan);
      const missing = await missingFor(manager, id, agreement);
      return {
        study: id,
        name: study.name,
        agreement: agreement.hash,
        status: 'proposed',
        awaiting: missing.map(({ member }) => member),
        roundsPlanned: plan.rounds.length,
        privacy: plan.privacy,
        notices: noticesOf(study, agreement.terms),
      };
    });
  }

  /**
   * What follows from members' votes on a study: it starts with the last approval that was missing, and ends where one is
   * against it. One that runs already stops before its next round.
   */
  async decide(transaction: Transaction, { id, status }: Pick<StudyRow, 'id' | 'status'>): Promise<void> {
    if (status === 'running') await this.rounds.advanceStudy(transaction, id);
    if (status !== 'proposed') return;
    const { manager } = transaction;
    const row = await findStudy(manager, id);
    if (!(await mayBeDecided(manager, id, await this.agreements.setting(manager, row.agreement)))) return;
    const agreement = await this.agreements.standing(manager, row.agreement);
    if ('isOver' in agreement) return;
    const missing = await missingFor(manager, id, agreement);
    const now = this.clock.now();
    if (missing.some(({ against }) => against !== undefined))
      await this.ends.stop(transaction, id, missingInWords(missing), now);
    else if (missing.length === 0) await this.begin(transaction, row, agreement, now);
  }

  private async begin(
    transaction: Transaction,
    row: StudyRow,
    agreement: AgreementInForce,
    now: number,
  ): Promise<void> {
    const { manager } = transaction;
    const study = parseStudy(row);
    const plan = this.plan(seatedIn(agreement, study), study);
    const refusal = await this.roomRefusal(manager, agreement.terms, plan);
    if (refusal) {
      await this.ends.stop(transaction, row.id, refusal.reason, now);
      return;
    }
    await manager.update(Studies, { id: row.id }, { status: 'running', startedAt: now, waitingSince: now });
    await this.recordStart(transaction, row, agreement, study, plan);
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'study-started', study: row.id }));
    await this.rounds.openNext(transaction, row.id);
  }

  /**
   * Stops a running study for good; a round of it that nobody can have opened is put before its members to burn.
   * @param why for the ledger and the nodes.
   * @throws CoordinatorError `not-found`, or `study-ended` where there is nothing to stop.
   */
  stop(idOrName: string, why: string | undefined): Promise<StoppedStudy> {
    return this.database.write(async (transaction) => {
      const { id, name, status } = await findStudy(transaction.manager, idOrName);
      if (status !== 'running' && status !== 'proposed')
        throw new CoordinatorError(
          'study-ended',
          `study "${name}" is ${status} already; nothing is to be done`,
        );
      const reason = why === undefined ? 'by the administrator' : `by the administrator: ${why}`;
      await this.ends.stop(transaction, id, reason, this.clock.now(), 'administrator');
      await this.rounds.advanceStudy(transaction, id);
      return { study: id, name, reason };
    });
  }

  /** The text as started. @throws CoordinatorError `not-found`. */
  document(study: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => (await findStudy(manager, study)).document);
  }

  /** @throws CoordinatorError where all of a study would not fit beside what was spent and what others will need yet. */
  private async requireRoom(manager: Rows, terms: Agreement, plan: StudyPlan): Promise<void> {
    const refusal = await this.roomRefusal(manager, terms, plan);
    if (refusal) throw new CoordinatorError(refusal.code, refusal.reason);
  }

  private async roomRefusal(
    manager: Rows,
    terms: Agreement,
    { rounds }: StudyPlan,
  ): Promise<BudgetRefusal | undefined> {
    const promised = await this.promised(manager);
    const planned = rounds.map(({ event }) => event);
    return this.budget.refusalOf(manager, terms, 'planned', planned, promised);
  }

  /** Rounds that running studies have still to open. */
  private async promised(manager: Rows): Promise<CountedRelease[]> {
    const releases: CountedRelease[] = [];
    for (const study of await manager.findBy(Studies, { status: 'running' })) {
      const agreement = await this.agreements.standing(manager, study.agreement);
      // Without an agreement it opens no more rounds.
      if ('isOver' in agreement) continue;
      const { terms, contributors } = seatedIn(agreement, parseStudy(study));
      const counted = await this.budget.countedRounds(manager, study.id);
      const { purpose } = terms;
      const { nodesPerPerson } = terms.privacy;
      const period = periodOf(terms);
      for (const { event } of this.plans.of(study, terms, contributors.length).rounds.slice(counted))
        if (event) releases.push({ study: study.id, purpose, period, event, nodesPerPerson, isSpent: false });
    }
    return releases;
  }

  private plan({ terms, contributors }: AgreementInForce, study: StudyDocument): StudyPlan {
    try {
      return planStudy(terms, study, { nodes: contributors.length });
    } catch (error) {
      if (error instanceof StudyDocumentError) throw new CoordinatorError('malformed', error.message);
      if (error instanceof StudyPlanError) throw new CoordinatorError('study-refused', error.message);
      throw error;
    }
  }

  private async store(
    transaction: Transaction,
    agreement: AgreementInForce,
    study: StudyDocument,
    plan: StudyPlan,
  ): Promise<StudyId> {
    const text = JSON.stringify(study);
    const document = new TextEncoder().encode(text);
    const id = studyId(document);
    const first = plan.computation.start(plan.context, plan.noise);
    const state = hashOfEncodedState(encodeState(first)) as StateHash;
    const now = this.clock.now();
    await transaction.manager.insert(Studies, {
      id,
      name: study.name,
      agreement: agreement.hash,
      document,
      status: 'proposed',
      reason: '',
      startedAt: now,
      endedAt: null,
      state,
      layout: nextLayout.encode(plan.computation.layout(first)),
      roundsClosed: 0,
      roundsPlanned: plan.rounds.length,
      attempt: 0,
      waitingSince: now,
    });
    const missing = await missingFor(transaction.manager, id, agreement);
    await this.ledger.append(transaction, {
      kind: 'study-proposed',
      actor: 'administrator',
      subject: id,
      payload: {
        study: id,
        name: study.name,
        agreement: agreement.hash,
        text,
        awaiting: missing.map(({ member }) => member),
      },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'study-proposed', study: id }));
    return id;
  }

  private async recordStart(
    transaction: Transaction,
    { id, state, document }: StudyRow,
    agreement: AgreementInForce,
    study: Study,
    { privacy, rounds }: StudyPlan,
  ): Promise<void> {
    const { epsilon, delta, unit, adjacency, sampling, nodesPerPerson, colluding, mode } = privacy;
    await this.ledger.append(transaction, {
      kind: 'study-started',
      actor: 'coordinator',
      subject: id,
      payload: {
        study: id,
        name: study.name,
        agreement: agreement.hash,
        computation: study.computation,
        text: Buffer.from(document).toString('utf8'),
        epsilon,
        delta,
        unit,
        adjacency,
        sampling: sampling.kind === 'all' ? 'all' : `poisson ${sampling.rates.join(' ')}`,
        nodesPerPerson,
        colluding,
        mode,
        roundsPlanned: rounds.length,
        plan: rounds.map(({ samplingRate, noiseMultiplier, epsilonAfter }) => ({
          samplingRate,
          noiseMultiplier,
          epsilonAfter,
        })),
        state,
      },
    });
  }
}

function noticesOf({ recipe, model, roles, settings }: Study, { dictionary }: Agreement): string[] {
  return unplayedRoles({ recipe, model, roles, settings, dictionary: dictionary.features }).map(
    ({ name, meaning }) =>
      `the dictionary has "${name}", which is not used as the recipe's ${name} (${meaning}): the study has to say "roles: { ${name}: ${name} }"; ` +
      'if that was meant, stop this study and start it so under another name',
  );
}
