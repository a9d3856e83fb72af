// The real way to try again, with shorter waits.
import { URL } from 'node:url';

const MOST_WAIT_MS = 300;

const real = new URL('../../../client-node/dist/transport/persist.js', import.meta.url).href;
// With a query, so that preload.mjs does not take it for this file again.
const { persist: realPersist, backoffMs: realBackoffMs } = await import(`${real}?real`);

export const persist = (attempt, persistence) =>
  realPersist(attempt, { ...persistence, mostWaitMs: MOST_WAIT_MS });
export const backoffMs = (failures, persistence) =>
  realBackoffMs(failures, { ...persistence, mostWaitMs: MOST_WAIT_MS });
