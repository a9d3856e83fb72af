// Protocol steps 3 and 7: integers <-> message polynomials x. A message coefficient is an integer in [0, T), T = 2^plainBits, held in a
// float64. Sums wrap modulo T and nothing is ever clamped: a refusal on range would tell of the noise.
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';
import type { Entropy } from '../random/entropy.js';
import {
  BITS_PER_FURTHER_LIMB,
  planesOf,
  valueBits,
  valueCount,
  type IntegerLayout,
  type Plane,
} from './layout.js';

// Bound once: in the sandboxes that tests run in, every look-up of a global costs more than the arithmetic.
const { ceil, floor, log2, min } = Math;
const { isSafeInteger } = Number;

/** What every node puts into coefficient 0 of every polynomial; the sum of them is |S|. */
const CANARY = 1;

/** Where the next coefficient of a layout comes from or goes to; skips the canary of each polynomial. */
class PlaneCursor {
  readonly #planes: readonly Plane[];
  #plane = 0;
  #coefficient = 0;

  constructor(
    private readonly parameters: Parameters,
    layout: IntegerLayout,
  ) {
    this.#planes = planesOf(parameters, layout);
  }

  /**
   * Walks over the next polynomial: `visit(plane, first, at, count)` for each stretch of `count` coefficients of
   * one plane, from its coefficient `first` on, that starts at coefficient `at` of the polynomial.
   * @returns the first coefficient of the polynomial that stays unused.
   */
  nextPolynomial(visit: (plane: Plane, first: number, at: number, count: number) => void): number {
    let at = 1;
    while (at < this.parameters.degree) {
      const plane = this.#planes[this.#plane];
      if (plane === undefined) break;
      const count = min(this.parameters.degree - at, plane.coefficients - this.#coefficient);
      visit(plane, this.#coefficient, at, count);
      at += count;
      this.#coefficient += count;
      if (this.#coefficient === plane.coefficients) {
        this.#plane += 1;
        this.#coefficient = 0;
      }
    }
    return at;
  }
}

/** Bits of the random summand that hides the carries of a further limb. */
function carryHidingBits(parameters: Parameters): number {
  // decodeLimb needs the sum of all nodes' summands and floors below 2^(plainBits - 8).
  return parameters.plainBits - BITS_PER_FURTHER_LIMB - 1 - ceil(log2(parameters.mostNodes));
}

/** Packs a vector polynomial by polynomial. */
export class MessagePacker {
  readonly #cursor: PlaneCursor;
  readonly #values: Float64Array;

  /**
   * @param values safe integers in block order; read while packing, not copied.
   * @throws SecureSumError `layout-invalid`; `values-invalid` for a wrong length or anything but a safe integer.
   */
  constructor(
    private readonly parameters: Parameters,
    layout: IntegerLayout,
    values: Float64Array,
    private readonly entropy: Entropy,
  ) {
    const expected = valueCount(layout);
    if (values.length !== expected)
      throw new SecureSumError('values-invalid', `the layout holds ${expected} values, got ${values.length}`);
    for (let at = 0; at < values.length; at += 1) {
      // The position, not the value: it may be a secret.
      if (!isSafeInteger(values[at]))
        throw new SecureSumError('values-invalid', `value ${at} is no safe integer; quantise before packing`);
    }
    this.#cursor = new PlaneCursor(parameters, layout);
    this.#values = values;
  }

  /** Fills `message`, N coefficients in [0, T), with the next polynomial: canary, data, zeros. */
  nextPolynomial(message: Float64Array): void {
    const used = this.#cursor.nextPolynomial((plane, first, at, count) => {
      const stretch = message.subarray(at, at + count);
      if (plane.limb === 0) encodeLanes(this.parameters, plane, this.#values, first, stretch);
      else encodeLimb(this.parameters, plane, this.#values, first, stretch, this.entropy);
    });
    message[0] = CANARY;
    message.fill(0, used);
  }
}

/** Unpacks an opened sum polynomial by polynomial. */
export class MessageUnpacker {
  readonly #cursor: PlaneCursor;
  /** The opened integers, complete after the last polynomial. */
  readonly values: Float64Array;

  constructor(
    private readonly parameters: Parameters,
    layout: IntegerLayout,
  ) {
    this.values = new Float64Array(valueCount(layout));
    this.#cursor = new PlaneCursor(parameters, layout);
  }

  /** Takes the next polynomial, coefficients in [0, T), and returns its canary. */
  nextPolynomial(message: Float64Array): number {
    this.#cursor.nextPolynomial((plane, first, at, count) => {
      const stretch = message.subarray(at, at + count);
      if (plane.limb === 0) decodeLanes(this.parameters, plane, this.values, first, stretch);
      else decodeLimb(this.parameters, plane, this.values, first, stretch);
    });
    return message[0]!;
  }
}

