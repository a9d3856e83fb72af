// What this node's members measured of models, in the order in which it ended here: what the release gate judges from.
import type { StudyId } from '@chorale/crypto';
import {
  questionOf,
  studyModelSchema,
  validationErrorOf,
  type MeasuredRelease,
  type ReadableEvaluation,
} from '@chorale/models';
import type { NodeStore } from '../storage/node-store.js';
import { documentsOf, finishedRecords } from '../study/finished-study.js';
import { ModelFolder } from '../study/keep-model.js';

/** @throws StoreError where a result's file was changed. */
export function measuredReleases(store: NodeStore, models: string): MeasuredRelease[] {
  const folder = new ModelFolder(models, store);
  // A study that was proposed early may measure late.
  return finishedRecords(store).flatMap((record): MeasuredRelease[] => {
    const { study, agreement } = documentsOf(store, record);
    if (study.computation !== 'evaluate') return [];
    const pinned = studyModelSchema.safeParse(study.settings['model']).data?.pinned;
    const model = pinned && store.studies.find(pinned.study as StudyId);
    const { label } = agreement.dictionary;
    if (!model || !label) return [];
    const text = folder.result(record);
    if (text === undefined) return [];
    const { result } = JSON.parse(text) as { readonly result: ReadableEvaluation };
    const validation = validationErrorOf(result);
    if (!validation) return [];
    const terms = documentsOf(store, model).agreement;
    return [
      {
        evaluation: record.study,
        model: model.study,
        question: questionOf(terms.purpose, label),
        validation,
        mostDrift: terms.releaseGate.mostDrift,
      },
    ];
  });
}
