// The steps of run-round.ts, carried out by this node's rooms. Each looks into the records first: what is done stays done.
import type { RoundId } from '@chorale/crypto';
import type { RoundRefused } from '../agreement/refusal.js';
import { sendBurn, sendRefusal } from '../committee/stay-out.js';
import type { StudyRuntime } from '../study/study-runtime.js';
import { checkRound, type CheckedRound } from './check-round.js';
import { CommitteeSeat } from './committee-seat.js';
import { contribute, mayStillContribute, requireFitPeople } from './contribute.js';
import { eraseRound, giveBackOnProof } from './end-round.js';
import type { NodeParts } from './node-parts.js';
import { openAndAdopt } from './open-and-adopt.js';
import { RoundDesk, type FetchedRound } from './round-desk.js';
import type { RoundSteps } from './round-steps.js';
import type { RoundWatch } from './round-watch.js';

export class NodeRound implements RoundSteps {
  private readonly desk: RoundDesk;
  private checked: CheckedRound | undefined;
  /** Undefined where this node does not sit on the committee. */
  private seat: CommitteeSeat | undefined;

  /** @throws DecodeError or SignatureError when the coordinator did not sign the descriptor. */
  constructor(
    private readonly node: NodeParts,
    study: StudyRuntime,
    fetched: FetchedRound,
    private readonly watch: RoundWatch,
  ) {
    this.desk = new RoundDesk(node, study, fetched, watch);
  }

  get id(): RoundId {
    return this.desk.id;
  }
  /** In the study's schedule, from 0. */
  get position(): number {
    return this.desk.descriptor.round;
  }

  async checkAgainstAgreement(): Promise<void> {
    const { desk } = this;
    this.checked = await checkRound(desk);
    const { round } = this.checked;
    if (round.onCommittee) this.seat = new CommitteeSeat(desk, round);
    desk.report({ event: 'round-opened', attempt: desk.descriptor.attempt });
    if (round.contributes && mayStillContribute(desk)) await requireFitPeople(desk);
  }

  reserveBudget(): void {
    const { desk, node } = this;
    if (!this.facts().round.contributes || !mayStillContribute(desk)) return;
    const { agreement, plan, id } = desk.study;
    const events = plan.rounds.map(({ event }) => event);
    const allowance = { epsilon: plan.privacy.epsilon ?? undefined, events };
    // Durable with the contribution's record, before the first byte of it leaves.
    node.store.unsynced(() => node.budget.reserve(desk.id, id, agreement, desk.descriptor.round, allowance));
  }

  async contribute(): Promise<void> {
    const { round, start, headSignature } = this.facts();
    const isSent = round.contributes && start && (await contribute(this.desk, round, start, headSignature));
    if (headSignature && isSent !== true)
      this.desk.meanwhile(this.desk.send('countersignHead', headSignature));
  }

  async checkSharesUntilSetIsFixed(): Promise<void> {
    await this.seat?.checkSharesUntilSetIsFixed();
  }

  async commitToSet(): Promise<void> {
    await this.watch.reached('committing');
    if (this.watch.now.phase === 'closed') return; // it went on without this node
    await this.seat?.commitToSet();
  }

  async releaseShares(): Promise<void> {
    await this.watch.reached('releasing');
    if (this.watch.now.phase === 'closed') return;
    await this.seat?.releaseShares();
  }

  async openAndAdopt(): Promise<void> {
    await this.watch.reached('adopting');
    if (this.watch.now.phase === 'closed') return; // a member hands over the state when it is needed
    const { round, start } = this.facts();
    if (round.receives && start) await openAndAdopt(this.desk, round, start);
  }

  async close(): Promise<void> {
    await this.watch.reached('closed');
    await this.desk.allSent();
    this.node.budget.spend(this.id);
    this.node.store.rounds.sawClosed(this.id);
    this.finish('adopted');
  }

  async refuse(reason: RoundRefused): Promise<'refused'> {
    this.desk.report({ event: 'refused', code: reason.code, reason: reason.message });
    await sendRefusal(this.node, this.id, reason);
    // It stays out, but lets others go on: its word that it will never open the round may be what they wait for.
    await this.watch.until(({ phase }) => ['burning', 'burned', 'spent', 'closed'].includes(phase));
    if (this.watch.now.phase === 'burning') await this.burn();
    await this.watch.until(({ phase }) => phase !== 'burning');
    await this.desk.allSent();
    await this.settleBudget();
    this.finish('refused', reason.message);
    return 'refused';
  }

  async burn(): Promise<void> {
    if (!this.node.store.committee.releaseOf(this.id)) this.eraseSecrets();
    if (this.desk.descriptor.committee.includes(this.node.self)) await sendBurn(this.node, this.id);
  }

  async endWithoutResult(): Promise<'burned' | 'spent'> {
    await this.watch.until(({ phase }) => phase === 'burned' || phase === 'spent');
    const outcome = this.watch.now.phase === 'burned' ? 'burned' : 'spent';
    await this.desk.allSent();
    await this.settleBudget();
    this.finish(outcome);
    this.desk.report({ event: outcome });
    return outcome;
  }

  /** Given back on proof that the round was burned unopened; otherwise it may have been opened, and is spent. */
  private async settleBudget(): Promise<void> {
    const { id, descriptor, study } = this.desk;
    if (this.watch.now.phase === 'burned')
      await giveBackOnProof(this.node, { rid: id, study: study.id }, descriptor);
    else this.node.budget.spend(id);
  }

  private finish(outcome: 'adopted' | 'refused' | 'burned' | 'spent', reason?: string): void {
    // In this order: a node that was killed in between finds the round still running, and settles it.
    this.eraseSecrets();
    this.node.store.unsynced(() => this.node.store.rounds.end(this.id, outcome, reason));
  }

  private eraseSecrets(): void {
    this.seat?.eraseShares();
    eraseRound(this.node, this.id, this.desk.descriptor);
  }

  private facts(): CheckedRound {
    if (!this.checked) throw new RangeError('the descriptor has not been checked yet');
    return this.checked;
  }
}
