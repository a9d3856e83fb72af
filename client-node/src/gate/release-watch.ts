// What a running node does about the release gate: lays out models for other programs as they may be used, takes back what is held,
// and asks for administrators' words on it.
import type { Hash, StudyId } from '@chorale/crypto';
import { RoundRefused } from '../agreement/refusal.js';
import type { NodeParts } from '../round/node-parts.js';
import { applyGateToAll, type Applied } from './apply-gate.js';
import { followOverrides } from './follow-overrides.js';
import { erasePastRetention } from './retention.js';

/** Looks are many while rounds run; models are judged anew when a study has finished, and each minute while one may change. */
const EVERY_MS = 60_000;
const RETENTION_EVERY_MS = 3_600_000;

type WatchParts = Pick<NodeParts, 'store' | 'coordinator' | 'federation' | 'roster' | 'clock' | 'report'>;

export class ReleaseWatch {
  private lookedAt = 0;
  private erasedAt = -RETENTION_EVERY_MS;
  private finished = -1;
  private mayChange = false;
  /** Why studies could not be judged, as it was told last. */
  private told: ReadonlyMap<StudyId, string> = new Map();

  constructor(
    private readonly node: WatchParts,
    private readonly models: string,
  ) {}

  /** @throws whatever the coordinator refuses, once the gate is applied by the words that are here. */
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
    // Before anybody is asked: a coordinator that answers nothing must not keep a held model in use.
    const { subjects, unjudged } = applyGateToAll(this.node, this.models);
    [this.finished, this.lookedAt] = [finished, now];
    this.mayChange = subjects.length > 0 || unjudged.length > 0;
    this.tell(unjudged);
    if (subjects.length === 0) return;
    const refusals = await this.followWords(subjects);
    applyGateToAll(this.node, this.models);
    if (refusals.length > 0) throw refusals[0];
  }

  /** Each reason once, until it changes. */
  private tell(unjudged: Applied['unjudged']): void {
    for (const { study, name, reason } of unjudged)
      if (this.told.get(study) !== reason)
        this.node.report({ event: 'model-not-judged', study, name, reason });
    this.told = new Map(unjudged.map(({ study, reason }) => [study, reason]));
  }

  /** One subject that the coordinator refuses keeps no other one's words away. @returns why it refused. */
  private async followWords(subjects: readonly Hash[]): Promise<unknown[]> {
    const refusals: unknown[] = [];
    for (const subject of subjects) {
      try {
        await followOverrides(this.node, [subject]);
      } catch (error) {
        // Before there is a roster nobody's word counts, and a held model stays held.
        if (!(error instanceof RoundRefused)) refusals.push(error);
      }
    }
    return refusals;
  }
}
