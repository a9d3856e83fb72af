// Coefficients on the wire: `coefficientBits` bits each, least significant bit first, without padding.
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';
import { bytesOf, newResidues, type Residues } from '../parameters/residues.js';

/**
 * Packs whole polynomials into `parameters.polynomialBytes` bytes each.
 * @param residues canonical, each below q.
 */
export function packCoefficients(parameters: Parameters, residues: Residues): Uint8Array {
  const bits = parameters.coefficientBits;
  const polynomials = residues.length / (2 * parameters.degree);
  const words = new Uint32Array((polynomials * parameters.polynomialBytes) / 4);
  for (let from = 0, position = 0; from < residues.length; from += 2, position += bits) {
    const low = residues[from]!;
    const high = residues[from + 1]!;
    const word = position >>> 5;
    const shift = position & 31;
    words[word]! |= low << shift;
    if (shift === 0) {
      words[word + 1] = high;
    } else {
      words[word + 1] = (low >>> (32 - shift)) | (high << shift);
      if (shift + bits > 64) words[word + 2] = high >>> (32 - shift);
    }
  }
  return bytesOf(words);
}

/**
 * Unpacks whole polynomials.
 * @param target as many polynomials as `bytes` must hold.
 * @throws SecureSumError `chunk-length` unless the length is exact, `coefficient-range` unless every
 * coefficient is below q.
 */
export function unpackCoefficients(parameters: Parameters, bytes: Uint8Array, target: Residues): void {
  requireLength(parameters, bytes, target.length / (2 * parameters.degree));
  unpackFrom(parameters, bytes, target, 0);
}

/** Throws what {@link unpackCoefficients} would, and keeps one polynomial at a time. */
export function checkCoefficients(parameters: Parameters, bytes: Uint8Array, polynomials: number): void {
  const { degree, polynomialBytes } = parameters;
  requireLength(parameters, bytes, polynomials);
  const unpacked = newResidues(parameters);
  for (let index = 0; index < polynomials; index += 1)
    unpackFrom(
      parameters,
      bytes.subarray(index * polynomialBytes, (index + 1) * polynomialBytes),
      unpacked,
      index * degree,
    );
  // It may be a secret.
  unpacked.fill(0);
}

function requireLength(parameters: Parameters, bytes: Uint8Array, polynomials: number): void {
  const expected = polynomials * parameters.polynomialBytes;
  if (bytes.length !== expected)
    throw new SecureSumError(
      'chunk-length',
      `${polynomials} polynomials take ${expected} bytes, got ${bytes.length}; send the chunk again, whole`,
      { expected, actual: bytes.length },
    );
}

/** @param first position of the first coefficient, for the refusal to name. */
function unpackFrom(parameters: Parameters, bytes: Uint8Array, target: Residues, first: number): void {
  const { coefficientBits: bits, modulusHigh, modulusLow } = parameters;
  const words = alignedWords(bytes);
  const highMask = 2 ** (bits - 32) - 1;
  for (let to = 0, position = 0; to < target.length; to += 2, position += bits) {
    const word = position >>> 5;
    const shift = position & 31;
    let low = words[word]!;
    let high = words[word + 1]!;
    if (shift !== 0) {
      low = (low >>> shift) | (high << (32 - shift));
      high >>>= shift;
      if (shift + bits > 64) high |= words[word + 2]! << (32 - shift);
      low >>>= 0;
    }
    high &= highMask;
    if (high > modulusHigh || (high === modulusHigh && low >= modulusLow))
      throw notBelowModulus(first + to / 2);
    target[to] = low;
    target[to + 1] = high;
  }
}

function notBelowModulus(coefficient: number): SecureSumError {
  return new SecureSumError('coefficient-range', `coefficient ${coefficient} is not below the modulus`, {
    coefficient,
  });
}

function alignedWords(bytes: Uint8Array): Uint32Array {
  // Not slice(): a Buffer's is a view at the same place.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
