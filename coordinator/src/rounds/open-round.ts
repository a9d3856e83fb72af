// Opening a round: everything it fixes in advance goes into one descriptor, whose hash names it.
import {
  adoptionQuorum,
  chooseParameters,
  committeeThreshold,
  descriptor as descriptorMessage,
  missingInWords,
  nextLayout,
  PROTOCOL_VERSION,
  roundId,
  SecureSumError,
  signMessage,
  type Descriptor,
  type DescriptorGrouping,
  type NodeId,
} from '@chorale/crypto';
import { StudyPlanError, termsOfRound, type RoundTerms, type Study } from '@chorale/models/planning';
import type { AgreementBook, AgreementInForce } from '../agreements/agreements.js';
import { isExpired } from '../agreements/standing.js';
import type { BudgetView } from '../budget/budget-view.js';
import type { Federation } from '../federation/federation.js';
import type { DrawingBook } from '../grouping/drawings.js';
import { seatedIn } from '../grouping/exclusions.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import type { Presence } from '../platform/presence.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { RecipientKeys } from '../release/recipient-keys.js';
import { IsNull } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Transaction } from '../storage/database.js';
import { RecipientSecrets, RoundKeys, Rounds, type StudyRow } from '../storage/tables/round-tables.js';
import { missingFor } from '../studies/approvals.js';
import { BUDGET_SPENT, parseStudy, type StudyEnds, type StudyPlans } from '../studies/study-record.js';
import { findSeats, type NextKey, type Seats } from './seats.js';

interface GroupedSeats extends Seats {
  /** Left out where the study adds everybody up. */
  readonly grouping?: DescriptorGrouping;
}

