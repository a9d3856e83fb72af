// Uniform whole numbers, without the bias that a remainder alone would have, and the permutations made of them. (crypto's own cannot be
// had here: models take of it types alone, so that what only computes loads no cryptography.)
import type { Entropy } from '@chorale/crypto';

const WORD = 2 ** 32;
const TWO_WORDS = 2 ** 53;

/**
 * A uniform integer in [0, size), by rejection.
 * @param size from 1 to 2^53; a word a try up to 2^32, two beyond.
 */
export function uniformBelow(size: number, entropy: Entropy): number {
  if (size <= WORD) {
    const fair = WORD - (WORD % size);
    for (;;) {
      const drawn = entropy.uint32();
      if (drawn < fair) return drawn % size;
    }
  }
  const fair = TWO_WORDS - (TWO_WORDS % size);
  for (;;) {
    const drawn = (entropy.uint32() >>> 11) * WORD + entropy.uint32();
    if (drawn < fair) return drawn % size;
  }
}

/** A uniform permutation of 0 .. size - 1 (Fisher-Yates). */
export function shuffledPositions(size: number, entropy: Entropy): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, position) => position);
  for (let left = size; left > 1; left -= 1) {
    const chosen = uniformBelow(left, entropy);
    [order[left - 1], order[chosen]] = [order[chosen]!, order[left - 1]!];
  }
  return order;
}
