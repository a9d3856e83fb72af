// The budget, enforced where the people are: reserve before a round is computed, spend when it may be opened, give
// back only on proof that it never was. A coordinator that skips its own check gains nothing.
import type { RoundId, StudyId } from '@chorale/crypto';
import {
  accountFor,
  parsePrivacyEvent,
  type Account,
  type Agreement,
  type PrivacyEvent,
  type StudyReleases,
} from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import type { BudgetEntry } from '../storage/budget-records.js';
import type { NodeStore } from '../storage/node-store.js';

/** Rounding of the last digits of a calibrated schedule. */
const TOLERANCE = 1e-9;

/** Spent and reserved, for the purpose. */
export interface BudgetPosition extends Account {
  /** Agreed total. */
  readonly budget: number;
  readonly delta: number;
}

/** What a study may spend: its plan, which was fixed before its first round. */
export interface StudyAllowance {
  /** Undefined in mode none. */
  readonly epsilon: number | undefined;
  /** Rounds that the plan holds. */
  readonly rounds: number;
}

export class NodeBudget {
  /** @param population whose privacy is at stake: this node's persons, in whatever file they come. */
  constructor(
    private readonly store: NodeStore,
    private readonly population: string,
  ) {}

  /**
   * Reserves one round. Reserving again for the same round changes nothing.
   * @param event undefined in mode none, which spends nothing because it promises nothing.
   * @param allowance of the study; the accountant counts on no round beyond it.
   * @throws RoundRefused `budget-exceeded`, saying what is left.
   */
  reserve(
    round: RoundId,
    study: StudyId,
    agreement: Agreement,
    event: PrivacyEvent | undefined,
    allowance: StudyAllowance,
  ): void {
    if (!event || this.store.budget.find(round, this.population)) return;
    this.store.transaction(() => {
      const { epsilon, budget, delta } = this.position(agreement, [{ study, events: [event] }]);
      if (epsilon > budget * (1 + TOLERANCE)) {
        const left = budget - this.position(agreement).epsilon;
        throw new RoundRefused(
          'budget-exceeded',
          `the round would bring epsilon to ${epsilon.toFixed(4)} at delta ${delta} for "${agreement.purpose}"; ` +
            `the agreement allows ${budget}, ${Math.max(0, left).toFixed(4)} is left: amend the agreement, or plan a ` +
            'study with fewer rounds or more noise',
        );
      }
      this.requirePlanned(study, agreement, event, allowance);
      this.store.budget.reserve({
        rid: round,
        population: this.population,
        purpose: agreement.purpose,
        study,
        event,
      });
    });
  }

  /** The round was, or may have been, opened. Without a reservation nothing of this node was in it. */
  spend(round: RoundId): void {
    if (this.store.budget.find(round, this.population)?.status === 'reserved')
      this.store.budget.spend(round, this.population);
  }

  /** The store refuses unless the proof that the round was burned unopened has been recorded. */
  giveBack(round: RoundId): void {
    if (this.store.budget.find(round, this.population)?.status === 'reserved')
      this.store.budget.giveBack(round, this.population);
  }

  private requirePlanned(
    study: StudyId,
    { privacy: { delta, nodesPerPerson } }: Agreement,
    event: PrivacyEvent,
    { epsilon: most, rounds }: StudyAllowance,
  ): void {
    if (most === undefined || delta === null) return;
    const earlier = this.counted((entry) => entry.study === study);
    const { epsilon } = accountFor([...earlier, { study, events: [event] }], { delta, nodesPerPerson });
    if (epsilon > most * (1 + TOLERANCE) || earlier.length >= rounds)
      throw new RoundRefused(
        'budget-exceeded',
        `the round would be number ${earlier.length + 1} of the study and bring it to epsilon ${epsilon.toFixed(4)} at ` +
          `delta ${delta}, its plan allows ${rounds} rounds and epsilon ${most}: the coordinator opens more rounds ` +
          'than were planned',
      );
  }

  private counted(which: (entry: BudgetEntry) => boolean): StudyReleases[] {
    return this.store.budget
      .counted(this.population)
      .filter(which)
      .map(({ study, event }) => ({ study, events: [parsePrivacyEvent(event)] }));
  }

  /** Where this population stands for an agreement's purpose, with `more` releases on top. */
  position({ purpose, privacy }: Agreement, more: readonly StudyReleases[] = []): BudgetPosition {
    const { epsilon: budget, delta, nodesPerPerson } = privacy;
    if (budget === null || delta === null) throw new RangeError('mode none has no budget');
    const counted = this.counted((entry) => entry.purpose === purpose);
    return { ...accountFor([...counted, ...more], { delta, nodesPerPerson }), budget, delta };
  }
}
