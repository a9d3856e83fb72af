import { ERROR_BOUND, type Parameters } from '../parameters/parameters.js';
import { bytesOf, type Residues } from '../parameters/residues.js';
import type { Entropy } from '../random/entropy.js';

// Bound once: in the sandboxes that tests run in, every look-up of a global costs more than the arithmetic.
const { imul } = Math;
const HALF = 2 ** 32;
const PER_HALF = 1 / HALF;
const WORDS_PER_ERROR = 3;

/** Protocol step 3: writes x + T e mod q for messages x and fresh errors e from the centred binomial distribution. */
export class MessageMasker {
  readonly #draws: Uint32Array;

  constructor(
    private readonly parameters: Parameters,
    private readonly entropy: Entropy,
  ) {
    this.#draws = new Uint32Array(WORDS_PER_ERROR * parameters.degree);
  }

  /**
   * @param message N coefficients in [0, T).
   * @param target N residues, not in NTT form.
   */
  write(message: Float64Array, target: Residues): void {
    const { modulusHigh, plainBits } = this.parameters;
    const modulusLow = this.parameters.modulusLow | 0;
    const errorShift = plainBits - 32;
    const draws = this.#draws;
    this.entropy.fill(bytesOf(draws));
    for (let index = 0, draw = 0; index < message.length; index += 1, draw += WORDS_PER_ERROR) {
      const error = bitCountOf84(draws[draw]!, draws[draw + 1]!, draws[draw + 2]!) - ERROR_BOUND;
      const coefficient = message[index]!;
      const coefficientHigh = (coefficient * PER_HALF) | 0;
      const coefficientLow = (coefficient - coefficientHigh * HALF) | 0;
      // T is a multiple of 2^32, so T e has no lower half; |x + T e| < q / 2, so one addition of q reduces it.
      const high = coefficientHigh + (error << errorShift);
      // No branches: each would hang on a fair coin, which no processor guesses. All bits of the mask are set, or none.
      const ifNegative = high >> 31;
      const addedLow = modulusLow & ifNegative;
      const low = (coefficientLow + addedLow) | 0;
      const carry = ((coefficientLow & addedLow) | ((coefficientLow | addedLow) & ~low)) >>> 31;
      target[2 * index] = low;
      target[2 * index + 1] = high + (modulusHigh & ifNegative) + carry;
    }
    draws.fill(0);
  }
}

/**
 * Of 96 uniform bits, how many of 42 are set and how many of 42 others are not: binomial(84, 1/2), that is
 * ERROR_BOUND more than centred binomial(42, 42). Sums of neighbouring bits side by side (Warren, Hacker's Delight,
 * 5-1); the fields hold the sums of all three words.
 */
function bitCountOf84(a: number, b: number, c: number): number {
  const fours = foursOf(a) + foursOf(~b) + foursOf((c ^ 0xf_fc00) & 0xf_ffff);
  const eights = (fours & 0x0f0f_0f0f) + ((fours >>> 4) & 0x0f0f_0f0f);
  return imul(eights, 0x0101_0101) >>> 24;
}

/** Set bits of each group of four. */
function foursOf(word: number): number {
  const twos = word - ((word >>> 1) & 0x5555_5555);
  return (twos & 0x3333_3333) + ((twos >>> 2) & 0x3333_3333);
}
