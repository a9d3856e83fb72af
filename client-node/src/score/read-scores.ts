// Rows read and scored for the scoring service: on its own thread before it listens, on another one from then on.
import { systemEntropy, type StorageKey } from '@chorale/crypto';
import { chooseTensorBackend } from '@chorale/models';
import { loadNodeConfig } from '../config/node-config.js';
import { ModelHeld } from '../gate/model-held.js';
import { requireUsable } from '../gate/usable.js';
import { rightsFor } from '../rights/pseudonyms.js';
import { homePaths } from '../storage/home.js';
import type { NodeStore } from '../storage/node-store.js';
import { finishedStudies, finishedStudy, type FinishedStudy } from '../study/finished-study.js';
import { ErasedStudy } from '../study/no-such-study.js';
import { modelInUse, whyNotPersonal } from '../study/personal-model.js';
import { packScores, type PackedScores } from './packed-scores.js';
import { scoreStudy } from './score-study.js';
import { offerRules, unknownItems } from './stock.js';
import { jsonByPerson } from './write-scores.js';

export interface ReadScores {
  readonly studies: readonly { readonly study: string; readonly scores: PackedScores }[];
  /** For whoever looks on: models that are not served, and warnings. */
  readonly notes: readonly string[];
}

export interface ReadingParts {
  readonly store: NodeStore;
  /** Asked for only where somebody was erased, or a network fitted to this node scores. */
  readonly storageKey: () => StorageKey;
  readonly home: string;
  readonly configFile: string;
  /** Names; undefined: all that have a model. */
  readonly studies: readonly string[] | undefined;
}

/** Everything anew, so that changes of node.yaml, models and rows count. */
export async function readScores({
  store,
  storageKey,
  home,
  configFile,
  studies: names,
}: ReadingParts): Promise<ReadScores> {
  const { data, score, tensorBackend } = await loadNodeConfig(configFile);
  chooseTensorBackend(tensorBackend);
  const { models } = homePaths(home);
  const { finished, erased } = chosen(names, store, models);
  const { usable, held } = usableOf(finished, store, models);
  const offers = await offerRules(score.offers);
  const notes = [...erased, ...held].map((why) => `Not served: ${why}`);
  const studies: { study: string; scores: PackedScores }[] = [];
  for (const each of usable) {
    const { agreement, study } = each;
    const { model, inUse } = modelInUse(store, storageKey, each);
    const rights = rightsFor(store, storageKey, agreement.purpose);
    const parts = { agreement, study, model, data, snapshot: score.snapshot, offers, rights };
    const { report, list } = await scoreStudy({ ...parts, random: systemEntropy() });
    const unknown = unknownItems(model, offers);
    const why = whyNotPersonal(inUse, study.name);
    const warnings = [
      ...(why === undefined ? [] : [why]),
      ...report.warnings,
      ...(unknown === undefined ? [] : [unknown]),
    ];
    notes.push(...warnings.map((warning) => `Warning: ${warning}`));
    studies.push({ study: study.name, scores: packScores(jsonByPerson(list)) });
  }
  return { studies, notes };
}

/** What was erased when its days were over is no mistake of whoever asks: a service that runs goes on without it. */
function chosen(
  names: readonly string[] | undefined,
  store: NodeStore,
  models: string,
): { readonly finished: readonly FinishedStudy[]; readonly erased: readonly string[] } {
  const erased: string[] = [];
  const unlessErased = (find: () => readonly FinishedStudy[]): readonly FinishedStudy[] => {
    try {
      return find();
    } catch (error) {
      if (!(error instanceof ErasedStudy)) throw error;
      erased.push(error.message);
      return [];
    }
  };
  const finished = names
    ? names.flatMap((name) => unlessErased(() => [finishedStudy(store, models, name)]))
    : unlessErased(() => finishedStudies(store, models));
  return { finished, erased };
}

/** Without those that are held back or past their days. */
function usableOf(
  studies: readonly FinishedStudy[],
  store: NodeStore,
  models: string,
): { readonly usable: FinishedStudy[]; readonly held: string[] } {
  const held: string[] = [];
  const usable = studies.filter((study) => {
    try {
      requireUsable(store, models, study);
      return true;
    } catch (error) {
      if (!(error instanceof ModelHeld)) throw error;
      held.push(error.message);
      return false;
    }
  });
  return { usable, held };
}
