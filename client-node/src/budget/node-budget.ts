// The budget, enforced where the people are: reserve before a round is computed, spend when it may be opened, give
// back only on proof that it never was. A coordinator that skips its own check gains nothing.
import type { RoundId, StudyId } from '@chorale/crypto';
import {
  accountFor,
  BudgetBook,
  countedPartyRelease,
  parsePrivacyEvent,
  periodOf,
  type Agreement,
  type BudgetPosition,
  type BudgetRefusal,
  type CountedRelease,
  type PopulationLimits,
  type PrivacyEvent,
} from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import { signedAgreements } from '../agreement/signed-agreements.js';
import { todayOf, type Clock } from '../clock.js';
import type { BudgetEntry } from '../storage/budget-records.js';
import type { NodeStore } from '../storage/node-store.js';
import type { PartyMetricsReservation } from '../storage/party-metrics-records.js';

/** Rounding of the last digits of a calibrated schedule. */
const TOLERANCE = 1e-9;

/** What a study may spend: its plan, which was fixed before its first round. */
export interface StudyAllowance {
  /** Undefined in mode none. */
  readonly epsilon: number | undefined;
  /** Of every round in order; undefined ones add no noise. */
  readonly events: readonly (PrivacyEvent | undefined)[];
}

export interface Population {
  /** Whose privacy is at stake: this node's persons, in whatever file they come. */
  readonly name: string;
  /** What this node allows at most, whatever was signed. */
  readonly limits: PopulationLimits;
}

/** What this node releases of itself on the model of a study. */
export type OwnMetrics = Omit<PartyMetricsReservation, 'population' | 'purpose'>;

export interface TriedMetrics {
  readonly before: readonly BudgetPosition[];
  readonly after: readonly BudgetPosition[];
  /** Undefined where it fits. */
  readonly refusal: BudgetRefusal | undefined;
}

export class NodeBudget {
  constructor(
    private readonly store: NodeStore,
    private readonly population: Population,
    private readonly clock: Clock,
  ) {}

  /**
   * Reserves one round. Before the first one of a study all that follow are tried too, so that a study which cannot end
   * never starts. Reserving again for the same round changes nothing.
   * @param position of the round in the plan, from 0.
   * @param allowance of the study; the accountant counts on no round beyond it.
   * @throws RoundRefused `budget-exceeded` or `budget-expired`, saying what is left and what would fit.
   */
  reserve(
    round: RoundId,
    study: StudyId,
    agreement: Agreement,
    position: number,
    allowance: StudyAllowance,
  ): void {
    const { name: population } = this.population;
    if (this.store.budget.find(round, population)) return;
    this.store.transaction(() => {
      const earlier = this.store.budget.counted(population).filter((entry) => entry.study === study);
      const event = allowance.events[position];
      // In mode none it spends nothing because it promises nothing; a limit would still be broken.
      const next = earlier.length > 0 ? [event] : allowance.events.slice(position);
      if (next.length === 0) throw notPlanned(position, allowance);
      const refusal = this.book().refusalOf(agreement, study, next);
      if (refusal) throw new RoundRefused(refusal.code, refusal.reason);
      if (!event) return;
      requirePlanned(study, agreement, event, earlier, allowance);
      const { purpose } = agreement;
      this.store.budget.reserve({ rid: round, population, purpose, study, event });
    });
  }

  /** The round was, or may have been, opened. Without a reservation nothing of this node was in it. */
  spend(round: RoundId): void {
    if (this.store.budget.find(round, this.population.name)?.status === 'reserved')
      this.store.budget.spend(round, this.population.name);
  }

  /** The store refuses unless the proof that the round was burned unopened has been recorded. */
  giveBack(round: RoundId): void {
    if (this.store.budget.find(round, this.population.name)?.status === 'reserved')
      this.store.budget.giveBack(round, this.population.name);
  }

  /** A release of this node that its own records have lost: counted without a dry run, because it has happened. */
  takeOver(round: RoundId, study: StudyId, purpose: string, event: PrivacyEvent): void {
    const { name: population } = this.population;
    if (!this.store.budget.find(round, population))
      this.store.budget.reserve({ rid: round, population, purpose, study, event });
    this.spend(round);
  }

