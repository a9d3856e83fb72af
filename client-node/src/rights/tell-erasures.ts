import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { NodeStore } from '../storage/node-store.js';

/** Sends what the coordinator does not know yet, as it was signed; it enters each erasure once. */
export async function tellErasures(store: NodeStore, coordinator: CoordinatorPort): Promise<void> {
  for (const { number, done } of store.erasures.untold()) {
    await coordinator.request('tellErasure', { body: done!.notice });
    store.erasures.markTold(number);
  }
}