/** coefficient := sum over lanes k of value_k 2^(k laneBits) mod T, so a negative lane borrows from the next. */
function encodeLanes(
  parameters: Parameters,
  plane: Plane,
  values: Float64Array,
  first: number,
  coefficients: Float64Array,
): void {
  const { lanes } = plane;
  const modulus = 2 ** parameters.plainBits;
  const laneSize = 2 ** plane.block.laneBits;
  const aboveLane = modulus / laneSize;
  // All three are powers of two, so multiplying by the inverse is exact, and quicker than dividing.
  const [perModulus, perAboveLane] = [1 / modulus, 1 / aboveLane];
  const end = plane.firstValue + plane.block.length;
  let low = plane.firstValue + first * lanes;
  for (let index = 0; index < coefficients.length; index += 1, low += lanes) {
    let sum = 0;
    for (let at = min(end, low + lanes) - 1; at >= low; at -= 1) {
      // Every step stays below 2^53: reduce first, then shift and add.
      sum = (sum - floor(sum * perAboveLane) * aboveLane) * laneSize;
      const value = values[at]!;
      sum += value - floor(value * perModulus) * modulus;
      if (sum >= modulus) sum -= modulus;
    }
    coefficients[index] = sum;
  }
}

/** Lanes of a summed coefficient, centred, the lowest first; the first limb of a wide integer uncentred. */
function decodeLanes(
  parameters: Parameters,
  plane: Plane,
  values: Float64Array,
  first: number,
  coefficients: Float64Array,
): void {
  const { lanes } = plane;
  const laneSize = 2 ** plane.block.laneBits;
  const perLaneSize = 1 / laneSize;
  const half = plane.block.limbs === 1 ? laneSize / 2 : laneSize;
  const end = plane.firstValue + plane.block.length;
  let low = plane.firstValue + first * lanes;
  for (let index = 0; index < coefficients.length; index += 1, low += lanes) {
    let rest = coefficients[index]!;
    const next = min(end, low + lanes);
    for (let at = low; at < next; at += 1) {
      const above = floor(rest * perLaneSize);
      const lane = rest - above * laneSize;
      values[at] = lane < half ? lane : lane - laneSize;
      rest = lane < half ? above : above + 1;
    }
  }
}

/**
 * coefficient := floor(value / 2^(8 limb)) + r mod T. Without the uniform r the sum would tell how often the nodes'
 * lower bits carried, which the sum of the values does not; two honest nodes' r hide it to about 2^-25 a value (P1).
 */
function encodeLimb(
  parameters: Parameters,
  plane: Plane,
  values: Float64Array,
  first: number,
  coefficients: Float64Array,
  entropy: Entropy,
): void {
  const modulus = 2 ** parameters.plainBits;
  const step = 2 ** (BITS_PER_FURTHER_LIMB * plane.limb);
  const hidingShift = 32 - carryHidingBits(parameters);
  for (let index = 0; index < coefficients.length; index += 1) {
    const value = values[plane.firstValue + first + index]!;
    const sum = floor(value / step) + (entropy.uint32() >>> hidingShift);
    coefficients[index] = sum - floor(sum / modulus) * modulus;
  }
}

/** Widens integers known modulo 2^(plainBits + 8 (limb - 1)) by the bits that this limb adds. */
function decodeLimb(
  parameters: Parameters,
  plane: Plane,
  values: Float64Array,
  first: number,
  coefficients: Float64Array,
): void {
  const modulus = 2 ** parameters.plainBits;
  const step = 2 ** (BITS_PER_FURTHER_LIMB * plane.limb);
  const known = 2 ** (parameters.plainBits + BITS_PER_FURTHER_LIMB * (plane.limb - 1));
  const isLast = plane.limb === plane.block.limbs - 1;
  const added = isLast ? 2 ** valueBits(parameters, plane.block) / known : 2 ** BITS_PER_FURTHER_LIMB;
  for (let index = 0; index < coefficients.length; index += 1) {
    const at = plane.firstValue + first + index;
    const low = values[at]!;
    // coefficient = low / step + (known / step) m + d mod T, where d in (-n, n 2^hiding) comes of floors and r.
    const shifted = coefficients[index]! - floor(low / step) + parameters.mostNodes + 1;
    const wrapped = shifted - floor(shifted / modulus) * modulus;
    const m = floor(wrapped / (known / step)) % added;
    values[at] = low + (isLast && m >= added / 2 ? m - added : m) * known;
  }
}
