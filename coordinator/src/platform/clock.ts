/** Time, as everything here asks for it; tests hand in their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Far more than any step between two chunks takes: a large committee's sum is opened within 20 seconds. */
const RING_PATIENCE_MS = 600_000;

/** Time after which a worker of the ring that gives no sign of life is thrown away. */
export function ringCountdown(giveUp: () => void): () => void {
  const timer = setTimeout(giveUp, RING_PATIENCE_MS);
  return () => clearTimeout(timer);
}
