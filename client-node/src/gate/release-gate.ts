// The release gate, where models are used: whether this node may use the model of a study, by its members' own figures and words.
import {
  keyInRoster,
  openKnownBallots,
  readRoster,
  releaseSubject,
  releaseWords,
  type Hash,
  type ReleaseWords,
  type StudyId,
} from '@chorale/crypto';
import { judgeReleases, predictsOf, questionOf, type Agreement, type ReleaseVerdict } from '@chorale/models';
import type { NodeStore } from '../storage/node-store.js';
import type { FinishedStudy } from '../study/finished-study.js';
import { heldInWords, unmeasuredInWords } from './gate-words.js';
import { measuredReleases, type UnreadableMeasuring } from './measured-releases.js';
import { ModelHeld } from './model-held.js';

/**
 * `released`: measured, and good enough; `overridden`: let pass by two administrators; `held`: not to be used; `unmeasured`: may be
 * used, nobody measured it; `not-judged`: of a kind that no study measures.
 */
export type Standing = 'released' | 'overridden' | 'held' | 'unmeasured' | 'not-judged';

export interface ReleaseStanding {
  readonly standing: Standing;
  /** Of the newest measuring; undefined where there is none. */
  readonly verdict: ReleaseVerdict | undefined;
  /** What administrators vote on. */
  readonly subject: Hash;
  readonly words: ReleaseWords;
  /** Why it is held, and what to do; empty where it is not. */
  readonly reason: string;
}

/** Judges every measuring once, for whoever asks about several models. */
export class ReleaseGate {
  private readonly verdicts: ReadonlyMap<string, ReleaseVerdict>;
  private readonly unreadable: readonly UnreadableMeasuring[];

  /** @param models folder of this node's models. */
  constructor(
    private readonly store: NodeStore,
    models: string,
  ) {
    const { releases, unreadable } = measuredReleases(store, models);
    this.unreadable = unreadable;
    const judged = judgeReleases(releases, (evaluation) =>
      this.isLetPass(releaseSubject(evaluation as StudyId)),
    );
    // The newest measuring of a model stands.
    this.verdicts = new Map(judged.map((verdict) => [verdict.model, verdict]));
  }

  /** @throws StoreError where the file of a measuring that counts for this model was changed. */
  standingOf({ id, study, agreement, model }: FinishedStudy): ReleaseStanding {
    this.requireReadable(id, agreement);
    const verdict = this.verdicts.get(id);
    const subject = releaseSubject((verdict?.evaluation ?? id) as StudyId);
    const words = this.wordsOn(subject);
    const found = { verdict, subject, words, reason: '' };
    if (verdict) {
      if (verdict.released) return { ...found, standing: verdict.overridden ? 'overridden' : 'released' };
      const nameOf = (other: string): string => this.store.studies.find(other as StudyId)?.name ?? other;
      return { ...found, standing: 'held', reason: heldInWords(study.name, verdict, words, nameOf) };
    }
    if (predictsOf(model) === undefined || agreement.dictionary.label === undefined)
      return { ...found, standing: 'not-judged' };
    if (!agreement.releaseGate.measuredFirst) return { ...found, standing: 'unmeasured' };
    if (words.obstacle === undefined) return { ...found, standing: 'overridden' };
    return { ...found, standing: 'held', reason: unmeasuredInWords(study.name, words) };
  }

  /** @throws ModelHeld; StoreError as above. */
  requireReleased(study: FinishedStudy): void {
    const { standing, reason } = this.standingOf(study);
    if (standing === 'held') throw new ModelHeld(reason);
  }

  private requireReadable(id: StudyId, { purpose, dictionary: { label } }: Agreement): void {
    const own = label && questionOf(purpose, label);
    const found = this.unreadable.find(({ model, question }) => model === id || question === own);
    if (found) throw found.error;
  }

  private isLetPass(subject: Hash): boolean {
    return this.wordsOn(subject).obstacle === undefined;
  }

  /** Counted anew, with the roster in force: an administrator who signs for nobody any more does not count. */
  private wordsOn(subject: Hash): ReleaseWords {
    const { federation, releases } = this.store;
    const stored = federation.rosterInForce();
    const membership = federation.membership();
    if (!stored || !membership) return releaseWords({ members: [] }, [], subject);
    const roster = readRoster(stored.bytes);
    const ballots = openKnownBallots(releases.ballotsOn(subject), membership.federation, (signer) =>
      keyInRoster(roster, signer),
    );
    return releaseWords(roster, ballots, subject);
  }
}
