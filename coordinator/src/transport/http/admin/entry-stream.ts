// Entries as server-sent events. A reader that was cut off goes on after the position that it saw last.
import { once } from 'node:events';
import type { Response } from 'express';
import type { House } from '../../../house.js';
import type { Principal } from '../../../people/roles.js';

const A_PAGE = 200;
/** Proxies cut lines that are silent. */
const HEARTBEAT_MS = 15_000;
/** Between looks while nothing is heard of. */
const LOOK_EVERY_MS = 1_000;
/** Of one account at a time. */
const MOST_STREAMS = 4;
/** Then the reader connects again, and its right to be here is looked at again. */
const LONGEST_MS = 10 * 60_000;

const open = new Map<string, number>();

/** @param after position; undefined: from now on. */
export async function streamEntries(
  house: House,
  who: Principal,
  response: Response,
  after: number | undefined,
): Promise<void> {
  const { database, ledger, ledgerReader } = house;
  const streams = (open.get(who.actor) ?? 0) + 1;
  if (streams > MOST_STREAMS) {
    response.status(429).setHeader('retry-after', 60).end();
    return;
  }
  open.set(who.actor, streams);
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
    open.set(who.actor, open.get(who.actor)! - 1);
  });
  const from = after ?? (await database.read((manager) => ledger.head(manager))).size - 1;
  response.status(200).setHeader('content-type', 'text/event-stream').flushHeaders();
  await follow(from);

  async function follow(position: number): Promise<void> {
    const started = performance.now();
    let [last, told] = [position, performance.now()];
    while (!gone.signal.aborted && performance.now() - started < LONGEST_MS) {
      const entries = await ledgerReader.entries(
        {},
        { after: last, limit: A_PAGE, order: 'asc' },
        who.member,
      );
      for (const entry of entries) {
        last = entry.position;
        const event = `id: ${last}\nevent: ${entry.kind}\ndata: ${JSON.stringify(entry)}\n\n`;
        if (!response.write(event))
          await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
      }
      if (entries.length > 0) told = performance.now();
      else if (performance.now() - told > HEARTBEAT_MS) {
        response.write(': nothing new\n\n');
        told = performance.now();
      }
      if (entries.length < A_PAGE) await pause(LOOK_EVERY_MS, gone.signal);
    }
    response.end();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
