// Chance for simulations of made-up persons: equal seeds give equal draws on every machine. Never noise of a release.
import type { Entropy } from '@chorale/crypto';

export interface Draws extends Entropy {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
}

/** Source: sfc32 of Doty-Humphrey's PractRand 0.95. */
export function drawsFrom(seed: number): Draws {
  let [a, b, c, counter] = [seed | 0, 0, 0, 1];
  const uint32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let round = 0; round < 15; round += 1) uint32();
  const uniform = (): number => uint32() / 2 ** 32;
  return {
    uint32,
    uniform,
    fill: (target) => {
      for (let at = 0; at < target.length; at += 1) target[at] = uint32() & 0xff;
    },
    // Box and Muller 1958.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
