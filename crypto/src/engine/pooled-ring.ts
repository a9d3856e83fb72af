import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { SecureSumError } from '../errors.js';
import type { OpenedRelease } from '../release/open-release.js';
import type { ParametersName } from '../parameters/parameters.js';
import { serveLine, type CarryOut } from './chunk-line.js';
import { Patience, type Countdown } from './patience.js';
import type { EncryptRequest, OpenRequest, RingEngine } from './ring-engine.js';
import type { PostedTask, RingTask, TaskBegun, TaskFailure } from './ring-messages.js';

export interface RingPoolOptions {
  /** Worker threads at most, each with a SEAL module of its own (about 60 MB). */
  readonly threads: number;
  /** The compiled worker; by default the one beside this compiled module. */
  readonly workerFile?: string;
  /** How long a worker may work without a sign of life before it is thrown away; for ever where this is left out. */
  readonly countdown?: Countdown;
}

const IDLE_MS = 60_000;

interface Running {
  readonly controller: AbortController;
  readonly patience: Patience;
}

/**
 * An engine on worker threads. A worker that met an exception is terminated and another one takes its place; a task whose
 * worker died is refused with `worker-lost`, and so is one whose worker hangs.
 */
export function pooledRing(options: RingPoolOptions): RingEngine {
  return new PooledRing(options);
}

class PooledRing implements RingEngine {
  readonly #pool: Piscina;
  readonly #running = new Map<number, Running>();
  readonly #countdown: Countdown | undefined;
  #nextId = 0;
  #closed = false;

  constructor({ threads, workerFile, countdown }: RingPoolOptions) {
    this.#countdown = countdown;
    this.#pool = new Piscina({
      filename: workerFile ?? fileURLToPath(new URL('./ring-worker.js', import.meta.url)),
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
    });
    this.#pool.on('message', (word: TaskBegun | TaskFailure) => {
      const running = this.#running.get(word.id);
      if ('begun' in word) running?.patience.start();
      else running?.controller.abort(asError(word));
    });
    // A worker that dies between tasks takes none with it, and the next task starts another one; unheard, the event
    // would end this process.
    this.#pool.on('error', () => undefined);
  }

  encryptAndShare({ takeChunk, ...request }: EncryptRequest): Promise<readonly Uint8Array[]> {
    const values = takeOver(request.values, (values) => new Float64Array(values));
    const take: CarryOut = async ({ chunk, position }) => {
      await takeChunk(chunk!, position);
      return undefined;
    };
    return this.#run({ kind: 'encrypt', request: { ...request, values } }, [values], take);
  }

  async addChunks(
    parameters: ParametersName,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<Uint8Array> {
    const rest = iterate(chunks);
    try {
      return await this.#run({ kind: 'add', parameters }, [], async () => (await rest.next()).value);
    } finally {
      await rest.return(undefined);
    }
  }

  openRelease({ chunkAt, ...request }: OpenRequest): Promise<OpenedRelease> {
    const shares = request.shares.map(({ x, share }) => ({
      x,
      share: takeOver(share, (bytes) => new Uint8Array(bytes)),
    }));
    return this.#run(
      { kind: 'open', request: { ...request, shares } },
      shares.map(({ share }) => share),
      async ({ position }) => chunkAt(position),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.close();
  }

  /** Runs a task on some worker; `moved` arrays are transferred, everything else is copied. */
  async #run<Result>(task: RingTask, moved: readonly ArrayBufferView[], carryOut: CarryOut): Promise<Result> {
    if (this.#closed) throw new SecureSumError('engine-closed', 'the ring is closed; open another one');
    const id = this.#nextId++;
    const controller = new AbortController();
    const patience = new Patience(this.#countdown, () =>
      controller.abort(lost(new Error('no sign of life for too long'))),
    );
    this.#running.set(id, { controller, patience });
    const { port1, port2 } = new MessageChannel();
    // While a chunk is fetched or put away, the worker may be waiting for it.
    const timed: CarryOut = async (order) => {
      patience.stop();
      const answer = await carryOut(order);
      patience.start();
      return answer;
    };
    serveLine(port1, timed, (error) => controller.abort(error));
    try {
      const posted: PostedTask = { id, task, line: port2 };
      return (await this.#pool.run(posted, {
        signal: controller.signal,
        transferList: [port2, ...moved.map((array) => array.buffer as ArrayBuffer)],
      })) as Result;
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : lost(error);
    } finally {
      this.#running.delete(id);
      patience.stop();
      port1.close();
    }
  }
}

async function* iterate(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  yield* chunks;
  return undefined;
}

function asError({ code, message, details }: TaskFailure): Error {
  return code === undefined ? lost(new Error(message)) : new SecureSumError(code, message, details);
}

/** The worker died, or met what no step of ours throws, such as a trap of WebAssembly. */
function lost(reason: unknown): SecureSumError {
  const why = reason instanceof Error ? reason.message : String(reason);
  return new SecureSumError(
    'worker-lost',
    `a worker of the ring was lost in the middle of its task (${why}); do the task again, another one takes it`,
  );
}

/** A secret array that may be transferred: itself, or a copy when it shares its buffer; then the original is erased. */
function takeOver<A extends Uint8Array | Float64Array>(array: A, copyOf: (array: A) => A): A {
  if (array.byteLength === array.buffer.byteLength) return array;
  const copy = copyOf(array);
  array.fill(0);
  return copy;
}
