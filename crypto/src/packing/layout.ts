// Which integer of a vector stands in which coefficient of which polynomial.
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';
import { MOST_CHUNKS, POLYNOMIALS_PER_CHUNK } from '../wire/round-messages.js';

/** A named stretch of the vector whose integers are packed alike. */
export interface IntegerBlock {
  readonly name: string;
  /** Integers in the block. */
  readonly length: number;
  /** Bits of a lane, sign included: sums in [-2^(laneBits-1), 2^(laneBits-1)) open exactly. */
  readonly laneBits: number;
  /**
   * Coefficients an integer takes: 1, or more when one lane is too narrow. Then laneBits is plainBits,
   * and each further limb widens the range by 8 bits, to 54 at most.
   */
  readonly limbs: number;
}

/** How a vector of integers, in block order, is packed; part of the round descriptor. */
export interface IntegerLayout {
  readonly blocks: readonly IntegerBlock[];
}

/** Bits by which each limb after the first widens an integer. */
export const BITS_PER_FURTHER_LIMB = 8;
/** Centred integers of 54 bits are the widest that a float64 holds exactly. */
const MOST_VALUE_BITS = 54;
const MOST_POLYNOMIALS = POLYNOMIALS_PER_CHUNK * MOST_CHUNKS;

/** A stretch of coefficients that is packed by one rule: all lanes of a block, or one limb of it. */
export interface Plane {
  readonly block: IntegerBlock;
  readonly limb: number;
  /** Integers a coefficient. */
  readonly lanes: number;
  /** Position of the block's first integer in the vector. */
  readonly firstValue: number;
  /** Coefficients of the plane, canaries not counted. */
  readonly coefficients: number;
}

/** Bits, sign included, in which a sum of the block's integers opens exactly. */
export function valueBits(parameters: Parameters, block: IntegerBlock): number {
  if (block.limbs === 1) return block.laneBits;
  return Math.min(MOST_VALUE_BITS, parameters.plainBits + BITS_PER_FURTHER_LIMB * (block.limbs - 1));
}

/** The narrowest block for integers whose sum needs `bits` bits, sign included. */
export function blockOfBits(
  parameters: Parameters,
  name: string,
  length: number,
  bits: number,
): IntegerBlock {
  const { plainBits } = parameters;
  const limbs = 1 + Math.max(0, Math.ceil((bits - plainBits) / BITS_PER_FURTHER_LIMB));
  return { name, length, laneBits: Math.min(bits, plainBits), limbs };
}

/** Integers in the whole vector. */
export function valueCount(layout: IntegerLayout): number {
  return layout.blocks.reduce((total, block) => total + block.length, 0);
}

/** Polynomials of a contribution; each holds one canary and N - 1 coefficients of data. */
export function polynomialCount(parameters: Parameters, layout: IntegerLayout): number {
  const coefficients = planesOf(parameters, layout).reduce((total, plane) => total + plane.coefficients, 0);
  const polynomials = Math.ceil(coefficients / (parameters.degree - 1));
  if (polynomials > MOST_POLYNOMIALS)
    throw layoutInvalid(
      `the vector takes ${polynomials} polynomials, at most ${MOST_POLYNOMIALS} fit; split it`,
    );
  return polynomials;
}

/** Polynomials of each chunk of a contribution: 64, the last one what is left. */
export function chunkSizes(parameters: Parameters, layout: IntegerLayout): number[] {
  const sizes: number[] = [];
  for (let left = polynomialCount(parameters, layout); left > 0; left -= POLYNOMIALS_PER_CHUNK)
    sizes.push(Math.min(left, POLYNOMIALS_PER_CHUNK));
  return sizes;
}

/**
 * The planes of a layout in the order of their coefficients.
 * @throws SecureSumError `layout-invalid`, naming the block.
 */
export function planesOf(parameters: Parameters, layout: IntegerLayout): Plane[] {
  if (layout.blocks.length === 0) throw layoutInvalid('a layout needs at least one block');
  const planes: Plane[] = [];
  let firstValue = 0;
  for (const block of layout.blocks) {
    checkBlock(parameters, block);
    const lanes = block.limbs === 1 ? Math.floor(parameters.plainBits / block.laneBits) : 1;
    const coefficients = Math.ceil(block.length / lanes);
    for (let limb = 0; limb < block.limbs; limb += 1)
      planes.push({ block, limb, lanes, firstValue, coefficients });
    firstValue += block.length;
  }
  return planes;
}

function checkBlock(parameters: Parameters, block: IntegerBlock): void {
  const { name, length, laneBits, limbs } = block;
  const { plainBits } = parameters;
  if (!Number.isInteger(length) || length < 1 || length > 2 ** 32)
    throw layoutInvalid(`block "${name}": length must be an integer from 1 to 2^32`);
  if (!Number.isInteger(laneBits) || laneBits < 2 || laneBits > plainBits)
    throw layoutInvalid(`block "${name}": laneBits must be an integer from 2 to ${plainBits}`);
  const mostLimbs = 1 + Math.ceil((MOST_VALUE_BITS - plainBits) / BITS_PER_FURTHER_LIMB);
  if (!Number.isInteger(limbs) || limbs < 1 || limbs > mostLimbs)
    throw layoutInvalid(`block "${name}": limbs must be an integer from 1 to ${mostLimbs}`);
  if (limbs > 1 && laneBits !== plainBits)
    throw layoutInvalid(`block "${name}": with several limbs laneBits must be ${plainBits}`);
}

function layoutInvalid(message: string): SecureSumError {
  return new SecureSumError('layout-invalid', message);
}
