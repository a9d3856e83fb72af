import { SealRuntime } from '../encryption/seal-runtime.js';
import type { Entropy } from '../random/entropy.js';
import type { RingEngine } from './ring-engine.js';
import { RingTasks } from './ring-tasks.js';

/** An engine on the calling thread, which it blocks: for tests, benchmarks and command-line tools. */
export async function inProcessRing(entropy: Entropy): Promise<RingEngine> {
  const runtime = await SealRuntime.open();
  const tasks = new RingTasks(runtime, entropy);
  return {
    encryptAndShare: (request) => settle(() => tasks.encryptAndShare(request)),
    addChunks: (parameters, chunks) => settle(() => tasks.addChunks(parameters, chunks)),
    openRelease: (request) => settle(() => tasks.openRelease(request)),
    close: () => settle(() => runtime.dispose()),
  };
}

/** A refusal becomes a rejected promise, as it does across threads. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
