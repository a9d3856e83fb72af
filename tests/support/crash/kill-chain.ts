// Real programs that kill themselves at a labelled step, one step after the other: start, die, start, die, go on.
import type { RealFederation } from '../real/real-federation.ts';

const NODE_OPTIONS = `--import=${new URL('./preload.mjs', import.meta.url).href}`;
const PATIENCE_MS = 240_000;

/** Environment of a process that lives on, as impatient as those that die. */
const living: Readonly<Record<string, string>> = { NODE_OPTIONS };

/** Environment of a process that is to die at a step. */
export function dyingAt(step: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS, CHORALE_TEST_KILL_AT: step };
}

/** Environment of a process whose ring's workers end as the file says, task by task. */
export function withRingFaults(file: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS, CHORALE_TEST_RING_FAULTS: file };
}

export interface Mortal {
  /** Starts it again, at once; it may die before it is ready. */
  run(variables?: Readonly<Record<string, string>>): void;
  killed(patienceMs?: number): Promise<void>;
}

/** A federation's coordinator, which keeps its port. */
export function mortalCoordinator(federation: RealFederation): Mortal {
  return {
    run: (variables) => federation.runCoordinator(variables),
    killed: (patienceMs) => federation.coordinator.killed(patienceMs),
  };
}

/**
 * Has a process, which does not run now, die at every step, in this order, and leaves it running.
 * @throws Error naming the step that it did not die at.
 */
export async function dieAtEach(mortal: Mortal, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    mortal.run(dyingAt(step));
    try {
      await mortal.killed(PATIENCE_MS);
    } catch (error) {
      throw new Error(`not killed at "${step}"`, { cause: error });
    }
  }
  mortal.run(living);
}

/**
 * The part of the steps that falls to one of several processes which all come by all of them: between them they die at
 * each step once a run, and in as many runs as there are processes each dies at each step.
 */
export function partOf<Step>(steps: readonly Step[], index: number, processes: number, run: number): Step[] {
  return steps.filter((_, position) => (position + run) % processes === index);
}
