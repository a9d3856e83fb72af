import { SealRuntime } from '../encryption/seal-runtime.js';
import type { Entropy } from '../random/entropy.js';
import type { RingEngine } from './ring-engine.js';
import { ringTasks } from './ring-tasks.js';

/** An engine on the calling thread, which it blocks: for tests, benchmarks and command-line tools. */
export async function inProcessRing(entropy: Entropy): Promise<RingEngine> {
  const runtime = await SealRuntime.open();
  return {
    ...ringTasks(runtime, entropy),
    close: () => {
      runtime.dispose();
      return Promise.resolve();
    },
  };
}
