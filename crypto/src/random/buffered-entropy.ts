import type { Entropy } from './entropy.js';

/** Hands out the bytes of successive blocks, each byte once, and forgets them as they leave. */
export class BufferedEntropy implements Entropy {
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;
  readonly #nextBlock: () => Uint8Array;

  /** @param nextBlock a new block of uniformly random bytes, at least one, owned by this object from then on. */
  constructor(nextBlock: () => Uint8Array) {
    this.#nextBlock = nextBlock;
  }

  fill(target: Uint8Array): void {
    let filled = 0;
    while (filled < target.length) {
      if (this.#at === this.#block.length) {
        this.#block = this.#nextBlock();
        this.#at = 0;
      }
      const end = Math.min(this.#block.length, this.#at + target.length - filled);
      target.set(this.#block.subarray(this.#at, end), filled);
      this.#block.fill(0, this.#at, end);
      filled += end - this.#at;
      this.#at = end;
    }
  }

  readonly #word = new Uint8Array(4);

  uint32(): number {
    const word = this.#word;
    this.fill(word);
    return (word[0]! | (word[1]! << 8) | (word[2]! << 16) | (word[3]! << 24)) >>> 0;
  }
}
