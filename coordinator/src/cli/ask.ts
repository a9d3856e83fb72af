// Questions at a terminal; from a pipe, one line answers each, in order.
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { ConfigurationError } from '../platform/config.js';
import type { Output } from './output.js';

export class Questions {
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  /** What is typed now stays off the screen. */
  #isSecret = false;

  constructor(private readonly output: Output) {
    const echo = new Writable({
      write: (part: Buffer, _, done) => {
        if (!this.#isSecret) output.stderr.write(part);
        done();
      },
    });
    this.#reader = createInterface({
      input: process.stdin,
      output: echo,
      terminal: process.stdin.isTTY,
    });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async ask(question: string): Promise<string> {
    this.output.stderr.write(`${question}: `);
    const line = await this.#lines.next();
    if (line.done) throw new ConfigurationError([`${question}: no answer was given`]);
    return line.value.trim();
  }

  async askSecret(question: string): Promise<string> {
    this.#isSecret = true;
    try {
      return await this.ask(question);
    } finally {
      this.#isSecret = false;
      this.output.stderr.write('\n');
    }
  }

  close(): void {
    this.#reader.close();
  }
}
