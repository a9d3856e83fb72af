// How a round ends without a sum that counts: burned and tried again, given up, or spent; and what its study does then.
import type { RoundId } from '@chorale/crypto';
import { parseAgreement } from '../agreements/standing.js';
import type { BudgetView } from '../budget/budget-view.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import type { Transaction } from '../storage/database.js';
import { Agreements, Nodes } from '../storage/tables/federation-tables.js';
import { Studies } from '../storage/tables/round-tables.js';
import { BUDGET_SPENT, findStudy, type StudyEnds } from '../studies/study-record.js';
import type { RoundEvent } from './round-machine.js';
import { messagesOf, type RoundRecord } from './round-record.js';
import { goesOnWithout, lastingRefusals, refusalsInWords } from './refusals.js';

/** A round past its deadlines by so many committee times will not be finished by anybody. */
const GRACE_FACTOR = 10;

/** What a phase found: where the round goes, why (for people), and what is written beside the move. */
export interface Move {
  readonly event: RoundEvent;
  readonly reason?: string;
  /** Runs in the same transaction, before the phase changes. */
  readonly record: (transaction: Transaction) => Promise<void>;
}

export class RoundEndings {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly budget: BudgetView,
    private readonly ends: StudyEnds,
  ) {}

  /** No share has left a member: the round may be burned and its contributions repeated under a new id. */
  burning(round: RoundId, event: 'too-few' | 'committee-late' | 'stopped', reason: string): Move {
    return {
      event,
      reason,
      record: async (transaction) => {
        await this.ledger.append(transaction, {
          kind: 'round-burning',
          actor: 'coordinator',
          subject: round,
          payload: { round, reason },
        });
      },
    };
  }

  /** The round may have been opened by somebody: its state can never be summed over again. */
  spent(row: RoundRecord['row'], event: 'given-up' | 'unusable', reason: string): Move {
    return {
      event,
      reason,
      record: async (transaction) => {
        await this.ledger.append(transaction, {
          kind: 'round-spent',
          actor: 'coordinator',
          subject: row.id,
          payload: { round: row.id, reason },
        });
        await this.ends.stop(transaction, row.study, `round ${row.round + 1}: ${reason}`, this.clock.now());
      },
    };
  }

  /** Spent, once nobody will finish it; until then undefined. */
  givingUp(row: RoundRecord['row'], reason: string): Move | undefined {
    const from = Math.max(row.committeeBy, row.phaseSince);
    if (this.clock.now() < from + GRACE_FACTOR * committeeMs(row)) return undefined;
    return this.spent(row, 'given-up', reason);
  }

  /** Burned, once enough members signed it; its reservation is given back and its study tries again. */
  async burned({ manager }: Transaction, record: RoundRecord): Promise<Move | undefined> {
    const { row, descriptor } = record;
    const burns = await messagesOf(manager, row.id, 'burn');
    if (burns.length < descriptor.threshold) return undefined;
    return {
      event: 'burned',
      reason: row.reason,
      record: async (transaction) => {
        await this.budget.giveBack(transaction, row.id);
        await this.ledger.append(transaction, {
          kind: 'round-burned',
          actor: 'coordinator',
          subject: row.id,
          payload: { round: row.id, members: burns.map(({ node }) => node) },
        });
        await this.prepareNextAttempt(transaction, record);
      },
    };
  }

  /** A round whose study was stopped ends: burned while that is still possible, otherwise spent. */
  async ofStoppedStudy(
    transaction: Transaction,
    record: RoundRecord,
    whyStopped: string,
  ): Promise<Move | undefined> {
    const { row, descriptor } = record;
    const reason = `the study was stopped: ${whyStopped}`;
    switch (row.phase) {
      case 'collecting':
      case 'committing':
        return this.burning(row.id, 'stopped', reason);
      case 'releasing':
      case 'adopting':
        return this.spent(row, 'given-up', reason);
      case 'burning': {
        const burned = await this.burned(transaction, record);
        if (burned) return burned;
        const { length } = await messagesOf(transaction.manager, row.id, 'burn');
        return this.givingUp(
          row,
          `${length} of ${descriptor.threshold} members signed that it was burned; its reservation stays`,
        );
      }
      case 'closed':
      case 'burned':
      case 'spent':
        return undefined;
    }
  }

  /** Counts the attempt; stops the study where the same nodes would refuse again. */
  private async prepareNextAttempt(transaction: Transaction, record: RoundRecord): Promise<void> {
    const { manager } = transaction;
    const { row } = record;
    const now = this.clock.now();
    await manager.update(Studies, { id: row.study }, { attempt: row.attempt + 1, waitingSince: now });
    const lasting = await lastingRefusals(manager, record);
    if (goesOnWithout(record, lasting)) return;
    const overBudget = lasting.filter(({ code }) => code === 'budget-exceeded');
    const others = lasting.filter(({ code }) => code !== 'budget-exceeded');
    const study = await findStudy(manager, row.study);
    if (study.status === 'running' && study.roundsClosed > 0 && goesOnWithout(record, others)) {
      const agreement = await manager.findOneByOrFail(Agreements, { hash: study.agreement });
      const spent = await this.budget.spentByStudy(manager, study.id, parseAgreement(agreement));
      const reason = `${BUDGET_SPENT} at ${overBudget.length} nodes: ${overBudget[0]!.reason}`;
      await this.ends.finish(transaction, study, spent, now, reason);
      return;
    }
    const said = refusalsInWords(lasting, await manager.find(Nodes));
    await this.ends.stop(transaction, row.study, `nodes refuse the study: ${said}`, now);
  }
}

/** The committee's time in this round, milliseconds. */
export function committeeMs({ committeeBy, collectBy }: RoundRecord['row']): number {
  return committeeBy - collectBy;
}
