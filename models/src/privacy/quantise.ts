// Real numbers on an integer grid.
import type { Entropy } from '@chorale/crypto';
import { bernoulli } from './bernoulli.js';

/** The nearest integer, halves upwards; never -0. */
export function roundNearest(value: number): number {
  return Math.round(value) + 0;
}

/** Floor or ceiling by an exact coin, so that the mean is `value`; the sensitivity of a sum so rounded is the encoding's to bound. */
export function roundStochastic(value: number, entropy: Entropy): number {
  const floor = Math.floor(value);
  // The difference of a float64 and its floor is exact.
  return floor + (bernoulli(value - floor, entropy) ? 1 : 0);
}
