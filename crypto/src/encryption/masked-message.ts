import { ERROR_BOUND, type Parameters } from '../parameters/parameters.js';
import type { Residues } from '../parameters/residues.js';
import type { Entropy } from '../random/entropy.js';

// Bound once: in the sandboxes that tests run in, every look-up of a global costs more than the arithmetic.
const { floor, imul } = Math;
const HALF = 2 ** 32;
const WORDS_PER_ERROR = 3;

/** Set bits of each number below 2^10. */
const BIT_COUNTS_10 = Uint8Array.from({ length: 1024 }, (_, value) => bitCount(value));

/** Writes x + T e mod q for messages x and fresh errors e from the centred binomial distribution. */
export class MessageMasker {
  readonly #draws: Uint32Array;
  /** T e mod q for e in [-k, k], halves. */
  readonly #scaledErrorLow: Float64Array;
  readonly #scaledErrorHigh: Float64Array;

  constructor(
    private readonly parameters: Parameters,
    private readonly entropy: Entropy,
  ) {
    const { modulus, plainBits } = parameters;
    const scaled = Array.from({ length: 2 * ERROR_BOUND + 1 }, (_, index) => {
      const product = BigInt(index - ERROR_BOUND) << BigInt(plainBits);
      return product < 0n ? product + modulus : product;
    });
    this.#scaledErrorLow = Float64Array.from(scaled, (residue) => Number(residue & 0xffff_ffffn));
    this.#scaledErrorHigh = Float64Array.from(scaled, (residue) => Number(residue >> 32n));
    this.#draws = new Uint32Array(WORDS_PER_ERROR * parameters.degree);
  }

  /**
   * @param message N coefficients in [0, T).
   * @param target N residues, not in NTT form.
   */
  write(message: Float64Array, target: Residues): void {
    const { modulusHigh, modulusLow } = this.parameters;
    const draws = this.#draws;
    this.entropy.fill(new Uint8Array(draws.buffer));
    for (let index = 0, draw = 0; index < message.length; index += 1, draw += WORDS_PER_ERROR) {
      const error = centredBinomial42(draws[draw]!, draws[draw + 1]!, draws[draw + 2]!) + ERROR_BOUND;
      const coefficient = message[index]!;
      const coefficientHigh = floor(coefficient / HALF);
      let low = coefficient - coefficientHigh * HALF + this.#scaledErrorLow[error]!;
      let high = coefficientHigh + this.#scaledErrorHigh[error]!;
      if (low >= HALF) {
        low -= HALF;
        high += 1;
      }
      if (high > modulusHigh || (high === modulusHigh && low >= modulusLow)) {
        low -= modulusLow;
        high -= modulusHigh;
        if (low < 0) {
          low += HALF;
          high -= 1;
        }
      }
      target[2 * index] = low;
      target[2 * index + 1] = high;
    }
    draws.fill(0);
  }
}

/** Centred binomial(42, 42), ERROR_BOUND twice: set bits among 42 minus set bits among 42 others, out of 96 uniform bits. */
function centredBinomial42(a: number, b: number, c: number): number {
  return bitCount(a) - bitCount(b) + BIT_COUNTS_10[c & 0x3ff]! - BIT_COUNTS_10[(c >>> 10) & 0x3ff]!;
}

/** Set bits of a 32-bit word (Warren, Hacker's Delight, 5-1). */
function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x5555_5555);
  count = (count & 0x3333_3333) + ((count >>> 2) & 0x3333_3333);
  count = (count + (count >>> 4)) & 0x0f0f_0f0f;
  return imul(count, 0x0101_0101) >>> 24;
}
