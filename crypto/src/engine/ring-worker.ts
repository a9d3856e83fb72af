// Runs in a worker thread of the pool.
import { parentPort } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { SealRuntime } from '../encryption/seal-runtime.js';
import { SecureSumError } from '../errors.js';
import { chunkSizes } from '../packing/layout.js';
import { parametersByName } from '../parameters/parameters.js';
import { systemEntropy } from '../random/system-entropy.js';
import { WorkerLine } from './chunk-line.js';
import type { PostedTask, RingTask, TaskBegun, TaskFailure } from './ring-messages.js';
import { ringTasks } from './ring-tasks.js';

const tasks = ringTasks(await SealRuntime.open(), systemEntropy());

/**
 * Runs one task. After any exception this worker is not trusted again, because hostile bytes may have damaged SEAL's
 * memory: it reports the failure and never returns, and the pool terminates it.
 */
export default async function runPosted({ id, task, line: port }: PostedTask): Promise<unknown> {
  const line = new WorkerLine(port);
  parentPort?.postMessage({ id, begun: true } satisfies TaskBegun);
  try {
    return await run(task, line);
  } catch (error) {
    parentPort?.postMessage(describe(id, error));
    return await new Promise<never>(() => undefined);
  } finally {
    line.close();
  }
}

async function run(task: RingTask, line: WorkerLine): Promise<unknown> {
  switch (task.kind) {
    case 'encrypt': {
      const takeChunk = (chunk: Uint8Array, position: number): Promise<void> => line.push(chunk, position);
      const shares = await tasks.encryptAndShare({ ...task.request, takeChunk });
      await line.settled();
      return moved(shares, shares);
    }
    case 'add': {
      const sum = await tasks.addChunks(task.parameters, pulled(line));
      return moved(sum, [sum]);
    }
    case 'open': {
      const { parameters, layout } = task.request;
      const count = chunkSizes(parametersByName(parameters), layout).length;
      const chunkAt = async (position: number): Promise<Uint8Array> => (await line.pull(position, count))!;
      const opened = await tasks.openRelease({ ...task.request, chunkAt });
      return moved(opened, [opened.values]);
    }
  }
}

async function* pulled(line: WorkerLine): AsyncGenerator<Uint8Array, void, undefined> {
  for (let position = 0; ; position += 1) {
    const chunk = await line.pull(position);
    if (chunk === undefined) return;
    yield chunk;
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
