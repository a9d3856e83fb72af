// The ends of studies, as a running node keeps them: once the last round of a study has come to rest here, what the study left
// is kept for good.
import type { ListedStudy, StudyId } from '@chorale/crypto';
import type { Logger } from 'pino';
import { obtainState } from '../adopt/obtain-state.js';
import type { NodeParts } from '../round/node-parts.js';
import type { ModelFolder } from '../study/keep-model.js';
import type { LoadedStudies } from './loaded-studies.js';
import type { RoundStories } from './round-stories.js';
import { ToldFailures } from './told-failures.js';

export class StudyEnds {
  private readonly ending = new Map<StudyId, Promise<void>>();
  private readonly told = new ToldFailures();

  constructor(
    private readonly node: NodeParts,
    private readonly studies: LoadedStudies,
    private readonly stories: RoundStories,
    private readonly models: ModelFolder,
    private readonly options: { readonly signal: AbortSignal; readonly log: Logger },
  ) {}

  /** Keeps the end of a study that this node took part in, once. */
  follow(study: ListedStudy): void {
    const tookPart = this.node.store.studies.find(study.study) !== undefined;
    if (
      (study.status !== 'finished' && study.status !== 'stopped') ||
      !tookPart ||
      this.ending.has(study.study) ||
      this.models.hasEnd(study.study)
    )
      return;
    const ended = this.stories
      .restOf(study.study)
      .then(() => this.keep(study))
      .catch((error: unknown) => {
        this.ending.delete(study.study);
        if (!this.options.signal.aborted && this.told.isNews(study.study, error))
          this.options.log.error(
            { err: error, study: study.study },
            'the model could not be kept; tried again at every look, and told only what is new',
          );
      });
    this.ending.set(study.study, ended);
  }

  /** Resolves once every end that is being kept has been, or could not be. */
  async kept(): Promise<void> {
    await Promise.allSettled(this.ending.values());
  }

  private async keep({
    study: id,
    agreement,
    status,
    reason,
    state,
    roundsClosed,
  }: ListedStudy): Promise<void> {
    const study = await this.studies.load(id, agreement);
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
}
