import type { Entropy } from './entropy.js';

const WORD = 2 ** 32;

/**
 * A uniform integer in [0, bound), by rejection: a remainder alone would favour small ones.
 * @param bound from 1 to 2^32.
 * @param words the system's, or public ones that follow from a seed.
 */
export function uniformBelow(bound: number, words: Pick<Entropy, 'uint32'>): number {
  const fair = WORD - (WORD % bound);
  for (;;) {
    const drawn = words.uint32();
    if (drawn < fair) return drawn % bound;
  }
}
