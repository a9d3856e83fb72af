// Trying again, for ever: a node that lost its coordinator goes on as soon as it is back.
import { setTimeout as delay } from 'node:timers/promises';
import type { Entropy } from '@chorale/crypto';
import { mayPass } from './coordinator-problem.js';

export interface Persistence {
  readonly entropy: Entropy;
  /** Ends the trying; what {@link persist} throws then is its reason. */
  readonly signal: AbortSignal;
  /** Told before each wait, in seconds; for a line such as "coordinator unreachable, trying again in 4 s". */
  readonly onWait: (waitSeconds: number, error: unknown) => void;
  /** Default: a second. */
  readonly firstWaitMs?: number;
  /** Default: a minute. */
  readonly mostWaitMs?: number;
}

/**
 * Calls `attempt` until it succeeds, with waits that double, each shortened at random by up to a half so that
 * nodes do not come back all at once.
 * @throws what no further try would change: a refusal, a mistake of ours, or the signal's reason.
 */
export async function persist<T>(attempt: () => Promise<T>, persistence: Persistence): Promise<T> {
  const { signal, onWait } = persistence;
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error)) throw error;
      const waitMs = backoffMs(failures, persistence);
      onWait(Math.ceil(waitMs / 1000), error);
      await waitUnlessAborted(waitMs, signal);
    }
  }
}

/** Wait after the given number of earlier failures, in milliseconds. */
export function backoffMs(
  failures: number,
  {
    entropy,
    firstWaitMs = 1_000,
    mostWaitMs = 60_000,
  }: Pick<Persistence, 'entropy' | 'firstWaitMs' | 'mostWaitMs'>,
): number {
  const full = Math.min(mostWaitMs, firstWaitMs * 2 ** Math.min(failures, 30));
  return full * (0.5 + entropy.uint32() / 2 ** 33);
}

async function waitUnlessAborted(waitMs: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(waitMs, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
