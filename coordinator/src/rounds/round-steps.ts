// What each phase of a round waits for, and what is written when it comes.
import {
  contentHash,
  contributionSet,
  readAdoption,
  type NodeId,
  type RoundId,
  type RoundPhase,
} from '@chorale/crypto';
import { parseAgreement } from '../agreements/standing.js';
import type { BudgetView } from '../budget/budget-view.js';
import { recordScores } from '../grouping/scored-rounds.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import type { Wakeups } from '../platform/wakeups.js';
import { Not } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Transaction } from '../storage/database.js';
import { Agreements } from '../storage/tables/federation-tables.js';
import {
  Contributions,
  RoundMessages,
  Rounds,
  ShareVerdicts,
  Studies,
} from '../storage/tables/round-tables.js';
import { findStudy, type StudyEnds } from '../studies/study-record.js';
import { exposureOf } from './exposure.js';
import { decideSet, mustWait, type FixedSet } from './fix-set.js';
import { isSameOutcome, judgeAdoptions, mustWaitForAnswers, type AdoptedState } from './judge-adoptions.js';
import { committeeMs, type Move, type RoundEndings } from './round-endings.js';
import { messagesOf, setOf, sumOf, type RoundRecord } from './round-record.js';

/** Groups are drawn anew in each attempt, and may fit another time; after so many they are not tried again. */
const MOST_GROUPINGS = 5;

