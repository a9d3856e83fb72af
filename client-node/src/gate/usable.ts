// What stands between a finished study and the use of its model: the agreement's days, and the release gate.
import type { NodeStore } from '../storage/node-store.js';
import { withModel, type FinishedDocuments, type FinishedStudy } from '../study/finished-study.js';
import { ReleaseGate } from './release-gate.js';
import { requireKept } from './retention.js';

/** @param models folder of this node's models. @throws ModelHeld, saying what to do. */
export function requireUsable(store: NodeStore, models: string, finished: FinishedStudy): void {
  const { id, study, agreement } = finished;
  requireKept(store, { study: id, name: study.name }, agreement);
  new ReleaseGate(store, models).requireReleased(finished);
}

/**
 * The same for what a study found beside a model, or without one, such as elasticities within stores: those nobody can measure, and
 * only the agreement's days hold them back.
 * @throws ModelHeld, saying what to do; StoreError where the study's files were changed.
 */
export function requireUsableResult(
  store: NodeStore,
  models: string,
  { record, agreement }: FinishedDocuments,
): void {
  const finished = withModel(store, models, record);
  if (finished) requireUsable(store, models, finished);
  else requireKept(store, record, agreement);
}
