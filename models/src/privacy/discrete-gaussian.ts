// Exact samples of the discrete Gaussian N_Z(0, sigma^2), P(x) ~ exp(-x^2 / (2 sigma^2)), by integers
// alone: Canonne-Kamath-Steinke 2020 (arXiv:2004.00010), algorithms 1 to 3. Floating-point noise would give
// its inputs away in its last bits (Mironov 2012).
import type { Entropy } from '@chorale/crypto';
import { bernoulliOfRatio, wordsOf } from './bernoulli.js';
import { uniformBelow } from './uniform-integers.js';

/** A positive fraction of integers below 2^64, as the round descriptor carries it. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Draws one sample. */
export type NoiseSampler = () => number;

/** Largest integer whose square a float64 holds exactly. */
const MOST_SQUARED = 94_906_265;
const MOST_STD_DEV = 2 ** 40;

/**
 * Adds an independent sample of N_Z(0, variance) to every value, in place. What it protects follows from the variance alone:
 * a person, add or remove one, where the caller took it from an encoding of the agreed terms.
 * @throws RangeError as {@link discreteGaussian} does.
 */
export function addNoise(values: Float64Array, variance: Fraction, entropy: Entropy): void {
  const sample = discreteGaussian(variance, wordsOf(entropy));
  for (let at = 0; at < values.length; at += 1) values[at]! += sample();
}

/**
 * A sampler of N_Z(0, variance), which alone promises nothing: whoever adds it has to know how far one person moves a sum. A sample
 * takes about a microsecond while sigma is below 2000.
 * @param variance sigma^2, from above 0 to 2^80.
 * @throws RangeError for any other variance.
 */
export function discreteGaussian(variance: Fraction, entropy: Entropy): NoiseSampler {
  const { numerator, denominator } = variance;
  if (numerator <= 0n || denominator <= 0n || numerator > denominator << 80n)
    throw new RangeError('the variance of a discrete Gaussian must lie above 0 and be at most 2^80');
  const scale = floorOfSquareRoot(numerator / denominator) + 1;
  const accepts = acceptance(variance, scale, entropy);
  return () => {
    for (;;) {
      const candidate = discreteLaplace(scale, entropy);
      if (accepts(Math.abs(candidate))) return candidate;
    }
  };
}

/**
 * True with probability exp(-(|y| - sigma^2/t)^2 / (2 sigma^2)) = exp(-(|y| t d - n)^2 / (2 n d t^2)) for
 * sigma^2 = n/d (algorithm 3).
 */
function acceptance(
  { numerator, denominator }: Fraction,
  scale: number,
  entropy: Entropy,
): (magnitude: number) => boolean {
  const step = BigInt(scale) * denominator;
  const divisor = 2n * numerator * denominator * BigInt(scale) ** 2n;
  const wide = (magnitude: number): boolean => {
    const distance = BigInt(magnitude) * step - numerator;
    const square = distance * distance;
    for (let whole = square / divisor; whole > 0n; whole -= 1n)
      if (!bernoulliExpMinusOne(entropy)) return false;
    return bernoulliExpWide(square % divisor, divisor, entropy);
  };
  const fitsFloat64 = divisor < 1n << 53n && numerator < 1n << 53n && step < 1n << 53n;
  if (!fitsFloat64) return wide;

  const [stepNumber, numeratorNumber, divisorNumber] = [Number(step), Number(numerator), Number(divisor)];
  return (magnitude) => {
    const distance = Math.abs(magnitude * stepNumber - numeratorNumber);
    // Inexact products are far above this bound, so they are never taken for exact ones.
    if (distance > MOST_SQUARED) return wide(magnitude);
    let square = distance * distance;
    for (; square >= divisorNumber; square -= divisorNumber) if (!bernoulliExpMinusOne(entropy)) return false;
    return bernoulliExp(square, divisorNumber, entropy);
  };
}

/** An integer with P(x) ~ exp(-|x| / scale) (algorithm 2 with s = 1). */
function discreteLaplace(scale: number, entropy: Entropy): number {
  for (;;) {
    const low = uniformBelow(scale, entropy);
    if (!bernoulliExp(low, scale, entropy)) continue;
    let magnitude = low;
    while (bernoulliExpMinusOne(entropy)) magnitude += scale;
    const isNegative = (entropy.uint32() & 1) === 1;
    // Zero would otherwise come up twice as often as it should.
    if (isNegative && magnitude === 0) continue;
    return isNegative ? -magnitude : magnitude;
  }
}

/** True with probability exp(-numerator / denominator), numerator <= denominator <= 2^53 (algorithm 1). */
function bernoulliExp(numerator: number, denominator: number, entropy: Entropy): boolean {
  let k = 1;
  // Bernoulli(n / (d k)) is Bernoulli(n / d) and Bernoulli(1 / k): no product can outgrow 2^53.
  while (uniformBelow(denominator, entropy) < numerator && (k === 1 || uniformBelow(k, entropy) === 0))
    k += 1;
  return k % 2 === 1;
}

function bernoulliExpMinusOne(entropy: Entropy): boolean {
  let k = 2;
  while (uniformBelow(k, entropy) === 0) k += 1;
  return k % 2 === 1;
}

function bernoulliExpWide(numerator: bigint, denominator: bigint, entropy: Entropy): boolean {
  let k = 1;
  while (bernoulliOfRatio(numerator, denominator, entropy) && (k === 1 || uniformBelow(k, entropy) === 0))
    k += 1;
  return k % 2 === 1;
}

function floorOfSquareRoot(value: bigint): number {
  let root = BigInt(Math.floor(Math.sqrt(Number(value))));
  while (root * root > value) root -= 1n;
  while ((root + 1n) * (root + 1n) <= value) root += 1n;
  if (root > MOST_STD_DEV) throw new RangeError('the standard deviation of noise must be at most 2^40');
  return Number(root);
}
