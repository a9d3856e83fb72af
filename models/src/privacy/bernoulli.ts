// Exact coins. A real threshold is compared with a uniform number whose bits are drawn only as far as
// they matter, so that no probability is ever rounded.
import type { Entropy } from '@chorale/crypto';

const WORD = 2 ** 32;

/**
 * True with exactly the probability that the float64 holds.
 * @param probability in [0, 1].
 */
export function bernoulli(probability: number, entropy: Entropy): boolean {
  // Scaling by 2^32 and taking off the integer part are exact in float64, so `rest` reaches zero.
  for (let rest = probability; rest > 0;) {
    const scaled = rest * WORD;
    const threshold = Math.floor(scaled);
    const drawn = entropy.uint32();
    if (drawn !== threshold) return drawn < threshold;
    rest = scaled - threshold;
  }
  return false;
}

/** True with probability numerator / denominator, which lies in [0, 1]. */
export function bernoulliOfRatio(numerator: bigint, denominator: bigint, entropy: Entropy): boolean {
  for (let rest = numerator; rest > 0n;) {
    const scaled = rest << 32n;
    const threshold = scaled / denominator;
    const drawn = BigInt(entropy.uint32());
    if (drawn !== threshold) return drawn < threshold;
    rest = scaled - threshold * denominator;
  }
  return false;
}

const WORDS_AT_ONCE = 1024;

/**
 * The same entropy, drawn a few kilobytes at a time for whoever takes many single words; each word is forgotten as
 * it is handed out. Its `fill` draws from `entropy` as ever.
 */
export function wordsOf(entropy: Entropy): Entropy {
  const words = new Uint32Array(WORDS_AT_ONCE);
  let at = WORDS_AT_ONCE;
  return {
    fill: (target) => {
      entropy.fill(target);
    },
    uint32: () => {
      if (at === WORDS_AT_ONCE) {
        entropy.fill(new Uint8Array(words.buffer));
        at = 0;
      }
      const word = words[at]!;
      words[at] = 0;
      at += 1;
      return word;
    },
  };
}
