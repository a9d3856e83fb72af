/** Time as the node sees it; tests hand in another. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** `YYYY-MM-DD`, UTC. */
export function todayOf(clock: Clock): string {
  return new Date(clock.now()).toISOString().slice(0, 10);
}

/** Far more than any step between two chunks takes: a large committee's sum is opened within 20 seconds. */
const RING_PATIENCE_MS = 600_000;

/** Time after which a worker of the ring that gives no sign of life is thrown away. */
export function ringCountdown(giveUp: () => void): () => void {
  const timer = setTimeout(giveUp, RING_PATIENCE_MS);
  return () => clearTimeout(timer);
}
