// The stories of rounds that a running node lives: one a round, from wherever the round stands to its end, and a last word on
// rounds that ended while the node was away.
import { DecodeError, type ListedStudy, type RoundId, type StudyId, type Work } from '@chorale/crypto';
import type { Logger } from 'pino';
import { RoundRefused } from '../agreement/refusal.js';
import { sendBurn, sendRefusal } from '../committee/stay-out.js';
import { fetchRound } from '../round/fetch-round.js';
import type { NodeParts } from '../round/node-parts.js';
import { NodeRound } from '../round/node-round.js';
import { isOver, RoundWatch, type RoundProgress, type RoundWork } from '../round/round-watch.js';
import { runRound } from '../round/run-round.js';
import { settleRound } from '../round/settle-round.js';
import type { RoundRecord } from '../storage/round-records.js';
import type { ModelFolder } from '../study/keep-model.js';
import type { StudyRuntime } from '../study/study-runtime.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import type { LoadedStudies } from './loaded-studies.js';
import { StepFailures, type StepFailure } from './step-failures.js';

/** What a round's story must know of its study. */
type StudyFacts = Pick<ListedStudy, 'study' | 'agreement' | 'roundsClosed'>;

interface Story {
  readonly study: StudyId;
  readonly watch: RoundWatch;
  readonly ended: Promise<void>;
}

/** Nobody lists the round any more. */
class RoundForgotten extends Error {
  override readonly name = 'RoundForgotten';
}

export class RoundStories {
  private readonly stories = new Map<RoundId, Story>();

  constructor(
    private readonly node: NodeParts,
    private readonly studies: LoadedStudies,
    private readonly models: ModelFolder,
    private readonly options: { readonly signal: AbortSignal; readonly log: Logger },
  ) {}

  /** Rounds whose stories are being told. */
  rounds(): ReadonlySet<RoundId> {
    return new Set(this.stories.keys());
  }

  /** Says where a round stands. @returns whether its story is being told. */
  update(round: RoundId, progress: RoundProgress): boolean {
    const story = this.stories.get(round);
    story?.watch.update(progress);
    return story !== undefined;
  }

  /** The same; begins a story that is not being told, unless the round has ended, here or for all. @returns whether it begins. */
  follow(round: RoundWork, study: StudyFacts | undefined): boolean {
    if (this.update(round.round, round)) return false;
    if (!study || isOver(round) || this.node.store.rounds.find(round.round)?.ending) return false;
    this.begin(round, study);
    return true;
  }

  /**
   * Rounds that ended while this node was away: their key and their budget wait for a last word.
   * @param told rounds whose stories were being told when the list was asked for; what began since is not in it.
   */
  async settleForgotten({ rounds }: Work, told: ReadonlySet<RoundId>): Promise<void> {
    const listed = new Set(rounds.map(({ round }) => round));
    for (const [round, { watch }] of this.stories)
      if (told.has(round) && !listed.has(round)) watch.abandon(new RoundForgotten());
    const open = new Set(rounds.filter((round) => !isOver(round)).map(({ round }) => round));
    for (const round of this.node.store.rounds.running())
      if (!open.has(round.rid) && !this.stories.has(round.rid)) await this.settle(round);
  }

  /** Resolves once the stories of a study that are being told now have come to rest. */
  async restOf(study: StudyId): Promise<void> {
    const living = [...this.stories.values()].filter((story) => story.study === study);
    await Promise.all(living.map(({ ended }) => ended));
  }

  /** Ends every story where it waits; resolves once all have come to rest. */
  async abandon(reason: Error): Promise<void> {
    const living = [...this.stories.values()];
    for (const { watch } of living) watch.abandon(reason);
    await Promise.allSettled(living.map(({ ended }) => ended));
  }

  private begin(round: RoundWork, study: StudyFacts): void {
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
    let runtime: StudyRuntime | undefined;
    const failures = new StepFailures((recovered) =>
      this.options.log.info({ round: id, ...recovered }, 'the step that had failed succeeded'),
    );
    for (;;) {
      try {
        await watch.until(() => true); // throws once nobody lists the round any more
        failures.begins('prepare');
        runtime = await this.studies.load(study.study, study.agreement);
        const fetched = await fetchRound(this.node, id, study.study);
        const round = new NodeRound(this.node, runtime, fetched, watch);
        if (round.id !== id)
          throw new RoundRefused('terms-differ', 'the descriptor is not the one that its hash names');
        position = round.position;
        const outcome = await runRound(round, (step) => failures.begins(step));
        if (outcome === 'adopted') {
          failures.adopted();
          this.keepState(runtime, id);
        }
        if (outcome === 'refused') this.studies.forget(study.study); // what it was refused for may be mended
        return;
      } catch (error) {
        if (this.options.signal.aborted || error instanceof RoundForgotten) return;
        if (error instanceof RoundRefused) {
          await this.stayOut(id, study.study, error, watch);
          return;
        }
        const reason = error instanceof Error ? error.message : String(error);
        const failure = failures.failed(reason, runtime?.study.deadlines);
        this.tell(failure, error, { study: study.study, round: id, position });
        if (isOver(watch.now)) return;
        await watch.movedOn(this.node.pause(failure.waitMs));
      }
    }
  }

  private tell(
    { told, step, tries, waitMs, reason }: StepFailure,
    err: unknown,
    place: { readonly study: StudyId; readonly round: RoundId; readonly position: number },
  ): void {
    if (told === 'not at all') return;
    const waitSeconds = waitMs / 1000;
    const facts = { round: place.round, step, tries, waitSeconds };
    if (told === 'whole')
      this.options.log.error({ err, ...facts }, 'a step of the round failed; it is tried again');
    else this.options.log.warn({ reason, ...facts }, 'the step failed again; it is tried again');
    this.node.report({ event: 'step-failed', ...place, waitSeconds, reason });
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

  private keepState(study: StudyRuntime, round: RoundId): void {
    const { store } = this.node;
    const adopted = store.committee.adoptionOf(round);
    const record = adopted && store.studies.state(study.id, adopted.state);
    if (record) this.models.keepState(study, record.bytes, record.rounds);
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
}