export class RoundSteps {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly budget: BudgetView,
    private readonly ends: StudyEnds,
    private readonly endings: RoundEndings,
  ) {}

  async collecting({ manager }: Transaction, record: RoundRecord): Promise<Move | undefined> {
    const { row, descriptor } = record;
    const where = { round: row.id };
    const now = this.clock.now();
    const refusals = await messagesOf(manager, row.id, 'refusal');
    const counts = {
      contributions: await manager.countBy(Contributions, where),
      verdicts: await manager.countBy(ShareVerdicts, where),
      refused: refusals.length,
    };
    if (mustWait(descriptor, counts, now)) return undefined;
    const decision = decideSet(
      descriptor,
      {
        contributions: await manager.findBy(Contributions, where),
        verdicts: await manager.findBy(ShareVerdicts, where),
        refused: new Set(refusals.map(({ node }) => node)),
      },
      now,
    );
    switch (decision.kind) {
      case 'wait':
        return undefined;
      case 'fix': {
        const exposing = await this.exposing(manager, record, decision.set);
        if (exposing === 'wait') return undefined;
        return (
          exposing ?? {
            event: 'set-fixed',
            record: (transaction) => this.recordSet(transaction, row.id, decision.set),
          }
        );
      }
      case 'too-few':
        return this.endings.burning(row.id, 'too-few', decision.reason);
    }
  }

  /**
   * A set that members would refuse to open is not fixed. Who is missing may still come until the deadline; only then is another
   * attempt worth its keys. Where that would end the same way, the study is not tried again.
   */
  private async exposing(
    manager: Rows,
    record: RoundRecord,
    { nodes }: FixedSet,
  ): Promise<Move | 'wait' | undefined> {
    const { row, descriptor } = record;
    const exposure = await exposureOf(manager, record, nodes);
    if (!exposure) return undefined;
    const { reason } = exposure;
    const burning = this.endings.burning(row.id, 'too-few', reason);
    const mayPass = !exposure.isLasting || (descriptor.grouping && row.attempt + 1 < MOST_GROUPINGS);
    if (mayPass) return this.clock.now() < descriptor.collectBy ? 'wait' : burning;
    return {
      ...burning,
      record: async (transaction) => {
        await burning.record(transaction);
        await this.ends.stop(transaction, row.study, `round ${row.round + 1}: ${reason}`, this.clock.now());
      },
    };
  }

  async committing({ manager }: Transaction, { row, descriptor }: RoundRecord): Promise<Move | undefined> {
    const commits = await messagesOf(manager, row.id, 'commit');
    if (commits.length >= descriptor.threshold)
      return { event: 'committed', record: (transaction) => this.budget.spend(transaction, row.id) };
    if (this.clock.now() < row.committeeBy) return undefined;
    return this.endings.burning(
      row.id,
      'committee-late',
      `${commits.length} of ${descriptor.threshold} committee members had committed by the deadline`,
    );
  }

  async releasing({ manager }: Transaction, { row, descriptor }: RoundRecord): Promise<Move | undefined> {
    const releases = await messagesOf(manager, row.id, 'release');
    if (releases.length >= descriptor.threshold && (await sumOf(manager, row.id)))
      return { event: 'released', record: () => Promise.resolve() };
    return this.endings.givingUp(
      row,
      `${releases.length} of ${descriptor.threshold} shares were released, and waiting longer is no use`,
    );
  }

  /** @param newest who has just spoken: while others are awaited, its word alone is held against another one's. */
  async adopting(
    { manager }: Transaction,
    { row, descriptor }: RoundRecord,
    newest?: NodeId,
  ): Promise<Move | undefined> {
    const contributed = (await setOf(manager, row))!.nodes;
    const deadline = row.phaseSince + committeeMs(row);
    const now = this.clock.now();
    if (newest !== undefined) {
      const counts = {
        adoptions: await manager.countBy(RoundMessages, { round: row.id, kind: 'adoption' }),
        failures: await manager.countBy(RoundMessages, { round: row.id, kind: 'open-failure' }),
      };
      const awaited = mustWaitForAnswers(descriptor, counts, contributed, now, deadline);
      if (awaited && !(await this.isContested(manager, row.id, newest))) return undefined;
    }
    const judgement = judgeAdoptions(
      descriptor,
      {
        adoptions: await messagesOf(manager, row.id, 'adoption'),
        failures: await messagesOf(manager, row.id, 'open-failure'),
        contributed,
      },
      now,
      deadline,
    );
    switch (judgement.kind) {
      case 'wait':
        return this.endings.givingUp(
          row,
          'fewer than the quorum of recipients told what they derived from the sum',
        );
      case 'agreed':
        return {
          event: 'agreed',
          record: (transaction) => this.recordClosing(transaction, row, judgement.result),
        };
      case 'unusable':
        return this.endings.spent(row, 'unusable', judgement.reason);
    }
  }

  /** Whether what a recipient adopted says something else than another one's word. */
  private async isContested(manager: Rows, round: RoundId, newest: NodeId): Promise<boolean> {
    const key = { round, kind: 'adoption' as const };
    const latest = await manager.findOneBy(RoundMessages, { ...key, node: newest });
    if (!latest) return false;
    const body = readAdoption(latest.envelope);
    const other = await manager.findOneBy(RoundMessages, { ...key, node: Not(newest) });
    return body.sumWrong || (other !== null && !isSameOutcome(body, readAdoption(other.envelope)));
  }

  /** A late adoption of a closed round must agree with the others. */
  async lookBack(transaction: Transaction, { row }: RoundRecord): Promise<void> {
    if (row.phase !== 'closed') return;
    const [first, ...others] = (await messagesOf(transaction.manager, row.id, 'adoption')).map((message) => ({
      node: message.node,
      body: readAdoption(message.envelope),
    }));
    const differing = others.filter(({ body }) => body.sumWrong || !isSameOutcome(body, first!.body));
    if (differing.length === 0) return;
    const { status } = await findStudy(transaction.manager, row.study);
    if (status !== 'running') return;
    const names = differing.map(({ node }) => node).join(', ');
    const reason = `round ${row.round + 1}: ${names} derived another state than ${first!.node}; compare their versions`;
    await this.ends.stop(transaction, row.study, reason, this.clock.now());
  }

  async announce(transaction: Transaction, { row }: RoundRecord): Promise<void> {
    const contributed = await transaction.manager.countBy(Contributions, { round: row.id });
    transaction.afterCommit(() =>
      this.wakeups.wake({
        reason: reasonFor[row.phase],
        study: row.study,
        round: row.id,
        progress: { phase: row.phase, contributed },
        ...(row.reason === '' ? {} : { detail: row.reason }),
      }),
    );
  }

  private async recordSet(
    transaction: Transaction,
    round: RoundRecord['row']['id'],
    set: FixedSet,
  ): Promise<void> {
    await transaction.manager.update(
      Rounds,
      { id: round },
      { contributionSet: contributionSet.encode({ round, manifests: set.manifests }), setRoot: set.root },
    );
    await this.ledger.append(transaction, {
      kind: 'set-fixed',
      actor: 'coordinator',
      subject: round,
      payload: { round, setRoot: set.root, nodes: [...set.nodes], leftOut: [...set.leftOut] },
    });
  }

  private async recordClosing(
    transaction: Transaction,
    row: RoundRecord['row'],
    { adoption, adoptedBy, badShares }: AdoptedState,
  ): Promise<void> {
    const { manager } = transaction;
    const study = await findStudy(manager, row.study);
    const roundsClosed = study.roundsClosed + 1;
    const now = this.clock.now();
    await manager.update(Rounds, { id: row.id }, { nextState: adoption.state });
    await manager.update(
      Studies,
      { id: study.id },
      { state: adoption.state, layout: adoption.layout, roundsClosed, attempt: 0, waitingSince: now },
    );
    await this.ledger.append(transaction, {
      kind: 'round-closed',
      actor: 'coordinator',
      subject: row.id,
      payload: {
        round: row.id,
        state: adoption.state,
        layoutHash: contentHash(adoption.layout),
        adoptedBy: [...adoptedBy],
        badShares,
      },
    });
    await recordScores(transaction, this.ledger, row);
    if (!adoption.done && roundsClosed < study.roundsPlanned) return;
    const agreement = await manager.findOneByOrFail(Agreements, { hash: study.agreement });
    const spent = await this.budget.spentByStudy(manager, study.id, parseAgreement(agreement));
    await this.ends.finish(transaction, { id: study.id, state: adoption.state, roundsClosed }, spent, now);
  }
}

const reasonFor: Readonly<Record<RoundPhase, string>> = {
  collecting: 'round-opened',
  committing: 'set-fixed',
  releasing: 'committed',
  adopting: 'released',
  closed: 'round-closed',
  burning: 'round-burning',
  burned: 'round-burned',
  spent: 'round-spent',
};
