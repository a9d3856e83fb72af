// Real programs that kill themselves at a labelled step, one step after the other: start, die, start, die, go on.

const preload = new URL('./preload.mjs', import.meta.url).href;
const PATIENCE_MS = 240_000;

/** Environment of a process that is to die at a step. */
export function dyingAt(step: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${preload}`, CHORALE_TEST_KILL_AT: step };
}

/** Environment of a process whose ring's workers end as the file says, task by task. */
export function withRingFaults(file: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${preload}`, CHORALE_TEST_RING_FAULTS: file };
}

export interface Mortal {
  /** Starts it again, at once; it may die before it is ready. */
  start(variables?: Readonly<Record<string, string>>): void;
  killed(patienceMs?: number): Promise<void>;
}

/**
 * Has a process, which does not run now, die at every step, in this order, and leaves it running.
 * @throws Error naming the step that it did not die at.
 */
export async function dieAtEach(mortal: Mortal, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    mortal.start(dyingAt(step));
    try {
      await mortal.killed(PATIENCE_MS);
    } catch (error) {
      throw new Error(`not killed at "${step}"`, { cause: error });
    }
  }
  mortal.start();
}
