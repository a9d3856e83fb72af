// What a running node does about its members' decisions whenever it looks: follows rosters, sends votes that were cast beside
// it, approves studies where a policy says so, and forgets what it had held against terms that ended.
import {
  DecodeError,
  SuccessionError,
  type ListedStudy,
  type RosterHash,
  type StudyId,
  type Work,
} from '@chorale/crypto';
import type { Logger } from 'pino';
import { RoundRefused } from '../agreement/refusal.js';
import type { ApprovalPolicy } from '../config/node-config.js';
import type { LoadedStudies } from '../daemon/loaded-studies.js';
import { bringsRows, type NodeParts } from '../round/node-parts.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import { approveByPolicy, type WhyUnfit } from './approve-study.js';
import { sendVotes } from './cast-vote.js';
import { followRosters } from './follow-rosters.js';

export class GovernanceWatch {
  /** Studies about which was said already why they wait. */
  private readonly told = new Set<StudyId>();
  /** Under which studies were loaded. */
  private followed: RosterHash | undefined;

  constructor(
    private readonly node: NodeParts,
    private readonly options: {
      readonly approval: ApprovalPolicy;
      readonly whyUnfit?: WhyUnfit;
      readonly log: Logger;
      readonly signal: AbortSignal;
    },
    private readonly studies: LoadedStudies,
  ) {
    this.followed = node.store.federation.rosterInForce()?.hash;
  }

  async look(work: Work): Promise<void> {
    await this.follow(work.rosterVersion);
    const ended = new Set(work.agreements.filter(({ active }) => !active).map(({ agreement }) => agreement));
    this.studies.forgetUnder((agreement) => ended.has(agreement));
    await this.send();
    for (const study of work.studies) if (study.status === 'proposed') await this.consider(study);
    await this.send();
  }

  private async follow(version: number): Promise<void> {
    await this.catchUp(version);
    const present = this.node.store.federation.rosterInForce()?.hash;
    // Also where a command beside this process has followed.
    if (present === this.followed) return;
    this.followed = present;
    this.studies.forgetUnder(() => true);
    this.node.report({ event: 'roster-followed', version: this.node.roster().version });
  }

  private async catchUp(version: number): Promise<void> {
    const { store } = this.node;
    const known = store.federation.rosterInForce()?.version ?? 0;
    // Before its people have signed any roster, this node has nothing to hold one against.
    if (version <= known || !store.federation.newestRoster()) return;
    try {
      await followRosters(this.node);
    } catch (error) {
      if (!(error instanceof SuccessionError) && !(error instanceof DecodeError)) throw error;
      this.options.log.error(
        { err: error },
        'the coordinator names a roster that members did not put in force',
      );
    }
  }

  private async send(): Promise<void> {
    for (const refused of await sendVotes(this.node.store, this.node.coordinator))
      this.options.log.warn(
        { err: refused },
        'a vote of this member was not taken; it holds for this node all the same',
      );
  }

  private async consider({ study, agreement, name }: ListedStudy): Promise<void> {
    const { store } = this.node;
    if (store.votes.own(study)) return;
    try {
      if (!bringsRows(this.node.roster(), this.node.self)) return;
      if (this.options.approval === 'by-hand') {
        this.wait(study, name, `decide on it with "chorale-node study approve ${name}" or "reject"`);
        return;
      }
      const runtime = await this.studies.load(study, agreement);
      const unfit = this.options.whyUnfit?.(runtime.agreement, runtime.study);
      if (unfit !== undefined) {
        this.wait(study, name, unfit);
        return;
      }
      if (await approveByPolicy(this.node, study)) this.node.report({ event: 'study-approved', study, name });
      else this.wait(study, name, 'its administrator decides, or has decided');
    } catch (error) {
      // One study that cannot be read must not keep this node from the others.
      if (this.options.signal.aborted) throw error;
      const isRefusal = error instanceof RoundRefused || error instanceof CoordinatorProblem;
      if (!isRefusal && !this.told.has(study))
        this.options.log.error({ err: error, study }, 'a proposed study could not be looked at');
      this.wait(study, name, error instanceof Error ? error.message : String(error));
    }
  }

  private wait(study: StudyId, name: string, reason: string): void {
    if (this.told.has(study)) return;
    this.told.add(study);
    this.node.report({ event: 'study-waits', study, name, reason });
  }
}
