// The federation's view of what privacy was spent. Each node keeps its own account and decides by that one;
// here everybody can see the sum of it, and a study that could not end is refused before it starts.
import type { AgreementHash, RoundId, StudyId } from '@chorale/crypto';
import {
  accountFor,
  BudgetBook,
  countedPartyRelease,
  dearestOfEachModel,
  parsePrivacyEvent,
  periodOf,
  recountedFor,
  type Agreement,
  type BudgetPosition,
  type BudgetRefusal,
  type CountedRelease,
  type PrivacyEvent,
  type PrivacyStatement,
  type StudyReleases,
} from '@chorale/models/planning';
import { readSignedAgreements } from '../agreements/standing.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { In } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Transaction } from '../storage/database.js';
import { PartyMetrics } from '../storage/tables/party-tables.js';
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

type SpentPrivacy = Pick<PrivacyStatement, 'epsilon' | 'delta' | 'accountant'>;

export class BudgetView {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /**
   * Against every limit that holds today, as if all nodes had taken part in all rounds; what parties release of themselves counts as the
   * dearest release of each model.
   */
  async positions(manager: Rows): Promise<BudgetPosition[]> {
    return (await this.book(manager)).positions();
  }

  /** How many rounds of a study are reserved or spent. */
  countedRounds(manager: Rows, study: StudyId): Promise<number> {
    return manager.countBy(BudgetEntries, { study, status: In(['reserved', 'spent']) });
  }

  /**
   * The dry run: why rounds may not follow all that was counted.
   * @param promised what studies that run already will need yet.
   * @returns undefined where they fit.
   */
  async refusalOf(
    manager: Rows,
    agreement: Agreement,
    study: string,
    planned: readonly (PrivacyEvent | undefined)[],
    promised: readonly CountedRelease[] = [],
  ): Promise<BudgetRefusal | undefined> {
    return (await this.book(manager, promised)).refusalOf(agreement, study, planned);
  }

  /** Privacy reserved or spent by the rounds of one study. */
  async spentByStudy(manager: Rows, study: RoundRow['study'], { privacy }: Agreement): Promise<SpentPrivacy> {
    return spentOf(await this.releasesOfStudy(manager, study), privacy);
  }

  /** The same with its terms; the sampling is that of the rounds so far. */
  async statementOfStudy(manager: Rows, study: StudyId, { privacy }: Agreement): Promise<PrivacyStatement> {
    const releases = await this.releasesOfStudy(manager, study);
    const { epsilon, delta, accountant } = spentOf(releases, privacy);
    const { mode, unit, nodesPerPerson, colluding } = privacy;
    const rates = [
      ...new Set(releases.flatMap(({ events }) => events.map(({ samplingRate }) => samplingRate))),
    ];
    return {
      mode,
      epsilon,
      delta,
      unit,
      adjacency: 'add-or-remove-one',
      sampling: rates.every((rate) => rate === 1) ? { kind: 'all' } : { kind: 'poisson', rates },
      nodesPerPerson,
      colluding,
      accountant,
    };
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
    const { epsilon, delta } = await this.spentForPurpose(transaction.manager, agreement.terms);
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

  /** In the agreement's period. */
  private async spentForPurpose(manager: Rows, terms: Agreement): Promise<SpentPrivacy> {
    const counted = (await this.counted(manager, await readSignedAgreements(manager))).filter(
      ({ purpose, period }) => purpose === terms.purpose && period === periodOf(terms),
    );
    const releases = counted.map(({ study, event, nodesPerPerson }) => ({
      study,
      events: [recountedFor(event, nodesPerPerson, terms.privacy.nodesPerPerson)],
    }));
    return spentOf(releases, terms.privacy);
  }

  private async releasesOfStudy(manager: Rows, study: StudyId): Promise<StudyReleases[]> {
    return (await manager.findBy(BudgetEntries, { study, status: In(['reserved', 'spent']) })).map(
      releasesOf,
    );
  }

  private async book(manager: Rows, promised: readonly CountedRelease[] = []): Promise<BudgetBook> {
    const signed = await readSignedAgreements(manager);
    const releases = [...(await this.counted(manager, signed)), ...promised];
    return new BudgetBook({
      releases,
      signed: [...signed.values()],
      own: {},
      today: new Date(this.clock.now()).toISOString().slice(0, 10),
    });
  }

  private async counted(
    manager: Rows,
    signed: ReadonlyMap<AgreementHash, Agreement>,
  ): Promise<CountedRelease[]> {
    const rows = await manager.findBy(BudgetEntries, { status: In(['reserved', 'spent']) });
    const rounds = rows.flatMap(({ study, agreement, event, status }) => {
      const terms = signed.get(agreement)!;
      return releasesOf({ study, event }).events.map((release) => ({
        study,
        purpose: terms.purpose,
        period: periodOf(terms),
        event: release,
        nodesPerPerson: terms.privacy.nodesPerPerson,
        isSpent: status === 'spent',
      }));
    });
    const byParties = dearestOfEachModel(await manager.find(PartyMetrics)).map(
      ({ study, agreement, noiseMultiplier }) => {
        const terms = signed.get(agreement)!;
        const { purpose } = terms;
        return countedPartyRelease({ study, purpose, agreement: terms, noiseMultiplier, isSpent: true });
      },
    );
    return [...rounds, ...byParties];
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
  releases: readonly StudyReleases[],
  { delta, nodesPerPerson }: Agreement['privacy'],
): SpentPrivacy {
  if (delta === null) return { epsilon: null, delta: null, accountant: 'rdp' };
  const { epsilon, accountant } = accountFor(releases, { delta, nodesPerPerson });
  return { epsilon, delta, accountant };
}
