// The node's daemon: look what waits, live each round's story, look again when woken. All that it must remember is in
// the store, so it may be killed anywhere and started again.
import {
  DecodeError,
  roundKeyBatch,
  work as workMessage,
  type AgreementHash,
  type ListedDrawing,
  type RosterHash,
  type RoundId,
  type StudyId,
  type Work,
} from '@chorale/crypto';
import type { Logger } from 'pino';
import { obtainState } from './adopt/obtain-state.js';
import { sendState } from './adopt/send-state.js';
import { RoundRefused } from './agreement/refusal.js';
import { takeOverSpent } from './budget/take-over-spent.js';
import type { ApprovalPolicy } from './config/node-config.js';
import { ReleaseWatch } from './gate/release-watch.js';
import { GovernanceWatch } from './governance/governance-watch.js';
import { answerDrawing } from './grouping/lots.js';
import { tellErasures } from './rights/tell-erasures.js';
import type { NodeParts } from './round/node-parts.js';
import { sendBurn, sendRefusal } from './committee/stay-out.js';
import { fetchRound } from './round/fetch-round.js';
import { NodeRound } from './round/node-round.js';
import { RoundWatch, type RoundProgress, type RoundWork } from './round/round-watch.js';
import { runRound } from './round/run-round.js';
import type { RoundRecord } from './storage/round-records.js';
import { StoreError } from './storage/store-error.js';
import { settleRound } from './round/settle-round.js';
import { ModelFolder } from './study/keep-model.js';
import { CoordinatorProblem } from './transport/coordinator-problem.js';
import { loadStudy, type LoadPeople } from './study/load-study.js';
import type { StudyRuntime } from './study/study-runtime.js';

/** Keys that wait at the coordinator; one is used in each round. */
const ROUND_KEYS_KEPT = 48;
const ROUND_KEYS_LOW = 24;
/** Before a round's story is told again after something unexpected. */
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
  readonly signal: AbortSignal;
  readonly log: Logger;
}

interface LoadedStudy {
  readonly agreement: AgreementHash;
  readonly runtime: Promise<StudyRuntime>;
}

type ListedStudy = Work['studies'][number];
/** What a round's story must know of its study. */
type StudyFacts = Pick<ListedStudy, 'study' | 'agreement' | 'roundsClosed'>;

interface Story {
  readonly study: StudyId;
  readonly watch: RoundWatch;
  readonly ended: Promise<void>;
}

/** Runs until the signal aborts; resolves when every story has come to rest. */
export async function runNode(node: NodeParts, options: DaemonOptions): Promise<void> {
  await new NodeDaemon(node, options).run();
}

