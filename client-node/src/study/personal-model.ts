// A network that this node fitted to its own customers: sealed in its own records, from where nothing ever sends it. It stands for the
// rows that it learned from, so that an erasure since empties it, in the transaction that records the erasure.
import { CannotOpenSecretError, type StorageKey, type StudyId } from '@chorale/crypto';
import { decodeState, encodeState, type ReleasedModel } from '@chorale/models';
import { requireKept } from '../gate/retention.js';
import type { NodeStore } from '../storage/node-store.js';
import { StoreError } from '../storage/store-error.js';
import type { FinishedStudy } from './finished-study.js';

const placeOf = (study: StudyId): string => `personal_networks.sealed/${study}`;

/**
 * Which model scores: the federated one, this node's own, or the federated one although there was an own one: because somebody was erased
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
  storageKey: StorageKey,
  { id, study, agreement }: FinishedStudy,
  model: ReleasedModel,
  erasures: number,
): boolean {
  const bytes = encodeState(model);
  const sealed = storageKey.seal(bytes, placeOf(id));
  bytes.fill(0);
  // In one transaction: an erasure either finds this network, or stops it.
  return store.transaction(() => {
    if (store.erasures.version() !== erasures) return false;
    requireKept(store, { study: id, name: study.name }, agreement);
    store.personal.keep(id, sealed);
    return true;
  });
}

/** What to tell where a node's own network does not score although one was fitted; undefined elsewhere. */
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

/**
 * The model that this node scores with.
 * @param storageKey asked for only where an own network scores.
 * @throws StoreError `key-missing` where that network was sealed under another key.
 */
export function modelInUse(
  store: NodeStore,
  storageKey: () => StorageKey,
  { id, study, model, agreement }: FinishedStudy,
): { readonly model: ReleasedModel; readonly inUse: ModelInUse } {
  const sealed = store.personal.find(id);
  if (!sealed) return { model, inUse: 'federated' };
  if (agreement.releaseGate.measuredFirst) return { model, inUse: 'federated-as-measured' };
  if (sealed.length === 0) return { model, inUse: 'federated-after-erasure' };
  return { model: opened(sealed, storageKey(), id, study.name), inUse: 'personal' };
}

function opened(sealed: Uint8Array, storageKey: StorageKey, id: StudyId, study: string): ReleasedModel {
  try {
    const bytes = storageKey.open(sealed, placeOf(id));
    const model = decodeState(bytes) as ReleasedModel;
    bytes.fill(0);
    return model;
  } catch (error) {
    if (!(error instanceof CannotOpenSecretError)) throw error;
    throw new StoreError(
      'key-missing',
      `the network of "${study}" that was fitted to this node does not open with the keys of this home; restore keys/ and node.sqlite ` +
        `from one backup, or score with the federated one: "chorale-node personalise --study ${study} --forget"`,
    );
  }
}
