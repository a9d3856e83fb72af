// A decoder that never returns blocks its thread and every timer in it. So another thread watches: where one input takes
// longer than anything but a hang, it names decoder and input and ends the process.
import { Worker } from 'node:worker_threads';

/** Far beyond what any input takes on a busy machine. */
const PATIENCE_MS = 60_000;
const MOST_NAME_BYTES = 200;
const MOST_INPUT_BYTES = 8_192;
/** Int32 slots: how many inputs began, lengths of name and input. */
const SLOTS = 3;

// Plain JavaScript, because it runs from text.
const WATCH = `
  const { workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  const { shared, patienceMs, slots, mostName } = workerData;
  const numbers = new Int32Array(shared, 0, slots);
  const bytes = new Uint8Array(shared, 4 * slots);
  let seen = -1;
  setInterval(() => {
    const now = Atomics.load(numbers, 0);
    if (now !== seen || now === 0) { seen = now; return; }
    const name = Buffer.from(bytes.slice(0, numbers[1])).toString();
    const input = Buffer.from(bytes.slice(mostName, mostName + numbers[2])).toString('hex');
    writeSync(2, 'fuzzing: ' + name + ' hangs on input ' + input + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }, patienceMs);
`;

export class Watchdog {
  readonly #shared = new SharedArrayBuffer(4 * SLOTS + MOST_NAME_BYTES + MOST_INPUT_BYTES);
  readonly #numbers = new Int32Array(this.#shared, 0, SLOTS);
  readonly #bytes = new Uint8Array(this.#shared, 4 * SLOTS);
  readonly #worker = new Worker(WATCH, {
    eval: true,
    workerData: {
      shared: this.#shared,
      patienceMs: PATIENCE_MS,
      slots: SLOTS,
      mostName: MOST_NAME_BYTES,
    },
  });
  #begun = 0;

  /** Says what is about to be decoded; of a long input, its beginning. */
  begin(name: string, input: Uint8Array): void {
    const label = new TextEncoder().encode(name).subarray(0, MOST_NAME_BYTES);
    const start = input.subarray(0, MOST_INPUT_BYTES);
    this.#bytes.set(label);
    this.#bytes.set(start, MOST_NAME_BYTES);
    this.#numbers[1] = label.length;
    this.#numbers[2] = start.length;
    this.#begun = (this.#begun + 1) & 0x7fffffff || 1;
    Atomics.store(this.#numbers, 0, this.#begun);
  }

  /** Nothing is being decoded for a while. */
  rest(): void {
    Atomics.store(this.#numbers, 0, 0);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
