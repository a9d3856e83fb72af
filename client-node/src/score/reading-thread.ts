// Reads on a thread of its own, which ends with the reading: answers go on meanwhile, and no row stays in memory.
import { Worker } from 'node:worker_threads';
import type { ReadScores } from './read-scores.js';

/** All that the thread needs to open home and keys by itself. */
export interface ReadingRequest {
  readonly home: string;
  readonly configFile: string;
  readonly studies: readonly string[] | undefined;
  readonly isDevelopment: boolean;
  readonly passphraseFile: string | undefined;
}

/** @param worker the compiled worker; by default the one beside this compiled module. */
export async function readOnThread(
  request: ReadingRequest,
  signal: AbortSignal,
  worker: URL = new URL('./reading-worker.js', import.meta.url),
): Promise<ReadScores> {
  const thread = new Worker(worker, { workerData: request });
  const stop = (): void => void thread.terminate();
  signal.addEventListener('abort', stop);
  try {
    return await new Promise((resolve, reject) => {
      thread.once('message', (read: ReadScores) => resolve(read));
      thread.once('error', reject);
      thread.once('exit', () =>
        reject(new Error('the thread that reads rows ended before it had read them')),
      );
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
