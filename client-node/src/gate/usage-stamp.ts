// What decides which models a node may use, and which one scores, as one text to compare: for whoever keeps what was scored before.
import type { NodeStore } from '../storage/node-store.js';
import { documentsOf, finishedRecords } from '../study/finished-study.js';
import { isKept } from './retention.js';

/**
 * Another one after every erasure, study that ends here, end of an agreement's days, administrator's word, roster that words are counted
 * with, and network that is fitted to this node or forgotten.
 */
export function usageStamp(store: NodeStore): string {
  const { erasures, studies, releases, federation, personal } = store;
  const kept = finishedRecords(store).filter((record) =>
    isKept(store, record, documentsOf(store, record).agreement),
  );
  return JSON.stringify([
    ...[erasures.version(), studies.finishedCount(), kept.map(({ study }) => study)],
    ...[releases.stamp(), federation.rosterInForce()?.hash ?? null, personal.stamp()],
  ]);
}
