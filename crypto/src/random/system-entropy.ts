import { createCipheriv, randomBytes, type Cipheriv } from 'node:crypto';
import { BufferedEntropy } from './buffered-entropy.js';
import type { Entropy } from './entropy.js';

const BLOCK_BYTES = 64 * 1024;
const BLOCKS_PER_SEED = 256;
const ZEROS = new Uint8Array(BLOCK_BYTES);
const ZERO_COUNTER = new Uint8Array(16);

/**
 * The system's entropy, about a gigabyte a second: 32 bytes from the operating system, expanded with
 * AES-256-CTR and replaced after every 16 MiB.
 */
export function systemEntropy(): Entropy {
  let keystream: Cipheriv | undefined;
  let blocksLeft = 0;
  return new BufferedEntropy(() => {
    if (keystream === undefined || blocksLeft === 0) {
      const seed = randomBytes(32);
      // A counter that starts at zero is safe because no seed is ever used twice.
      keystream = createCipheriv('aes-256-ctr', seed, ZERO_COUNTER);
      seed.fill(0);
      blocksLeft = BLOCKS_PER_SEED;
    }
    blocksLeft -= 1;
    return keystream.update(ZEROS);
  });
}