  /**
   * The dry run of what this node would release of itself: how every limit stands without and with it, and why it does not fit.
   * An unfinished one on the same model does not count: this one takes its place.
   */
  tryMetrics(metrics: OwnMetrics, agreement: Agreement): TriedMetrics {
    const release = countedPartyRelease({ ...metrics, agreement, purpose: agreement.purpose, isSpent: true });
    const book = this.book({ without: metrics.study });
    return {
      before: book.positions(),
      after: this.book({ without: metrics.study, more: [release] }).positions(),
      refusal: book.refusalOf(agreement, release.study, [release.event]),
    };
  }

  /** Before a row is read for it. @throws RoundRefused `budget-exceeded` or `budget-expired`, saying what would fit. */
  reserveMetrics(metrics: OwnMetrics, agreement: Agreement): void {
    this.store.transaction(() => {
      const { refusal } = this.tryMetrics(metrics, agreement);
      if (refusal) throw new RoundRefused(refusal.code, refusal.reason);
      this.store.partyMetrics.reserve(this.reservationOf(metrics, agreement));
    });
  }

  /** As {@link takeOver}. */
  takeOverMetrics(metrics: OwnMetrics, agreement: Agreement, envelope: Uint8Array): void {
    this.store.partyMetrics.takeOver(this.reservationOf(metrics, agreement), envelope);
  }

  /** Where this population stands against every limit that holds today. */
  positions(): BudgetPosition[] {
    return this.book().positions();
  }

  private reservationOf(metrics: OwnMetrics, { purpose }: Agreement): PartyMetricsReservation {
    return { ...metrics, purpose, population: this.population.name };
  }

  /** @param changes a study whose own metrics do not count, and releases that count beside what is on record. */
  private book({
    without,
    more = [],
  }: { without?: StudyId; more?: readonly CountedRelease[] } = {}): BudgetBook {
    const signed = new Map(signedAgreements(this.store).map(({ hash, terms }) => [hash, terms]));
    const rounds = this.store.budget.counted(this.population.name).map((entry): CountedRelease => {
      const terms = signed.get(entry.agreement);
      return {
        study: entry.study,
        purpose: entry.purpose,
        period: terms && periodOf(terms),
        event: parsePrivacyEvent(entry.event),
        nodesPerPerson: terms?.privacy.nodesPerPerson ?? 1,
        isSpent: entry.status === 'spent',
      };
    });
    const metrics = this.store.partyMetrics
      .all()
      .filter(({ study, population }) => population === this.population.name && study !== without)
      .map(({ agreement, envelope, ...entry }) =>
        countedPartyRelease({
          ...entry,
          agreement: signed.get(agreement),
          isSpent: envelope !== undefined,
        }),
      );
    return new BudgetBook({
      releases: [...rounds, ...metrics, ...more],
      signed: [...signed.values()],
      own: this.population.limits,
      today: todayOf(this.clock),
    });
  }
}

function notPlanned(position: number, { events: { length } }: StudyAllowance): RoundRefused {
  return new RoundRefused('budget-exceeded', `the study has ${length} rounds, there is no round ${position}`);
}

function requirePlanned(
  study: StudyId,
  { privacy: { delta, nodesPerPerson } }: Agreement,
  event: PrivacyEvent,
  earlier: readonly BudgetEntry[],
  { epsilon: most, events: { length: rounds } }: StudyAllowance,
): void {
  if (most === undefined || delta === null) return;
  const events = [...earlier.map((entry) => parsePrivacyEvent(entry.event)), event];
  const { epsilon } = accountFor([{ study, events }], { delta, nodesPerPerson });
  if (epsilon > most * (1 + TOLERANCE) || earlier.length >= rounds)
    throw new RoundRefused(
      'budget-exceeded',
      `the round would be number ${earlier.length + 1} of the study and bring it to epsilon ${epsilon.toFixed(4)} at ` +
        `delta ${delta}, its plan allows ${rounds} rounds and epsilon ${most}: the coordinator opens more rounds ` +
        'than were planned; command "budget" shows the terms',
    );
}
