// Arithmetic in Z_q on 32-bit halves: BigInt in these loops costs a hundred times more.
import { endianness } from 'node:os';
import { SecureSumError } from '../errors.js';
import type { Parameters } from './parameters.js';

/** Elements of Z_q, two words each, the lower half first: SEAL's own uint64 layout on a little-endian machine. */
export type Residues = Uint32Array;

if (endianness() !== 'LE')
  throw new SecureSumError('parameters-invalid', 'the secure sum needs a little-endian processor');

// Bound once: in the sandboxes that tests run in, every look-up of a global costs more than the arithmetic.
const { floor } = Math;
const HALF = 2 ** 32;
/** Multipliers of {@link combine} are at most 2 to this power, so that every sum is exact in a float64. */
export const MULTIPLIER_BITS = 15;

export function newResidues(parameters: Parameters, polynomials = 1): Residues {
  return new Uint32Array(2 * parameters.degree * polynomials);
}

/** target := a x + b y mod q, coefficient by coefficient; a and b in [0, 2^15]. target may be x or y. */
export function combine(
  parameters: Parameters,
  target: Residues,
  a: number,
  x: Residues,
  b: number,
  y: Residues,
): void {
  const { modulusHigh, modulusLow } = parameters;
  const inverse = 1 / Number(parameters.modulus);
  for (let at = 0; at < target.length; at += 2) {
    let low = a * x[at]! + b * y[at]!;
    let high = a * x[at + 1]! + b * y[at + 1]!;
    // The quotient is below 2^17 and off by at most one.
    const quotient = floor((high * HALF + low) * inverse);
    low -= quotient * modulusLow;
    high -= quotient * modulusHigh;
    let carry = floor(low / HALF);
    low -= carry * HALF;
    high += carry;
    if (high < 0) {
      low += modulusLow;
      high += modulusHigh;
    } else if (high > modulusHigh || (high === modulusHigh && low >= modulusLow)) {
      low -= modulusLow;
      high -= modulusHigh;
    }
    carry = floor(low / HALF);
    target[at] = low - carry * HALF;
    target[at + 1] = high + carry;
  }
}

/** target := -target mod q. */
export function negate(parameters: Parameters, target: Residues): void {
  const { modulusHigh, modulusLow } = parameters;
  for (let at = 0; at < target.length; at += 2) {
    if (target[at] === 0 && target[at + 1] === 0) continue;
    const low = modulusLow - target[at]!;
    target[at] = low;
    target[at + 1] = modulusHigh - target[at + 1]! - (low < 0 ? 1 : 0);
  }
}

/**
 * Takes uniform elements of Z_q out of uniform 64-bit words: the lower bits of each word, rejected when
 * not below q, into `target` from element `filled` on.
 * @returns how many elements of `target` are filled; fewer than all when the words ran out.
 */
export function acceptUniform(
  parameters: Parameters,
  words: Uint32Array,
  target: Residues,
  filled: number,
): number {
  const { modulusHigh, modulusLow } = parameters;
  const highMask = 2 ** (parameters.coefficientBits - 32) - 1;
  let to = 2 * filled;
  for (let from = 0; from < words.length && to < target.length; from += 2) {
    const low = words[from]!;
    const high = words[from + 1]! & highMask;
    if (high > modulusHigh || (high === modulusHigh && low >= modulusLow)) continue;
    target[to] = low;
    target[to + 1] = high;
    to += 2;
  }
  return to / 2;
}

/** The bytes of an array of words, in place. */
export function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
