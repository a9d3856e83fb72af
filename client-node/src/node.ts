// The node's daemon: look what waits, live each round's story, look again when woken. All that it must remember is in
// the store, so it may be killed anywhere and started again.
import {
  roundKeyBatch,
  work as workMessage,
  type ListedDrawing,
  type ListedStudy,
  type RosterHash,
  type RoundId,
  type StudyId,
} from '@chorale/crypto';
import type { Logger } from 'pino';
import { sendState } from './adopt/send-state.js';
import { RoundRefused } from './agreement/refusal.js';
import { takeOverMetrics } from './budget/take-over-metrics.js';
import { takeOverSpent } from './budget/take-over-spent.js';
import type { ApprovalPolicy } from './config/node-config.js';
import { LoadedStudies } from './daemon/loaded-studies.js';
import { RoundStories } from './daemon/round-stories.js';
import { StudyEnds } from './daemon/study-ends.js';
import { ToldFailures } from './daemon/told-failures.js';
import { ReleaseWatch } from './gate/release-watch.js';
import type { WhyUnfit } from './governance/approve-study.js';
import { GovernanceWatch } from './governance/governance-watch.js';
import { answerDrawing } from './grouping/lots.js';
import { tellErasures } from './rights/tell-erasures.js';
import type { NodeParts } from './round/node-parts.js';
import type { RoundProgress } from './round/round-watch.js';
import { StoreError } from './storage/store-error.js';
import { ModelFolder } from './study/keep-model.js';
import type { LoadPeople } from './study/load-study.js';
import { CoordinatorProblem } from './transport/coordinator-problem.js';

/** Keys that wait at the coordinator; one is used in each round. */
const ROUND_KEYS_KEPT = 48;
const ROUND_KEYS_LOW = 24;
/** Before the next look after one that failed. */
const RETRY_MS = 2_000;

/** A call to look again; with progress it says where one round stands. */
export interface WakeUpCall {
  readonly study?: string | undefined;
  readonly round?: string | undefined;
  readonly progress?: RoundProgress | undefined;
}

export interface DaemonOptions {
  readonly loadPeople: LoadPeople;
  /** Folder for states and exported models. */
  readonly modelsFolder: string;
  /** Calls back at each wake-up until closed. */
  readonly watch: (onWake: (call?: WakeUpCall) => void) => { close(): void };
  /** Who approves studies for this member. */
  readonly approval: ApprovalPolicy;
  /** Left out: the policy approves whatever fits its agreement. */
  readonly whyUnfit?: WhyUnfit;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Runs until the signal aborts; resolves when every story has come to rest. */
export async function runNode(node: NodeParts, options: DaemonOptions): Promise<void> {
  await new NodeDaemon(node, options).run();
}

class NodeDaemon {
  private readonly studies: LoadedStudies;
  private readonly stories: RoundStories;
  private readonly ends: StudyEnds;
  private readonly governance: GovernanceWatch;
  private readonly releases: ReleaseWatch;
  /** Roster under which this node last compared what it has spent. */
  private comparedUnder: RosterHash | undefined;
  /** Running, as the last work list had it; a wake-up tells of their next rounds. */
  private running = new Map<StudyId, ListedStudy>();
  /** At the coordinator, by the last work list and the rounds that began since. */
  private unusedRoundKeys = 0;
  private readonly told = new ToldFailures();
  private woken = false;
  private isLooking = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly node: NodeParts,
    private readonly options: DaemonOptions,
  ) {
    const models = new ModelFolder(options.modelsFolder, node.store);
    this.studies = new LoadedStudies(node, options);
    this.stories = new RoundStories(node, this.studies, models, options);
    this.ends = new StudyEnds(node, this.studies, this.stories, models, options);
    this.releases = new ReleaseWatch(node, options.modelsFolder);
    this.governance = new GovernanceWatch(node, options, this.studies);
  }

