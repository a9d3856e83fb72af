// Builds whose noise is wrong, each in one way, at the port where a node gets its noise. For tests that must catch them.
import type { Entropy } from '@chorale/crypto';
import { addNoise, type Fraction } from '@chorale/models/noise';
import type { NoiseSource } from '../../../client-node/src/protect/noise-pool.js';

type Draw = (integers: Float64Array, variance: Fraction, entropy: Entropy) => void;

const realVariance = ({ numerator, denominator }: Fraction): number =>
  Number(numerator) / Number(denominator);

/** Box and Muller 1958 in floating point: what must never make noise. */
function normal(entropy: Entropy): number {
  const radius = Math.sqrt(-2 * Math.log((entropy.uint32() + 1) / 2 ** 32));
  return radius * Math.cos((2 * Math.PI * entropy.uint32()) / 2 ** 32);
}

const builds = {
  off: () => undefined,
  /** Half the standard deviation. */
  halved: (integers, { numerator, denominator }, entropy) =>
    addNoise(integers, { numerator, denominator: 4n * denominator }, entropy),
  /** Half the variance, as if k_min - h had been counted twice. */
  'variance halved': (integers, { numerator, denominator }, entropy) =>
    addNoise(integers, { numerator, denominator: 2n * denominator }, entropy),
  /** The standard deviation where the variance belongs. */
  'deviation for variance': (integers, variance, entropy) =>
    addNoise(
      integers,
      { numerator: BigInt(Math.round(Math.sqrt(realVariance(variance)))), denominator: 1n },
      entropy,
    ),
  'floating point': (integers, variance, entropy) => {
    const deviation = Math.sqrt(realVariance(variance));
    for (let at = 0; at < integers.length; at += 1) integers[at]! += deviation * normal(entropy);
  },
  'floating point, rounded': (integers, variance, entropy) => {
    const deviation = Math.sqrt(realVariance(variance));
    for (let at = 0; at < integers.length; at += 1) integers[at]! += Math.round(deviation * normal(entropy));
  },
} satisfies Record<string, Draw>;

export type BrokenBuild = keyof typeof builds;

export function brokenNoise(build: BrokenBuild, entropy: Entropy): NoiseSource {
  return sourceOf((integers, variance) => builds[build](integers, variance, entropy));
}

/** What a node should use. */
export function realNoise(entropy: Entropy): NoiseSource {
  return sourceOf((integers, variance) => addNoise(integers, variance, entropy));
}

/** The first draw again and again: in the next round, or at the next node where nodes share the source. */
export function reusedNoise(entropy: Entropy): NoiseSource {
  let drawn: Float64Array | undefined;
  return sourceOf((integers, variance) => {
    if (drawn?.length !== integers.length) {
      drawn = new Float64Array(integers.length);
      addNoise(drawn, variance, entropy);
    }
    for (let at = 0; at < integers.length; at += 1) integers[at]! += drawn[at]!;
  });
}

function sourceOf(add: (integers: Float64Array, variance: Fraction) => void): NoiseSource {
  return {
    add: (integers, variance) => {
      add(integers, variance);
      return Promise.resolve();
    },
  };
}
