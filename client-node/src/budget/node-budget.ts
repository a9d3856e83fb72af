// The budget, enforced where the people are: reserve before a round is computed, spend when it may be opened, give
// back only on proof that it never was. A coordinator that skips its own check gains nothing.
import type { RoundId, StudyId } from '@chorale/crypto';
import { epsilonByRdp, parsePrivacyEvent, type Agreement, type PrivacyEvent } from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import type { NodeStore } from '../storage/node-store.js';

/** Rounding of the last digits of a calibrated schedule. */
const TOLERANCE = 1e-9;

export interface BudgetPosition {
  /** Spent and reserved, for the purpose. */
  readonly epsilon: number;
  /** Agreed total. */
  readonly budget: number;
  readonly delta: number;
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
   * @param studyEpsilon what the study may spend of the agreement's budget; undefined in mode none.
   * @throws RoundRefused `budget-exceeded`, saying what is left.
   */
  reserve(
    round: RoundId,
    study: StudyId,
    agreement: Agreement,
    event: PrivacyEvent | undefined,
    studyEpsilon: number | undefined,
  ): void {
    if (!event || this.store.budget.find(round, this.population)) return;
    this.store.transaction(() => {
      const { epsilon, budget, delta } = this.position(agreement, [event]);
      if (epsilon > budget * (1 + TOLERANCE)) {
        const left = budget - this.position(agreement).epsilon;
        throw new RoundRefused(
          'budget-exceeded',
          `the round would bring epsilon to ${epsilon.toFixed(4)} at delta ${delta} for "${agreement.purpose}"; ` +
            `the agreement allows ${budget}, ${Math.max(0, left).toFixed(4)} is left: amend the agreement, or plan a ` +
            'study with fewer rounds or more noise',
        );
      }
      const spent = this.ofStudy(study, [event], delta);
      if (studyEpsilon !== undefined && spent > studyEpsilon * (1 + TOLERANCE))
        throw new RoundRefused(
          'budget-exceeded',
          `the round would bring the study to epsilon ${spent.toFixed(4)} at delta ${delta}, its plan allows ` +
            `${studyEpsilon}: the coordinator opens more rounds than were planned`,
        );
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

  private ofStudy(study: StudyId, more: readonly PrivacyEvent[], delta: number): number {
    const counted = this.store.budget
      .counted(this.population)
      .filter((entry) => entry.study === study)
      .map((entry) => parsePrivacyEvent(entry.event));
    return epsilonByRdp([...counted, ...more], delta);
  }

  /** Where this population stands for an agreement's purpose, with `more` events on top. */
  position(agreement: Agreement, more: readonly PrivacyEvent[] = []): BudgetPosition {
    const { epsilon: budget, delta } = agreement.privacy;
    if (budget === null || delta === null) throw new RangeError('mode none has no budget');
    const counted = this.store.budget
      .counted(this.population)
      .filter((entry) => entry.purpose === agreement.purpose)
      .map((entry) => parsePrivacyEvent(entry.event));
    const events = [...counted, ...more];
    return { epsilon: events.length === 0 ? 0 : epsilonByRdp(events, delta), budget, delta };
  }
}
