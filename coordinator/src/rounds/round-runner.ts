// Takes each round as far as what is in the database allows. Called in the same transaction as whatever
// changed, and by the ticker for deadlines; a restarted coordinator needs nothing else.
import type { NodeId, RoundId, RoundPhase, StudyId } from '@chorale/crypto';
import type { Clock } from '../platform/clock.js';
import { Not, In } from '../storage/conditions.js';
import type { Database, Transaction } from '../storage/database.js';
import { Rounds, Studies } from '../storage/tables/round-tables.js';
import { findStudy } from '../studies/study-record.js';
import type { RoundOpener } from './open-round.js';
import { isEnded, moveRound, roundTransitions } from './round-machine.js';
import type { Move, RoundEndings } from './round-endings.js';
import { findRound, type RoundRecord } from './round-record.js';
import type { RoundSteps } from './round-steps.js';

const endedPhases = (Object.keys(roundTransitions) as RoundPhase[]).filter(isEnded);

export class RoundRunner {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly opener: RoundOpener,
    private readonly steps: RoundSteps,
    private readonly endings: RoundEndings,
  ) {}

  /**
   * Moves the round while it can; when it has ended, opens the one after it.
   * @param newest whose message has just come, where one has.
   */
  async advance(transaction: Transaction, id: RoundId, newest?: NodeId): Promise<void> {
    let record = await findRound(transaction.manager, id);
    if (isEnded(record.row.phase)) {
      await this.steps.lookBack(transaction, record);
      return;
    }
    const look = (): Promise<Move | undefined> => this.look(transaction, record, newest);
    for (let move = await look(); move; move = await look()) {
      await move.record(transaction);
      await moveRound(transaction, record.row, move.event, this.clock.now(), move.reason);
      record = await findRound(transaction.manager, id);
      await this.steps.announce(transaction, record);
    }
    if (isEnded(record.row.phase)) await this.openNext(transaction, record.row.study);
  }

  /** Opens the next round of a running study that has none. */
  async openNext(transaction: Transaction, id: StudyId): Promise<void> {
    const study = await findStudy(transaction.manager, id);
    if (study.status !== 'running') return;
    await this.opener.openIfReady(transaction, study);
  }

  /** Takes a study's present round as far as it goes; opens one where a running study has none. */
  async advanceStudy(transaction: Transaction, study: StudyId): Promise<void> {
    const present = await transaction.manager.findOne(Rounds, {
      select: { id: true },
      where: { study, phase: Not(In(endedPhases)) },
    });
    await (present ? this.advance(transaction, present.id) : this.openNext(transaction, study));
  }

  /** Looks at every running study and every open round: deadlines that passed, rounds that may open. */
  async tick(): Promise<void> {
    const studies = await this.database.read(async (manager) => {
      const running = await manager.find(Studies, { select: { id: true }, where: { status: 'running' } });
      const open = await manager.find(Rounds, {
        select: { id: true, study: true },
        where: { phase: Not(In(endedPhases)) },
      });
      return new Set([...running.map(({ id }) => id), ...open.map(({ study }) => study)]);
    });
    for (const id of studies) await this.database.write((transaction) => this.advanceStudy(transaction, id));
  }

  private async look(
    transaction: Transaction,
    record: RoundRecord,
    newest: NodeId | undefined,
  ): Promise<Move | undefined> {
    const { status, reason } = await findStudy(transaction.manager, record.row.study);
    if (status === 'stopped') return this.endings.ofStoppedStudy(transaction, record, reason);
    switch (record.row.phase) {
      case 'collecting':
        return this.steps.collecting(transaction, record);
      case 'committing':
        return this.steps.committing(transaction, record);
      case 'releasing':
        return this.steps.releasing(transaction, record);
      case 'adopting':
        return this.steps.adopting(transaction, record, newest);
      case 'burning':
        return this.endings.burned(transaction, record);
      case 'closed':
      case 'burned':
      case 'spent':
        return undefined;
    }
  }
}
