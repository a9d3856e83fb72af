// Studies: one computation under one active agreement, planned in full before its first round.
import { nextLayout, studyId, type AgreementHash, type StateHash, type StudyId } from '@chorale/crypto';
import {
  encodeState,
  hashOfEncodedState,
  periodOf,
  planStudy,
  StudyPlanError,
  studySchema,
  type Agreement,
  type CountedRelease,
  type Study,
  type StudyPlan,
} from '@chorale/models/planning';
import { isExpired, readable, type AgreementBook, type AgreementInForce } from '../agreements/agreements.js';
import type { BudgetView } from '../budget/budget-view.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { RoundRunner } from '../rounds/round-runner.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import { Studies } from '../storage/tables/round-tables.js';
import { pinModel } from './pin-model.js';
import { findStudy, type StudyEnds, type StudyPlans } from './study-record.js';

export interface StartedStudy {
  readonly study: StudyId;
  readonly name: string;
  readonly agreement: AgreementHash;
  readonly roundsPlanned: number;
  readonly privacy: StudyPlan['privacy'];
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
   * Plans a study and opens its first round.
   * @throws CoordinatorError for a document that does not fit its agreement or what is left of the budget.
   */
  async start(document: unknown): Promise<StartedStudy> {
    const parsed = studySchema.safeParse(document);
    if (!parsed.success) throw new CoordinatorError('study-refused', readable(parsed.error.issues));
    return await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const agreement = await this.agreements.requireActive(manager, parsed.data.agreement);
      if (isExpired(agreement.terms, this.clock.now()))
        throw new CoordinatorError(
          'agreement-expired',
          `the agreement expired on ${agreement.terms.expires}; propose a new one`,
        );
      // The hash pins the agreement, whatever other one takes the same title later.
      const named: Study = { ...parsed.data, agreement: agreement.hash };
      const study = await pinModel(manager, this.agreements, agreement.terms, named);
      const plan = this.plan(agreement, study);
      await this.requireRoom(manager, agreement.terms, plan);
      if (await manager.existsBy(Studies, { name: study.name }))
        throw new CoordinatorError(
          'study-exists',
          `there is a study "${study.name}" already; choose another name`,
        );
      const id = await this.store(transaction, agreement, study, plan);
      await this.rounds.openNext(transaction, id);
      return {
        study: id,
        name: study.name,
        agreement: agreement.hash,
        roundsPlanned: plan.rounds.length,
        privacy: plan.privacy,
      };
    });
  }

  /**
   * Stops a running study for good; a round of it that nobody can have opened is put before its members to burn.
   * @param why for the ledger and the nodes.
   * @throws CoordinatorError `not-found`, or `study-ended` where there is nothing to stop.
   */
  stop(idOrName: string, why: string | undefined): Promise<StoppedStudy> {
    return this.database.write(async (transaction) => {
      const { id, name, status } = await findStudy(transaction.manager, idOrName);
      if (status !== 'running')
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
  private async requireRoom(manager: Rows, terms: Agreement, { rounds }: StudyPlan): Promise<void> {
    const promised = await this.promised(manager);
    const planned = rounds.map(({ event }) => event);
    const refusal = await this.budget.refusalOf(manager, terms, 'planned', planned, promised);
    if (!refusal) return;
    const advice = refusal.code === 'budget-exceeded' ? '; give the study a smaller privacy.epsilon' : '';
    throw new CoordinatorError(refusal.code, `${refusal.reason}${advice}`);
  }

  /** Rounds that running studies have still to open. */
  private async promised(manager: Rows): Promise<CountedRelease[]> {
    const releases: CountedRelease[] = [];
    for (const study of await manager.findBy(Studies, { status: 'running' })) {
      const { terms, contributors } = await this.agreements.requireActive(manager, study.agreement);
      const counted = await this.budget.countedRounds(manager, study.id);
      const { purpose } = terms;
      const period = periodOf(terms);
      for (const { event } of this.plans.of(study, terms, contributors.length).rounds.slice(counted))
        if (event) releases.push({ study: study.id, purpose, period, event, isSpent: false });
    }
    return releases;
  }

  private plan({ terms, contributors }: AgreementInForce, study: Study): StudyPlan {
    try {
      return planStudy(terms, study, { nodes: contributors.length });
    } catch (error) {
      if (error instanceof StudyPlanError) throw new CoordinatorError('study-refused', error.message);
      throw error;
    }
  }

  private async store(
    transaction: Transaction,
    agreement: AgreementInForce,
    study: Study,
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
      status: 'running',
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
    await this.record(transaction, id, agreement, study, plan, text, state);
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'study-started', study: id }));
    return id;
  }

  private async record(
    transaction: Transaction,
    id: StudyId,
    agreement: AgreementInForce,
    study: Study,
    { privacy, rounds }: StudyPlan,
    text: string,
    state: StateHash,
  ): Promise<void> {
    const { epsilon, delta, unit, adjacency, sampling, nodesPerPerson, colluding, mode } = privacy;
    await this.ledger.append(transaction, {
      kind: 'study-started',
      actor: 'administrator',
      subject: id,
      payload: {
        study: id,
        name: study.name,
        agreement: agreement.hash,
        computation: study.computation,
        text,
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
