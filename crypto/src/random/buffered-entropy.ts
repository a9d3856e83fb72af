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

  uint32(): number {
    const block = this.#block;
    const at = this.#at;
    if (at + 4 > block.length) return this.#uint32AcrossBlocks();
    // The samplers' hot path: no call, no view.
    const value =
      (block[at]! | (block[at + 1]! << 8) | (block[at + 2]! << 16) | (block[at + 3]! << 24)) >>> 0;
    block[at] = 0;
    block[at + 1] = 0;
    block[at + 2] = 0;
    block[at + 3] = 0;
    this.#at = at + 4;
    return value;
  }

  #uint32AcrossBlocks(): number {
    const word = new Uint8Array(4);
    this.fill(word);
    return new DataView(word.buffer).getUint32(0, true);
  }
}
