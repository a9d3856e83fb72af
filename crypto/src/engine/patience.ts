/**
 * Counts down a time that no step of a task takes, and calls back at its end; the clock is the caller's.
 * @returns what stops it.
 */
export type Countdown = (giveUp: () => void) => () => void;

/** Waits for signs of life, and gives up when there was none for too long. */
export class Patience {
  #stop: () => void = () => undefined;

  /** @param countdown undefined for endless patience. */
  constructor(
    private readonly countdown: Countdown | undefined,
    private readonly giveUp: () => void,
  ) {}

  /** Begins to wait, or begins anew. */
  start(): void {
    this.#stop();
    this.#stop = this.countdown?.(this.giveUp) ?? this.#stop;
  }
  /** Stops waiting: it is somebody else's turn, or all is done. */
  stop(): void {
    this.#stop();
  }
}
