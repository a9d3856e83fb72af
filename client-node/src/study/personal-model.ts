// A network that this node fitted to its own customers: a file in its own home, which nothing ever sends. It stands for the rows that
// it learned from, so that an erasure since makes it void.
import { decodeState, encodeState, type ReleasedModel } from '@chorale/models';
import { requireKept } from '../gate/retention.js';
import type { NodeStore } from '../storage/node-store.js';
import type { FinishedStudy } from './finished-study.js';
import { ModelFolder } from './keep-model.js';

type PersonalRecord = Readonly<{
  /** Of the store, when the rows were read. */
  erasures: number;
  model: ReleasedModel;
}>;

/**
 * Which model scores: the federated one, this node's own, or the federated one although there is an own one: because somebody was erased
 * since it learned, or because the agreement lets no model score that no study has measured.
 */
export type ModelInUse = 'federated' | 'personal' | 'federated-after-erasure' | 'federated-as-measured';

/**
 * @param erasures version of the store before the rows were read.
 * @returns false, and nothing is kept, where somebody was erased since.
 * @throws ModelHeld where the agreement's days are over.
 */
export function keepPersonal(
  store: NodeStore,
  folder: string,
  { id, study, agreement }: FinishedStudy,
  model: ReleasedModel,
  erasures: number,
): boolean {
  const bytes = encodeState({ erasures, model } satisfies PersonalRecord);
  // In one transaction: an erasure either finds this network, or stops it.
  return store.transaction(() => {
    if (store.erasures.version() !== erasures) return false;
    const record = { study: id, name: study.name };
    requireKept(store, record, agreement);
    new ModelFolder(folder, store).keepPersonal(record, bytes);
    return true;
  });
}

/** What to tell where a node's own network is there and does not score; undefined elsewhere. */
export function whyNotPersonal(inUse: ModelInUse, study: string): string | undefined {
  if (inUse === 'federated-as-measured') return notMeasured(study);
  return inUse === 'federated-after-erasure' ? voidAfterErasure(study) : undefined;
}

function notMeasured(study: string): string {
  return (
    `the agreement of "${study}" lets no model score before a study has measured it (releaseGate.measuredFirst), and nobody measures the network ` +
    'that was fitted to this node, so the federated one scores'
  );
}

function voidAfterErasure(study: string): string {
  return (
    `somebody was erased since the network of "${study}" was fitted to this node, so the federated one scores; fit it anew with ` +
    `"chorale-node personalise --study ${study}"`
  );
}

/** From here on the federated model scores. @returns whether there was another. */
export function forgetPersonal(
  store: NodeStore,
  folder: string,
  { id, study }: Pick<FinishedStudy, 'id' | 'study'>,
): boolean {
  return new ModelFolder(folder, store).forgetPersonal({ study: id, name: study.name });
}

/** Of every study: somebody whose rows they may hold was erased. */
export function forgetEveryPersonal(store: NodeStore, folder: string): void {
  const models = new ModelFolder(folder, store);
  for (const record of store.studies.all()) models.forgetPersonal(record);
}

/** The model that this node scores with. @throws StoreError `model-missing` where its file was changed. */
export function modelInUse(
  store: NodeStore,
  folder: string,
  { id, study, model, agreement }: FinishedStudy,
): { readonly model: ReleasedModel; readonly inUse: ModelInUse } {
  const bytes = new ModelFolder(folder, store).personal({ study: id, name: study.name });
  if (!bytes) return { model, inUse: 'federated' };
  if (agreement.releaseGate.measuredFirst) return { model, inUse: 'federated-as-measured' };
  const personal = decodeState(bytes) as PersonalRecord;
  return personal.erasures === store.erasures.version()
    ? { model: personal.model, inUse: 'personal' }
    : { model, inUse: 'federated-after-erasure' };
}