  async run(): Promise<void> {
    const { signal, watch } = this.options;
    const socket = watch((call) => {
      if (!this.actAtOnce(call)) this.lookAgain();
    });
    const stop = (): void => this.lookAgain();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        this.woken = false;
        this.isLooking = true;
        await this.look();
        this.isLooking = false;
        await this.nextWakeUp();
      }
    } finally {
      signal.removeEventListener('abort', stop);
      socket.close();
      await Promise.all([this.stories.abandon(new NodeStopped()), this.ends.kept()]);
    }
  }

  /**
   * Updates the round that a wake-up tells of, or begins it.
   * @returns whether the wake-up said by itself all that it is about, so that there is nothing to look for.
   */
  private actAtOnce({ study, round, progress }: WakeUpCall = {}): boolean {
    if (round === undefined || !progress) return false;
    const id = round as RoundId;
    return (
      this.stories.update(id, progress) || this.beginAtOnce(id, this.running.get(study as StudyId), progress)
    );
  }

  /**
   * The first round after a start, one for which this node may lack keys, and one that may follow news of the roster or the
   * agreement wait for the work list.
   * @returns whether it began.
   */
  private beginAtOnce(round: RoundId, study: ListedStudy | undefined, progress: RoundProgress): boolean {
    const isFirst = study === undefined || !this.studies.has(study.study);
    const mayFollowNews = this.woken || this.isLooking;
    const mayLackKeys = this.unusedRoundKeys <= ROUND_KEYS_LOW;
    if (isFirst || mayFollowNews || mayLackKeys || progress.phase !== 'collecting') return false;
    if (this.stories.follow({ round, study: study.study, ...progress }, study)) this.unusedRoundKeys -= 1;
    return true;
  }

  private lookAgain(): void {
    this.woken = true;
    this.wake();
  }
  private nextWakeUp(): Promise<void> {
    if (this.woken || this.options.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => (this.wake = resolve));
  }

  /**
   * Before any round, and again under every roster: a node that may undercount takes part in nothing. Which keys were its
   * own before, the roster says; without one in force there are no rounds to take part in.
   */
  private async takeOverSpent(): Promise<void> {
    const roster = this.node.store.federation.rosterInForce()?.hash;
    if (roster === undefined || roster === this.comparedUnder) return;
    const rounds = await takeOverSpent(this.node);
    const metrics = await takeOverMetrics(this.node);
    if (rounds + metrics > 0)
      this.options.log.warn(
        { rounds, metrics },
        'this home is older than what the coordinator holds: its contributions and metrics count as spent; see "Backup and restore"',
      );
    this.comparedUnder = roster;
  }

  private async look(): Promise<void> {
    try {
      // What begins while the list is on its way is not in it.
      const told = this.stories.rounds();
      const work = workMessage.decode(await this.node.coordinator.request('work'));
      this.running = new Map(
        work.studies.filter(({ status }) => status === 'running').map((study) => [study.study, study]),
      );
      await this.topUpRoundKeys(work.unusedRoundKeys);
      await this.governance.look(work);
      await this.watchReleases();
      await this.takeOverSpent();
      for (const round of work.rounds)
        this.stories.follow(
          round,
          work.studies.find(({ study }) => study === round.study),
        );
      for (const study of work.studies) this.ends.follow(study);
      await this.stories.settleForgotten(work, told);
      for (const wanted of work.drawings) await this.showLot(wanted);
      for (const request of work.stateRequests) await this.answer(request);
      await this.tellErasures();
      this.told.forget('look');
    } catch (error) {
      if (this.options.signal.aborted) return;
      if (this.told.isNews('look', error))
        this.options.log.error(
          { err: error },
          'this look at the coordinator failed; the next ones follow, and tell only what is new',
        );
      await this.node.pause(RETRY_MS);
      this.lookAgain();
    }
  }

  /** Whatever is wrong with models or lists must not keep the node from its rounds. */
  private async watchReleases(): Promise<void> {
    try {
      await this.releases.look();
    } catch (error) {
      if (this.options.signal.aborted) throw error;
      const isExpected = error instanceof StoreError || error instanceof CoordinatorProblem;
      this.options.log[isExpected ? 'warn' : 'error'](
        { err: error },
        'models could not be judged; the next look tries again',
      );
    }
  }

  /** A word that the coordinator does not take must not keep the node from its rounds. */
  private async tellErasures(): Promise<void> {
    try {
      await tellErasures(this.node.store, this.node.coordinator);
    } catch (error) {
      if (!(error instanceof CoordinatorProblem)) throw error;
      this.options.log.warn({ err: error }, 'an erasure could not be told; the next look tries again');
    }
  }

  private async topUpRoundKeys(unused: number): Promise<void> {
    const { roundKeys, coordinator } = this.node;
    if (unused < ROUND_KEYS_LOW && roundKeys.unsent().length === 0)
      roundKeys.create(ROUND_KEYS_KEPT - unused);
    const unsent = roundKeys.unsent();
    this.unusedRoundKeys = unused + unsent.length;
    if (unsent.length === 0) return;
    await coordinator.request('roundKeys', {
      body: roundKeyBatch.encode({ keys: unsent.map((key) => key.envelope) }),
    });
    roundKeys.markSent(unsent);
  }

  /** A node that cannot run the study, or showed its value otherwise before, stays out of the drawing. */
  private async showLot(wanted: ListedDrawing): Promise<void> {
    try {
      await this.studies.load(wanted.study, wanted.agreement);
      await answerDrawing(this.node, wanted);
    } catch (error) {
      if (this.options.signal.aborted) throw error;
      if (
        !(error instanceof RoundRefused) &&
        !(error instanceof StoreError) &&
        !(error instanceof CoordinatorProblem)
      )
        throw error;
      this.options.log.warn({ err: error, study: wanted.study }, 'no value was shown for the drawing');
    }
  }

  private async answer(request: Uint8Array): Promise<void> {
    try {
      await sendState(this.node, request);
    } catch (error) {
      if (this.options.signal.aborted) throw error;
      // One request must not stand in the way of the others, whatever is wrong with it.
      this.options.log.warn({ err: error }, 'a request for a state could not be answered');
    }
  }
}

/** The node was told to stop; its rounds go on when it is started again. */
export class NodeStopped extends Error {
  override readonly name = 'NodeStopped';
  constructor() {
    super('the node is stopping');
  }
}
