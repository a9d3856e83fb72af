// The federation's view of what privacy was spent. Each node keeps its own account and decides by that one;
// here everybody can see the sum of it, and a study that could not end is refused before it starts.
import type { AgreementHash, RoundId } from '@chorale/crypto';
import {
  accountFor,
  parsePrivacyEvent,
  type Agreement,
  type PrivacyEvent,
  type StudyReleases,
} from '@chorale/models/planning';
import { In, type EntityManager } from 'typeorm';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { SpentPrivacy } from '../reports/report-schemas.js';
import type { Transaction } from '../storage/database.js';
import {
  BudgetEntries,
  type BudgetRow,
  type BudgetStatus,
  type RoundRow,
} from '../storage/tables/round-tables.js';

/** Each change that an entry may take; a second one of a kind has no place in it. */
const allowedFrom: Readonly<Record<Exclude<BudgetStatus, 'reserved'>, BudgetStatus>> = {
  spent: 'reserved',
  'given-back': 'reserved',
};

export class BudgetView {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** Privacy reserved or spent by all rounds under an agreement. */
  async spent(
    manager: EntityManager,
    agreement: AgreementHash,
    { privacy }: Agreement,
  ): Promise<SpentPrivacy> {
    const rows = await manager.findBy(BudgetEntries, { agreement, status: In(['reserved', 'spent']) });
    return spentOf(rows, privacy);
  }

  /** Privacy reserved or spent by the rounds of one study. */
  async spentByStudy(
    manager: EntityManager,
    study: RoundRow['study'],
    { privacy }: Agreement,
  ): Promise<SpentPrivacy> {
    const rows = await manager.findBy(BudgetEntries, { study, status: In(['reserved', 'spent']) });
    return spentOf(rows, privacy);
  }

  /** @throws CoordinatorError `budget-exceeded` when all of `planned` would not fit any more. */
  async requireRoom(
    manager: EntityManager,
    agreement: AgreementHash,
    { privacy }: Agreement,
    planned: readonly PrivacyEvent[],
  ): Promise<void> {
    if (privacy.epsilon === null || privacy.delta === null) return;
    const rows = await manager.findBy(BudgetEntries, { agreement, status: In(['reserved', 'spent']) });
    const { delta, nodesPerPerson } = privacy;
    const releases = [...rows.map(releasesOf), { study: 'planned', events: planned }];
    const { epsilon } = accountFor(releases, { delta, nodesPerPerson });
    // Calibration aims at the budget itself; its last bits are no overspending.
    if (epsilon > privacy.epsilon * (1 + 1e-9))
      throw new CoordinatorError(
        'budget-exceeded',
        `with this study the agreement would have cost epsilon ${epsilon.toPrecision(4)} of ${privacy.epsilon}; ` +
          'give the study a smaller privacy.epsilon, or agree on a new budget',
      );
  }

  /** Sets a round's cost aside before it opens. */
  async reserve(
    transaction: Transaction,
    round: Pick<RoundRow, 'id' | 'study'>,
    agreement: { readonly hash: AgreementHash; readonly terms: Agreement },
    event: PrivacyEvent | undefined,
  ): Promise<void> {
    await transaction.manager.insert(BudgetEntries, {
      round: round.id,
      study: round.study,
      agreement: agreement.hash,
      event: JSON.stringify(event ?? null),
      status: 'reserved',
      at: this.clock.now(),
    });
    const { epsilon, delta } = await this.spent(transaction.manager, agreement.hash, agreement.terms);
    await this.ledger.append(transaction, {
      kind: 'budget-reserved',
      actor: 'coordinator',
      subject: round.id,
      payload: { round: round.id, event: event ?? null, epsilonSoFar: epsilon, delta },
    });
  }

  /** From now on the round counts as opened. */
  async spend(transaction: Transaction, round: RoundId): Promise<void> {
    await this.settle(transaction, round, 'spent');
    await this.ledger.append(transaction, {
      kind: 'budget-spent',
      actor: 'coordinator',
      subject: round,
      payload: { round },
    });
  }

  /** Only for a round that was burned unopened. */
  async giveBack(transaction: Transaction, round: RoundId): Promise<void> {
    await this.settle(transaction, round, 'given-back');
    await this.ledger.append(transaction, {
      kind: 'budget-given-back',
      actor: 'coordinator',
      subject: round,
      payload: { round },
    });
  }

  private async settle(
    { manager }: Transaction,
    round: RoundId,
    status: Exclude<BudgetStatus, 'reserved'>,
  ): Promise<void> {
    const { affected } = await manager.update(
      BudgetEntries,
      { round, status: allowedFrom[status] },
      { status, at: this.clock.now() },
    );
    if (affected !== 1) throw new Error(`the reservation of round ${round} was settled before`);
  }
}

function releasesOf({ study, event }: Pick<BudgetRow, 'study' | 'event'>): StudyReleases {
  const value: unknown = JSON.parse(event);
  return { study, events: value === null ? [] : [parsePrivacyEvent(value)] };
}

function spentOf(
  rows: readonly Pick<BudgetRow, 'study' | 'event'>[],
  { delta, nodesPerPerson }: Agreement['privacy'],
): SpentPrivacy {
  if (delta === null) return { epsilon: null, delta: null };
  const { epsilon } = accountFor(rows.map(releasesOf), { delta, nodesPerPerson });
  return { epsilon, delta };
}
