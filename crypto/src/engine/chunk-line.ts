// The two ends of a task's line, over which chunks pass between pool and worker one by one: transferred, never copied,
// and one ahead at most, so that disk or network and SEAL work at the same time and memory holds a few chunks.
import type { MessagePort } from 'node:worker_threads';
import type { ChunkAnswer, ChunkOrder } from './ring-messages.js';

/** The worker's end. A line that breaks takes the worker with it, so no promise here ever rejects. */
export class WorkerLine {
  readonly #waiting: ((answer: ChunkAnswer) => void)[] = [];
  #taken: Promise<ChunkAnswer> = Promise.resolve(undefined);
  #ahead: { readonly position: number; readonly chunk: Promise<ChunkAnswer> } | undefined;

  constructor(private readonly port: MessagePort) {
    port.on('message', (answer: ChunkAnswer) => this.#waiting.shift()!(answer));
  }

  /** Hands a chunk over; resolves when the one before it has been taken. */
  async push(chunk: Uint8Array, position: number): Promise<void> {
    await this.#taken;
    this.#taken = this.#order({ position, chunk }, [chunk]);
  }

  /** Resolves when the last chunk that was pushed has been taken. */
  async settled(): Promise<void> {
    await this.#taken;
  }

  /** The chunk at a position; asks for the one after it at once, where there are more than `position` + 1. */
  async pull(position: number, count = Infinity): Promise<ChunkAnswer> {
    const asked = this.#ahead?.position === position ? this.#ahead.chunk : this.#order({ position }, []);
    this.#ahead = undefined;
    const chunk = await asked;
    if (chunk && position + 1 < count)
      this.#ahead = { position: position + 1, chunk: this.#order({ position: position + 1 }, []) };
    return chunk;
  }

  close(): void {
    this.port.close();
  }

  #order(order: ChunkOrder, moved: readonly Uint8Array[]): Promise<ChunkAnswer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.port.postMessage(
        order,
        moved.map(({ buffer }) => buffer as ArrayBuffer),
      );
    });
  }
}

/** Takes the order's chunk over, or hands out the one it asks for. */
export type CarryOut = (order: ChunkOrder) => Promise<ChunkAnswer>;

/** The pool's end: carries out orders, one after the other; what one throws goes to `fail`, and no other follows. */
export function serveLine(port: MessagePort, carryOut: CarryOut, fail: (error: unknown) => void): void {
  let last = Promise.resolve();
  port.on('message', (order: ChunkOrder) => {
    last = last.then(async () => answer(port, await carryOut(order)));
    last.catch(fail);
  });
}

function answer(port: MessagePort, chunk: ChunkAnswer): void {
  // Transferring a view of a larger buffer would take the whole buffer away, so it is cut out first.
  const moved = chunk && chunk.byteLength < chunk.buffer.byteLength ? new Uint8Array(chunk) : chunk;
  port.postMessage(moved, moved ? [moved.buffer as ArrayBuffer] : []);
}
