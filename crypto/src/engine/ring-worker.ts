// Runs in a worker thread of the pool.
import { parentPort } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { SealRuntime } from '../encryption/seal-runtime.js';
import { SecureSumError } from '../errors.js';
import { systemEntropy } from '../random/system-entropy.js';
import type { PostedTask, RingTask, TaskFailure } from './ring-messages.js';
import { RingTasks } from './ring-tasks.js';

const tasks = new RingTasks(await SealRuntime.open(), systemEntropy());

/**
 * Runs one task. After any exception this worker is not trusted again, because hostile bytes may have damaged SEAL's
 * memory: it reports the failure and never returns, and the pool terminates it.
 */
export default async function runPosted({ id, task }: PostedTask): Promise<unknown> {
  try {
    return run(task);
  } catch (error) {
    parentPort?.postMessage(describe(id, error));
    return await new Promise<never>(() => undefined);
  }
}

function run(task: RingTask): unknown {
  switch (task.kind) {
    case 'encrypt': {
      const contribution = tasks.encryptAndShare(task.request);
      return moved(contribution, [...contribution.chunks, ...contribution.shares]);
    }
    case 'add': {
      const sum = tasks.addChunks(task.parameters, task.chunks);
      return moved(sum, [sum]);
    }
    case 'open': {
      const opened = tasks.openRelease(task.request);
      return moved(opened, [opened.values]);
    }
  }
}

/** Hands the result over without copying it. */
function moved(result: object, arrays: readonly ArrayBufferView[]): unknown {
  return move({ [transferableSymbol]: arrays.map((array) => array.buffer), [valueSymbol]: result });
}

function describe(id: number, error: unknown): TaskFailure {
  if (error instanceof SecureSumError)
    return { id, code: error.code, message: error.message, details: error.details };
  return {
    id,
    code: undefined,
    message: error instanceof Error ? error.message : 'unknown failure',
    details: {},
  };
}
