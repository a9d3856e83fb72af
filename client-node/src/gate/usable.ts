// What stands between a finished study and the use of its model: the agreement's days, and the release gate.
import type { NodeStore } from '../storage/node-store.js';
import type { FinishedStudy } from '../study/finished-study.js';
import { ReleaseGate } from './release-gate.js';
import { requireKept } from './retention.js';

/** @param models folder of this node's models. @throws ModelHeld, saying what to do. */
export function requireUsable(store: NodeStore, models: string, finished: FinishedStudy): void {
  const { id, study, agreement } = finished;
  requireKept(store, { study: id, name: study.name }, agreement);
  new ReleaseGate(store, models).requireReleased(finished);
}
