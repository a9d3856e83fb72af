// The model of a finished study that another study starts from or measures, from this node's own folder.
import type { StudyId } from '@chorale/crypto';
import {
  computationByName,
  computations,
  decodeState,
  hashOfEncodedState,
  studyModelSchema,
  type ReleasedModel,
  type Study,
} from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import type { NodeStore } from '../storage/node-store.js';
import { StoreError } from '../storage/store-error.js';
import { FINAL_STATE_FILE } from '../storage/study-records.js';
import { ModelFolder } from './keep-model.js';

/**
 * @param folder of this node's models.
 * @returns undefined where the study takes no model.
 * @throws RoundRefused `model-missing` where this node does not hold the very state that the study was started with.
 */
export function givenModel(study: Study, store: NodeStore, folder: string): ReleasedModel | undefined {
  const taker = computations.find(
    ({ name, takesModel }) => name === study.computation && takesModel === true,
  );
  const named = studyModelSchema.safeParse(study.settings['model']);
  // A study of other settings has no model to take, or is refused by its plan.
  if (!taker || !named.success) return undefined;
  const { study: name, pinned } = named.data;
  if (!pinned) throw missing(name, 'the coordinator did not say which state of it is meant');
  const record = store.studies.find(pinned.study as StudyId);
  const isKept =
    record && store.studies.modelFiles(record.study).some(({ file }) => file === FINAL_STATE_FILE);
  if (!isKept) throw missing(name, 'this node did not receive it');
  const bytes = finalState(store, folder, record);
  if (hashOfEncodedState(bytes) !== pinned.state)
    throw missing(name, 'this node holds another last state of it; do not take part until you know why');
  const model = computationByName(pinned.computation).model(decodeState(bytes));
  if (!model) throw missing(name, `"${pinned.computation}" ends in no model`);
  return model;
}

function finalState(
  store: NodeStore,
  folder: string,
  record: Parameters<ModelFolder['finalState']>[0],
): Uint8Array {
  try {
    return new ModelFolder(folder, store).finalState(record);
  } catch (error) {
    if (error instanceof StoreError) throw missing(record.name, error.message);
    throw error;
  }
}

function missing(study: string, why: string): RoundRefused {
  return new RoundRefused('model-missing', `the study needs the model of study "${study}": ${why}`);
}
