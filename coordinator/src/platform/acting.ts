// Who is acting, known at the door and taken along to whatever the act writes. A context instead of one more
// argument of every service: an act that somebody forgot to hand it to would be one that nobody did.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AccountActor } from '../people/roles.js';
import type { Rows } from '../storage/rows.js';

export interface Acting {
  readonly actor: AccountActor | 'administrator';
  /** Runs inside each unit of work of the act, so that what it writes is there exactly if the act is. */
  readonly alongside?: (manager: Rows) => Promise<void>;
}

const context = new AsyncLocalStorage<Acting>();

export function actAs<T>(acting: Acting, act: () => Promise<T>): Promise<T> {
  return context.run(acting, act);
}

export function actingNow(): Acting | undefined {
  return context.getStore();
}

/** Runs what belongs to nobody in particular, such as the work of others that waits in a queue. */
export function actAsNobody<T>(act: () => T): T {
  return context.exit(act);
}
