// What this node's members measured of models, in the order in which it ended here: what the release gate judges from.
import type { StudyId } from '@chorale/crypto';
import {
  questionOf,
  studyModelSchema,
  validationErrorOf,
  type Agreement,
  type MeasuredRelease,
  type ReadableEvaluation,
} from '@chorale/models';
import type { NodeStore } from '../storage/node-store.js';
import { StoreError } from '../storage/store-error.js';
import type { StudyRecord } from '../storage/study-records.js';
import { documentsOf, finishedRecords } from '../study/finished-study.js';
import { ModelFolder } from '../study/keep-model.js';

/** A measuring that cannot be read: what it said may count against any model of its question. */
export interface UnreadableMeasuring {
  readonly model: StudyId;
  readonly question: string;
  readonly error: StoreError;
}

export function measuredReleases(
  store: NodeStore,
  models: string,
): { readonly releases: readonly MeasuredRelease[]; readonly unreadable: readonly UnreadableMeasuring[] } {
  const folder = new ModelFolder(models, store);
  const releases: MeasuredRelease[] = [];
  const unreadable: UnreadableMeasuring[] = [];
  // A study that was proposed early may measure late.
  for (const record of finishedRecords(store)) {
    const measured = measuredBy(store, record);
    if (!measured) continue;
    const { model, terms, question } = measured;
    try {
      const validation = validationIn(folder, record);
      const { mostDrift } = terms.releaseGate;
      if (validation) releases.push({ evaluation: record.study, model, question, validation, mostDrift });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      unreadable.push({ model, question, error });
    }
  }
  return { releases, unreadable };
}

/** Undefined where nobody was there to measure on. @throws StoreError where the result's file was changed. */
function validationIn(folder: ModelFolder, record: StudyRecord): ReturnType<typeof validationErrorOf> {
  const text = folder.result(record);
  if (text === undefined) return undefined;
  const { result } = JSON.parse(text) as { readonly result: ReadableEvaluation };
  return validationErrorOf(result);
}

/** Which model a study measured, and on which terms that was learned; undefined for a study that measured none that this node knows. */
function measuredBy(
  store: NodeStore,
  record: StudyRecord,
): { readonly model: StudyId; readonly terms: Agreement; readonly question: string } | undefined {
  const { study, agreement } = documentsOf(store, record);
  if (study.computation !== 'evaluate') return undefined;
  const pinned = studyModelSchema.safeParse(study.settings['model']).data?.pinned;
  const model = pinned && store.studies.find(pinned.study as StudyId);
  const { label } = agreement.dictionary;
  if (!model || !label) return undefined;
  const terms = documentsOf(store, model).agreement;
  return { model: model.study, terms, question: questionOf(terms.purpose, label) };
}