export class RoundOpener {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly presence: Presence,
    private readonly federation: Federation,
    private readonly agreements: AgreementBook,
    private readonly plans: StudyPlans,
    private readonly budget: BudgetView,
    private readonly ends: StudyEnds,
    private readonly recipientKeys: RecipientKeys,
    private readonly drawings: DrawingBook,
  ) {}

  /** Opens the study's next round, if enough nodes can take part; otherwise leaves it for later. */
  async openIfReady(transaction: Transaction, study: StudyRow): Promise<void> {
    const { manager } = transaction;
    const now = this.clock.now();
    const document = parseStudy(study);
    const agreed = await this.agreements.standing(manager, study.agreement);
    if ('isOver' in agreed) {
      // Signatures that are awaited may still come; an agreement that ended takes its studies with it.
      if (agreed.isOver)
        await this.ends.stop(transaction, study.id, `the agreement ended: ${agreed.reason}`, now);
      return;
    }
    const agreement = seatedIn(agreed, document);
    if (isExpired(agreement.terms, now)) {
      await this.ends.stop(transaction, study.id, `the agreement expired on ${agreement.terms.expires}`, now);
      return;
    }
    const missing = await missingFor(manager, study.id, agreed);
    if (missing.some(({ against }) => against !== undefined))
      await this.ends.stop(transaction, study.id, missingInWords(missing), now);
    if (missing.length > 0) return;
    if (agreement.contributors.length < agreement.terms.cohort.kMin) {
      const left = `${agreement.contributors.length} nodes are left, the agreement asks for ${agreement.terms.cohort.kMin}`;
      await this.ends.stop(transaction, study.id, left, now);
      return;
    }
    const hasPatience = now < study.waitingSince + document.deadlines.collectSeconds * 1000;
    const found = await findSeats(manager, this.presence, agreement, hasPatience);
    const seats =
      found && (await this.inGroups(transaction, study, document, agreement, found, hasPatience, now));
    if (!seats) return;
    const terms = seats instanceof Error ? seats : this.termsFor(study, agreement, seats.committee.length);
    if (seats instanceof Error || terms instanceof Error) {
      const { message } = seats instanceof Error ? seats : (terms as Error);
      await this.ends.stop(transaction, study.id, `the next round cannot be planned: ${message}`, now);
      return;
    }
    if (await this.endsForBudget(transaction, study, agreement, now)) return;
    const own =
      agreement.terms.release === 'coordinator' ? await this.recipientKeys.create(transaction) : undefined;
    const descriptor = await this.describe(manager, study, document, agreement, terms, seats, own, now);
    await this.store(transaction, study, agreement, descriptor, seats, now);
  }

  /** Where the next round would not fit any more, the study ends with the model that it has. */
  private async endsForBudget(
    transaction: Transaction,
    study: StudyRow,
    { terms, contributors }: AgreementInForce,
    now: number,
  ): Promise<boolean> {
    const { event } = this.plans.of(study, terms, contributors.length).rounds[study.roundsClosed] ?? {};
    const refusal = await this.budget.refusalOf(transaction.manager, terms, study.id, [event]);
    if (!refusal) return false;
    if (refusal.code === 'budget-exceeded' && study.roundsClosed > 0) {
      const spent = await this.budget.spentByStudy(transaction.manager, study.id, terms);
      await this.ends.finish(transaction, study, spent, now, `${BUDGET_SPENT}: ${refusal.reason}`);
    } else await this.ends.stop(transaction, study.id, refusal.reason, now);
    return true;
  }

  /** An error where the layout that the nodes agreed on has no encoding. */
  private termsFor(
    study: StudyRow,
    { terms, contributors }: AgreementInForce,
    members: number,
  ): RoundTerms | Error {
    const plan = this.plans.of(study, terms, contributors.length);
    try {
      return termsOfRound(plan, study.roundsClosed, nextLayout.decode(study.layout), (layoutOf) =>
        chooseParameters(members, plan.terms.nodes, layoutOf),
      );
    } catch (error) {
      if (error instanceof StudyPlanError || error instanceof SecureSumError) return error;
      throw error;
    }
  }

  /**
   * Where the study's rule works on groups: the seats of those who showed a value in the drawing, and their groups.
   * @returns undefined while the drawing waits for nodes; an error where no groups can be drawn.
   */
  private async inGroups(
    transaction: Transaction,
    study: StudyRow,
    { deadlines }: Study,
    agreement: AgreementInForce,
    seats: Seats,
    hasPatience: boolean,
    now: number,
  ): Promise<GroupedSeats | Error | undefined> {
    const { terms, contributors } = agreement;
    const { aggregation } = this.plans.of(study, terms, contributors.length);
    if (aggregation.rule === 'sum') return seats;
    const nodes = seats.cohort.map(({ node }) => node);
    const quorum = adoptionQuorum(contributors.length, terms.privacy.colluding);
    const threshold = committeeThreshold(agreement.committee.length);
    // A contributor outside the cohort does not serve in the round either.
    const serving = (chosen: readonly NodeId[]): Seats['committee'] =>
      seats.committee.filter(({ node }) => !contributors.includes(node) || chosen.includes(node));
    const isEnough = (chosen: readonly NodeId[]): boolean =>
      chosen.length >= quorum && serving(chosen).length >= threshold;
    const showMs = deadlines.committeeSeconds * 1000;
    try {
      const drawn = await this.drawings.advance(transaction, {
        ...{ study, agreement, aggregation, nodes, isEnough, hasPatience, showMs, now },
      });
      if (!drawn) return undefined;
      const cohort = seats.cohort.filter(({ node }) => drawn.cohort.includes(node));
      // Who showed a value but has no key left brings new ones with its next request.
      if (cohort.length < drawn.cohort.length) return undefined;
      return { cohort, committee: serving(drawn.cohort), grouping: drawn.grouping };
    } catch (error) {
      if (error instanceof RangeError) return error;
      throw error;
    }
  }

  private async describe(
    manager: Rows,
    study: StudyRow,
    { computation, deadlines }: Study,
    { hash, terms, roster, contributors, committee }: AgreementInForce,
    { parameters, blocks, privacy }: RoundTerms,
    seats: GroupedSeats,
    own: NextKey | undefined,
    now: number,
  ): Promise<Descriptor> {
    const recipients = [...seats.cohort, ...(own ? [own] : [])].sort((a, b) => (a.node < b.node ? -1 : 1));
    const head = await this.ledger.head(manager);
    const collectBy = now + deadlines.collectSeconds * 1000;
    return {
      protocol: PROTOCOL_VERSION,
      federation: this.federation.id,
      agreement: hash,
      study: study.id,
      computation,
      round: study.roundsClosed,
      attempt: study.attempt,
      state: study.state,
      roster: roster.hash,
      rosterVersion: roster.version,
      cohort: seats.cohort.map(({ node }) => node),
      committee: seats.committee.map(({ node }) => node),
      committeeKeys: seats.committee.map(({ envelope }) => envelope),
      threshold: committeeThreshold(committee.length),
      quorum: adoptionQuorum(contributors.length, terms.privacy.colluding),
      kMin: terms.cohort.kMin,
      parameters,
      blocks,
      privacy,
      grouping: seats.grouping,
      release: terms.release,
      recipients: recipients.map(({ node }) => node),
      recipientKeyIndexes: recipients.map(({ keyIndex }) => keyIndex),
      openedAt: now,
      collectBy: Math.ceil(collectBy),
      committeeBy: Math.ceil(collectBy + deadlines.committeeSeconds * 1000),
      ledgerSize: head.size,
      ledgerRoot: head.root,
    };
  }

  private async store(
    transaction: Transaction,
    study: StudyRow,
    agreement: AgreementInForce,
    descriptor: Descriptor,
    { cohort, committee }: Seats,
    now: number,
  ): Promise<void> {
    const { manager } = transaction;
    const id = roundId(descriptorMessage.encode(descriptor));
    const signed = signMessage(descriptorMessage, this.federation.key, this.federation.id, descriptor);
    await manager.insert(Rounds, {
      id,
      study: study.id,
      round: descriptor.round,
      attempt: descriptor.attempt,
      phase: 'collecting',
      phaseSince: now,
      reason: '',
      state: descriptor.state,
      envelope: signed.bytes,
      openedAt: now,
      collectBy: descriptor.collectBy,
      committeeBy: descriptor.committeeBy,
      contributionSet: null,
      setRoot: null,
      ciphertextSum: null,
      nextState: null,
      endedAt: null,
      chunksErased: false,
    });
    for (const { node, keyIndex } of [...cohort, ...committee])
      await manager.update(RoundKeys, { node, keyIndex }, { usedFor: id });
    await manager.update(RecipientSecrets, { round: IsNull() }, { round: id });
    await this.ledger.append(transaction, {
      kind: 'round-opened',
      actor: 'coordinator',
      subject: id,
      payload: {
        study: study.id,
        round: descriptor.round,
        attempt: descriptor.attempt,
        descriptor: Buffer.from(signed.bytes).toString('base64'),
      },
    });
    const plan = this.plans.of(study, agreement.terms, agreement.contributors.length);
    await this.budget.reserve(
      transaction,
      { id, study: study.id },
      agreement,
      plan.rounds[descriptor.round]?.event,
    );
    transaction.afterCommit(() =>
      this.wakeups.wake({
        reason: 'round-opened',
        study: study.id,
        round: id,
        // Whoever knows the study begins at once, without looking at its work.
        progress: { phase: 'collecting', contributed: 0 },
      }),
    );
  }
}
