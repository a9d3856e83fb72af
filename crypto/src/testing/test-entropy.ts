import { createHash } from 'node:crypto';
import { BufferedEntropy } from '../random/buffered-entropy.js';
import type { Entropy } from '../random/entropy.js';

const BLOCK_BYTES = 64 * 1024;

/**
 * NOT RANDOM: a reproducible stream for tests and vectors. Block i, 64 KiB, is
 * SHAKE256("chorale test entropy" || 0 || seed || u32 big-endian i).
 */
export function testEntropy(seed: string): Entropy {
  let index = 0;
  return new BufferedEntropy(() => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(index);
    index += 1;
    return createHash('shake256', { outputLength: BLOCK_BYTES })
      .update(`chorale test entropy\0${seed}`)
      .update(counter)
      .digest();
  });
}
