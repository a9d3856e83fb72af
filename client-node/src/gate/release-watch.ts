// What a running node does about the release gate: lays out models for other programs as they may be used, takes back what is held,
// and asks for administrators' words on it.
import { RoundRefused } from '../agreement/refusal.js';
import type { NodeParts } from '../round/node-parts.js';
import { allFinished, type FinishedStudy } from '../study/finished-study.js';
import { ModelFolder } from '../study/keep-model.js';
import { followOverrides } from './follow-overrides.js';
import { ReleaseGate } from './release-gate.js';
import { erasePastRetention } from './retention.js';

/** Looks are many while rounds run; models are judged anew when a study has finished, and each minute while one is held. */
const EVERY_MS = 60_000;
const RETENTION_EVERY_MS = 3_600_000;

type WatchParts = Pick<NodeParts, 'store' | 'coordinator' | 'federation' | 'roster' | 'clock' | 'report'>;

export class ReleaseWatch {
  private lookedAt = 0;
  private erasedAt = -RETENTION_EVERY_MS;
  private finished = -1;
  private mayChange = false;

  constructor(
    private readonly node: WatchParts,
    private readonly models: string,
  ) {}

  async look(): Promise<void> {
    const { store, clock } = this.node;
    const now = clock.now();
    if (now - this.erasedAt >= RETENTION_EVERY_MS) {
      this.erasedAt = now;
      erasePastRetention(this.node, this.models);
    }
    const finished = store.studies.finishedCount();
    const isDue = this.mayChange && now - this.lookedAt >= EVERY_MS;
    if (finished === this.finished && !isDue) return;
    const studies = allFinished(store, this.models);
    this.mayChange = await this.followWords(studies);
    applyGate(this.node, this.models, studies);
    [this.finished, this.lookedAt] = [finished, now];
  }

  /** @returns whether there are models on which administrators' words matter. */
  private async followWords(studies: readonly FinishedStudy[]): Promise<boolean> {
    const { node } = this;
    const gate = new ReleaseGate(node.store, this.models);
    const asked = studies
      .map((study) => gate.standingOf(study))
      .filter(({ standing }) => standing === 'held' || standing === 'overridden');
    if (asked.length === 0) return false;
    try {
      await followOverrides(
        node,
        asked.map(({ subject }) => subject),
      );
    } catch (error) {
      // Before there is a roster nobody's word counts, and a held model stays held.
      if (!(error instanceof RoundRefused)) throw error;
    }
    return true;
  }
}

/** Lays out what may be used, takes back what may not. */
export function applyGate(
  { store, report }: Pick<NodeParts, 'store'> & Partial<Pick<NodeParts, 'report'>>,
  models: string,
  studies: readonly FinishedStudy[],
): void {
  const gate = new ReleaseGate(store, models);
  const folder = new ModelFolder(models, store);
  for (const finished of studies) {
    const record = { study: finished.id, name: finished.study.name };
    const { standing, reason } = gate.standingOf(finished);
    if (standing !== 'held') folder.layOut(record, finished.model);
    else if (folder.withhold(record, finished.model)) report?.({ event: 'model-held', ...record, reason });
  }
}
