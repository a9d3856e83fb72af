// A small deterministic generator for made-up demo data. It protects nothing: noise and keys come from the
// system's entropy in crypto/random, never from here.

/** Draws of made-up data; equal seeds give equal draws on every machine. */
export interface Draws {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Uniform integer in [0, end). */
  below(end: number): number;
  /** Waiting time of a Poisson process, mean `1 / rate`. */
  exponential(rate: number): number;
  /** Mean `shape * scale`. */
  gamma(shape: number, scale: number): number;
  poisson(mean: number): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** An index, each in proportion to its weight. */
  choose(weights: readonly number[]): number;
}

/** Generator seeded by one 32-bit integer. Source: sfc32 of Doty-Humphrey's PractRand 0.95, 128 bits of state. */
export function drawsFrom(seed: number): Draws {
  const next = sfc32(seed);
  const uniform = (): number => next() / 2 ** 32;
  const exponential = (rate: number): number => -Math.log1p(-uniform()) / rate;
  // Box and Muller 1958; fine for baskets, never for privacy.
  const normal = (): number => Math.sqrt(2 * exponential(1)) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    below: (end) => Math.floor(uniform() * end),
    exponential,
    gamma: (shape, scale) => scale * standardGamma(shape, uniform, normal),
    poisson: (mean) => {
      let count = 0;
      for (let waited = exponential(1); waited < mean; waited += exponential(1)) count++;
      return count;
    },
    normal,
    choose: (weights) => {
      let left = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
      const chosen = weights.findIndex((weight) => (left -= weight) < 0);
      return chosen === -1 ? weights.length - 1 : chosen;
    },
  };
}

function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0, 0, 1];
  const next = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  // Mixes the seed through the state, as PractRand does (12 rounds there).
  for (let round = 0; round < 15; round++) next();
  return next;
}

// Marsaglia and Tsang 2000; shapes below 1 by their section 6.
function standardGamma(shape: number, uniform: () => number, normal: () => number): number {
  if (shape < 1) return standardGamma(shape + 1, uniform, normal) * (1 - uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - uniform()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}