class NodeDaemon {
  private readonly studies = new Map<StudyId, LoadedStudy>();
  private readonly stories = new Map<RoundId, Story>();
  private readonly ending = new Map<StudyId, Promise<void>>();
  private readonly models: ModelFolder;
  private readonly governance: GovernanceWatch;
  private readonly releases: ReleaseWatch;
  /** Roster under which this node last compared what it has spent. */
  private comparedUnder: RosterHash | undefined;
  /** Running, as the last work list had it; a wake-up tells of their next rounds. */
  private running = new Map<StudyId, ListedStudy>();
  /** At the coordinator, by the last work list and the rounds that began since. */
  private unusedRoundKeys = 0;
  private woken = false;
  private isLooking = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly node: NodeParts,
    private readonly options: DaemonOptions,
  ) {
    this.models = new ModelFolder(options.modelsFolder, node.store);
    this.releases = new ReleaseWatch(node, options.modelsFolder);
    this.governance = new GovernanceWatch(node, options, {
      load: (study, agreement) => this.studyOf(study, agreement),
      forget: (isStale) => this.forget(isStale),
    });
  }

  async run(): Promise<void> {
    const { signal, watch } = this.options;
    const socket = watch((call) => {
      if (!this.isToldAll(call)) this.lookAgain();
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
      for (const { watch: story } of this.stories.values()) story.abandon(new NodeStopped());
      await Promise.allSettled([
        ...[...this.stories.values()].map(({ ended }) => ended),
        ...this.ending.values(),
      ]);
    }
  }

  /** Whether a wake-up says by itself all that it is about: where a round stands that this node lives, or may begin. */
  private isToldAll({ study, round, progress }: WakeUpCall = {}): boolean {
    if (round === undefined || !progress) return false;
    const id = round as RoundId;
    const story = this.stories.get(id);
    if (story) story.watch.update(progress);
    return story !== undefined || this.beginAtOnce(id, this.running.get(study as StudyId), progress);
  }

  /**
   * The first round after a start, one for which this node may lack keys, and one that may follow news of the roster or the
   * agreement wait for the work list.
   */
  private beginAtOnce(round: RoundId, study: ListedStudy | undefined, progress: RoundProgress): boolean {
    const isFirst = study === undefined || !this.studies.has(study.study);
    if (
      this.woken ||
      this.isLooking ||
      isFirst ||
      progress.phase !== 'collecting' ||
      this.unusedRoundKeys <= ROUND_KEYS_LOW
    )
      return false;
    if (this.node.store.rounds.find(round)?.ending) return true;
    this.unusedRoundKeys -= 1;
    this.begin({ round, study: study.study, ...progress }, study);
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
    if (rounds > 0)
      this.options.log.warn(
        { rounds },
        'this home is older than what the coordinator holds: its contributions count as spent; see "Backup and restore"',
      );
    this.comparedUnder = roster;
  }

  private async look(): Promise<void> {
    try {
      // What begins while the list is on its way is not in it.
      const told = new Set(this.stories.keys());
      const work = workMessage.decode(await this.node.coordinator.request('work'));
      this.running = new Map(
        work.studies.filter(({ status }) => status === 'running').map((study) => [study.study, study]),
      );
      await this.topUpRoundKeys(work.unusedRoundKeys);
      await this.governance.look(work);
      await this.watchReleases();
      await this.takeOverSpent();
      for (const round of work.rounds) this.follow(round, work);
      for (const study of work.studies) this.followEnd(study);
      await this.settleForgotten(work, told);
      for (const wanted of work.drawings) await this.showLot(wanted);
      for (const request of work.stateRequests) await this.answer(request);
      await this.tellErasures();
    } catch (error) {
      if (this.options.signal.aborted) return;
      this.options.log.error({ err: error }, 'this look at the coordinator failed; the next one follows');
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

  private follow(round: RoundWork, work: Work): void {
    const story = this.stories.get(round.round);
    if (story) story.watch.update(round);
    else if (!this.node.store.rounds.find(round.round)?.ending)
      this.begin(
        round,
        work.studies.find(({ study }) => study === round.study),
      );
  }

  /** Rounds that ended while this node was away: their key and their budget wait for a last word. */
  private async settleForgotten(work: Work, told: ReadonlySet<RoundId>): Promise<void> {
    const listed = new Set(work.rounds.map(({ round }) => round));
    for (const [round, { watch }] of this.stories) {
      if (told.has(round) && !listed.has(round)) watch.abandon(new RoundForgotten());
    }
    const open = new Set(work.rounds.filter((round) => !isOver(round)).map(({ round }) => round));
    for (const round of this.node.store.rounds.running())
      if (!open.has(round.rid) && !this.stories.has(round.rid)) await this.settle(round);
  }

  private async settle(round: RoundRecord): Promise<void> {
    try {
      await settleRound(this.node, round);
    } catch (error) {
      if (!(error instanceof CoordinatorProblem) && !(error instanceof DecodeError)) throw error;
      this.options.log.warn(
        { err: error, round: round.rid },
        'the round could not be settled; the next look tries again',
      );
    }
  }

  private begin(round: RoundWork, study: StudyFacts | undefined): void {
    if (!study || isOver(round)) return;
    const watch = new RoundWatch(round);
    const ended = this.live(round.round, study, watch).catch((error: unknown) => {
      if (!this.options.signal.aborted)
        this.options.log.error({ err: error, round: round.round }, 'the round was left');
    });
    this.stories.set(round.round, { study: round.study, watch, ended });
    void ended.then(() => this.stories.delete(round.round));
  }

  /** One round from wherever it stands to its end; told again after anything unexpected. */
  private async live(id: RoundId, study: StudyFacts, watch: RoundWatch): Promise<void> {
    let position = study.roundsClosed;
    for (;;) {
      try {
        await watch.until(() => true); // throws once nobody lists the round any more
        const runtime = await this.studyOf(study.study, study.agreement);
        const fetched = await fetchRound(this.node, id, study.study);
        const round = new NodeRound(this.node, runtime, fetched, watch);
        if (round.id !== id)
          throw new RoundRefused('terms-differ', 'the descriptor is not the one that its hash names');
        position = round.position;
        const outcome = await runRound(round);
        if (outcome === 'adopted') this.keepState(runtime, id);
        if (outcome === 'refused') this.studies.delete(study.study); // what it was refused for may be mended
        return;
      } catch (error) {
        if (this.options.signal.aborted || error instanceof RoundForgotten) return;
        if (error instanceof RoundRefused) {
          await this.stayOut(id, study.study, error, watch);
          return;
        }
        const reason = error instanceof Error ? error.message : String(error);
        this.options.log.error({ err: error, round: id }, 'a step of the round failed; it is tried again');
        this.node.report({
          event: 'step-failed',
          study: study.study,
          round: id,
          position,
          reason,
        });
        if (isOver(watch.now)) return;
        await this.node.pause(RETRY_MS);
      }
    }
  }

  /** The study itself is not one for this node: it says so, and never helps to open the round. */
  private async stayOut(
    round: RoundId,
    study: StudyId,
    refused: RoundRefused,
    watch: RoundWatch,
  ): Promise<void> {
    this.node.report({ event: 'study-refused', study, code: refused.code, reason: refused.message });
    await sendRefusal(this.node, round, refused);
    await watch.until((work) => work.phase === 'burning' || isOver(work));
    if (watch.now.phase === 'burning') await sendBurn(this.node, round);
    await watch.until(isOver);
  }

  private studyOf(id: StudyId, agreement: AgreementHash): Promise<StudyRuntime> {
    const known = this.studies.get(id);
    if (known) return known.runtime;
    const runtime = loadStudy(this.node, id, agreement, this.options.loadPeople, this.options.modelsFolder);
    this.studies.set(id, { agreement, runtime });
    runtime.catch(() => this.studies.delete(id));
    return runtime;
  }

  /** What a study was held against has changed: it is loaded, and held against it, anew. */
  private forget(isStale: (agreement: AgreementHash) => boolean): void {
    for (const [id, { agreement }] of this.studies) if (isStale(agreement)) this.studies.delete(id);
  }

  private keepState(study: StudyRuntime, round: RoundId): void {
    const { store } = this.node;
    const adopted = store.committee.adoptionOf(round);
    const record = adopted && store.studies.state(study.id, adopted.state);
    if (record) this.models.keepState(study, study.readState(record.bytes), record.rounds);
  }

  private followEnd(study: Work['studies'][number]): void {
    const tookPart = this.node.store.studies.find(study.study) !== undefined;
    if (
      (study.status !== 'finished' && study.status !== 'stopped') ||
      !tookPart ||
      this.ending.has(study.study) ||
      this.models.hasEnd(study.study)
    )
      return;
    const stillLiving = [...this.stories.values()].filter((story) => story.study === study.study);
    const ended = Promise.all(stillLiving.map((story) => story.ended))
      .then(() => this.finish(study))
      .catch((error: unknown) => {
        this.ending.delete(study.study);
        if (!this.options.signal.aborted)
          this.options.log.error({ err: error }, 'the model could not be kept; tried again');
      });
    this.ending.set(study.study, ended);
  }

  private async finish({
    study: id,
    agreement,
    status,
    reason,
    state,
    roundsClosed,
  }: Work['studies'][number]): Promise<void> {
    const study = await this.studyOf(id, agreement);
    study.forgetPeople();
    if (study.keepsAtNodes) this.node.store.kept.forget(id);
    const receives = study.contributorsAmong(this.node.roster().nodes).has(this.node.self);
    if (status === 'finished' && !receives) this.models.keepService(study);
    else if (status === 'finished')
      this.models.keepFinal(
        study,
        await obtainState(this.node, study, { study: id, state, round: roundsClosed }),
      );
    else this.models.keepStop(study, reason);
    this.node.report({
      event: 'study-ended',
      study: id,
      name: study.study.name,
      status: status === 'finished' ? 'finished' : 'stopped',
      reason,
      state,
      model: receives ? this.models.folderOf(study) : null,
      bytesSent: this.node.bytesSent(id),
    });
  }

  /** A node that cannot run the study, or showed its value otherwise before, stays out of the drawing. */
  private async showLot(wanted: ListedDrawing): Promise<void> {
    try {
      await this.studyOf(wanted.study, wanted.agreement);
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

/** Nobody lists the round any more. */
class RoundForgotten extends Error {
  override readonly name = 'RoundForgotten';
}

function isOver({ phase }: RoundWork): boolean {
  return phase === 'closed' || phase === 'burned' || phase === 'spent';
}
