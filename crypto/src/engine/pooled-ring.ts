import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { SecureSumError } from '../errors.js';
import type { OpenedRelease } from '../release/open-release.js';
import type { ParametersName } from '../parameters/parameters.js';
import type { EncryptRequest, OpenRequest, RingEngine, SharedContribution } from './ring-engine.js';
import type { PostedTask, RingTask, TaskFailure } from './ring-messages.js';

export interface RingPoolOptions {
  /** Worker threads at most, each with a SEAL module of its own (about 60 MB). */
  readonly threads: number;
  /** The compiled worker; by default the one beside this compiled module. */
  readonly workerFile?: string;
}

const IDLE_MS = 60_000;

/** An engine on worker threads. A worker that met an exception is terminated and another one takes its place. */
export function pooledRing(options: RingPoolOptions): RingEngine {
  return new PooledRing(options);
}

class PooledRing implements RingEngine {
  readonly #pool: Piscina;
  readonly #running = new Map<number, AbortController>();
  #nextId = 0;
  #closed = false;

  constructor({ threads, workerFile }: RingPoolOptions) {
    this.#pool = new Piscina({
      filename: workerFile ?? fileURLToPath(new URL('./ring-worker.js', import.meta.url)),
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
    });
    this.#pool.on('message', (failure: TaskFailure) => this.#running.get(failure.id)?.abort(failure));
  }

  encryptAndShare(request: EncryptRequest): Promise<SharedContribution> {
    const values = takeOver(request.values, (values) => new Float64Array(values));
    return this.#run({ kind: 'encrypt', request: { ...request, values } }, [values]);
  }

  addChunks(parameters: ParametersName, chunks: readonly Uint8Array[]): Promise<Uint8Array> {
    return this.#run({ kind: 'add', parameters, chunks: chunks.map(standingAlone) }, []);
  }

  openRelease(request: OpenRequest): Promise<OpenedRelease> {
    const shares = request.shares.map(({ x, share }) => ({
      x,
      share: takeOver(share, (bytes) => new Uint8Array(bytes)),
    }));
    const chunks = request.chunks.map(standingAlone);
    return this.#run(
      { kind: 'open', request: { ...request, chunks, shares } },
      shares.map(({ share }) => share),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.close();
  }

  /** Runs a task on some worker; `moved` arrays are transferred, everything else is copied. */
  async #run<Result>(task: RingTask, moved: readonly ArrayBufferView[]): Promise<Result> {
    if (this.#closed) throw new SecureSumError('engine-closed', 'the ring is closed; open another one');
    const id = this.#nextId++;
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const posted: PostedTask = { id, task };
      return (await this.#pool.run(posted, {
        signal: controller.signal,
        transferList: moved.map((array) => array.buffer as ArrayBuffer),
      })) as Result;
    } catch (error) {
      throw controller.signal.aborted ? asError(controller.signal.reason as TaskFailure) : error;
    } finally {
      this.#running.delete(id);
    }
  }
}

function asError({ code, message, details }: TaskFailure): Error {
  return code === undefined ? new Error(message) : new SecureSumError(code, message, details);
}

function spansItsBuffer(array: ArrayBufferView): boolean {
  return array.byteLength === array.buffer.byteLength;
}

/** A secret array that may be transferred: itself, or a copy when it shares its buffer; then the original is erased. */
function takeOver<A extends Uint8Array | Float64Array>(array: A, copyOf: (array: A) => A): A {
  if (spansItsBuffer(array)) return array;
  const copy = copyOf(array);
  array.fill(0);
  return copy;
}

/** Copying a view copies its whole buffer, so a view of a larger one is cut out first. */
function standingAlone(chunk: Uint8Array): Uint8Array {
  return spansItsBuffer(chunk) ? chunk : new Uint8Array(chunk);
}
