// This node's noise: drawn here for short vectors, on worker threads for long ones, exact in both.
import { fileURLToPath } from 'node:url';
import type { Entropy } from '@chorale/crypto';
import { addNoise, type Fraction } from '@chorale/models/noise';
import { Piscina } from 'piscina';
import type { NoiseTask } from './noise-messages.js';

/** Adds independent samples of the discrete Gaussian to all integers, in place. */
export interface NoiseSource {
  add(integers: Float64Array, variance: Fraction): Promise<void>;
}

export interface NoisePoolOptions {
  /** Worker threads at most; none starts before a vector is long enough. */
  readonly threads: number;
  /** For vectors that are too short to be worth a thread; workers take the system's own. */
  readonly entropy: Entropy;
  /** The compiled worker; by default the one beside this compiled module. */
  readonly workerFile?: string;
}

/** Samples a task, about 30 ms: half a megabyte on its way at a time, however long the vector is. */
const SAMPLES_A_TASK = 2 ** 16;
/** A thread is given up soon: rounds of long vectors are minutes apart. */
const IDLE_MS = 1000;

export class NoisePool implements NoiseSource {
  readonly #entropy: Entropy;
  readonly #pool: Piscina<NoiseTask, Float64Array>;

  constructor({ threads, entropy, workerFile }: NoisePoolOptions) {
    this.#entropy = entropy;
    this.#pool = new Piscina({
      filename: workerFile ?? fileURLToPath(new URL('./noise-worker.js', import.meta.url)),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
    });
  }

  async add(integers: Float64Array, variance: Fraction): Promise<void> {
    if (integers.length <= SAMPLES_A_TASK) {
      addNoise(integers, variance, this.#entropy);
      return;
    }
    const stretches: Promise<void>[] = [];
    for (let at = 0; at < integers.length; at += SAMPLES_A_TASK)
      stretches.push(this.#addStretch(integers.subarray(at, at + SAMPLES_A_TASK), variance));
    // All of them, so that nobody adds to the integers after this has settled.
    const outcomes = await Promise.allSettled(stretches);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #addStretch(integers: Float64Array, variance: Fraction): Promise<void> {
    const samples = await this.#pool.run({ count: integers.length, variance });
    for (let at = 0; at < integers.length; at += 1) integers[at]! += samples[at]!;
    samples.fill(0);
  }
}
