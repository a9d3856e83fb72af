// Protocol step 7, the key: Lagrange interpolation at 0 over Z_q, each NTT coefficient on its own.
import { OneTimeKey } from '../encryption/one-time-key.js';
import { SecureSumError } from '../errors.js';
import { unpackCoefficients } from '../packing/coefficients.js';
import type { Parameters } from '../parameters/parameters.js';
import { combine, MULTIPLIER_BITS, newResidues, type Residues } from '../parameters/residues.js';

/** A committee member's share, of one key or of a sum of keys. */
export interface KeyShare {
  /** The member's Shamir point: its position in the committee, from 1. */
  readonly x: number;
  /** One packed polynomial. */
  readonly share: Uint8Array;
}

/** A share whose bytes have been checked. */
export interface UnpackedShare {
  readonly x: number;
  readonly residues: Residues;
}

/**
 * The key that exactly threshold-many good shares stand for; with fewer, or a bad one, it is some other key.
 * @throws SecureSumError `sharing-invalid` for repeated or impossible points; `chunk-length` or `coefficient-range` for
 * a malformed share.
 */
export function interpolateKey(parameters: Parameters, shares: readonly KeyShare[]): OneTimeKey {
  const unpacked = unpackShares(parameters, shares);
  const key = OneTimeKey.fromResidues(interpolateAt(parameters, unpacked, 0));
  for (const { residues } of unpacked) residues.fill(0);
  return key;
}

/** @throws SecureSumError as {@link interpolateKey} does. */
function unpackShares(parameters: Parameters, shares: readonly KeyShare[]): UnpackedShare[] {
  checkPoints(shares);
  return shares.map((share) => unpackShare(parameters, share));
}

/**
 * Like {@link unpackShares}, but sets apart what is no share at all, as one more way for a member to release badly.
 * @returns the well-formed shares, and the points of the others.
 * @throws SecureSumError `sharing-invalid` or `too-few-shares`.
 */
export function unpackWellFormed(
  parameters: Parameters,
  shares: readonly KeyShare[],
): { readonly wellFormed: UnpackedShare[]; readonly malformed: number[] } {
  checkPoints(shares);
  const wellFormed: UnpackedShare[] = [];
  const malformed: number[] = [];
  for (const share of shares) {
    try {
      wellFormed.push(unpackShare(parameters, share));
    } catch (error) {
      if (!(error instanceof SecureSumError)) throw error;
      malformed.push(share.x);
    }
  }
  return { wellFormed, malformed };
}

function checkPoints(shares: readonly KeyShare[]): void {
  const points = shares.map((share) => share.x);
  if (points.length === 0) throw new SecureSumError('too-few-shares', 'there is no share to open with');
  if (
    new Set(points).size !== points.length ||
    !points.every((x) => Number.isInteger(x) && x >= 1 && x < 2 ** 15)
  )
    throw new SecureSumError(
      'sharing-invalid',
      `shares stand at different points from 1 on, got ${points.join(', ')}`,
    );
}

function unpackShare(parameters: Parameters, { x, share }: KeyShare): UnpackedShare {
  const residues = newResidues(parameters);
  unpackCoefficients(parameters, share, residues);
  return { x, residues };
}

/** The value at `point` of the polynomial of lowest degree through the shares. */
export function interpolateAt(
  parameters: Parameters,
  shares: readonly UnpackedShare[],
  point: number,
): Residues {
  const weights = lagrangeWeights(
    parameters.modulus,
    shares.map((share) => share.x),
    point,
  );
  const value = newResidues(parameters);
  const digits = Math.ceil(parameters.coefficientBits / MULTIPLIER_BITS);
  // Horner's rule over the weights' digits d: value = sum of 2^(15 d) (sum over shares of digit_d(weight) share).
  for (let digit = digits - 1; digit >= 0; digit -= 1)
    shares.forEach(({ residues }, index) => {
      const shifted = weights[index]! >> BigInt(digit * MULTIPLIER_BITS);
      const factor = Number(BigInt.asUintN(MULTIPLIER_BITS, shifted));
      combine(parameters, value, index === 0 ? 2 ** MULTIPLIER_BITS : 1, value, factor, residues);
    });
  return value;
}

/** Weights w_i with f(point) = sum of w_i f(x_i) for every polynomial f of lower degree than there are points. */
function lagrangeWeights(modulus: bigint, points: readonly number[], point: number): bigint[] {
  return points.map((x) => {
    let numerator = 1n;
    let denominator = 1n;
    for (const other of points) {
      if (other === x) continue;
      numerator = mod(numerator * BigInt(point - other), modulus);
      denominator = mod(denominator * BigInt(x - other), modulus);
    }
    return (numerator * inverse(denominator, modulus)) % modulus;
  });
}

/** Fermat's little theorem: the modulus is prime. */
function inverse(value: bigint, modulus: bigint): bigint {
  let result = 1n;
  let power = value;
  for (let exponent = modulus - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}

function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}
