// The fixed byte layouts of SEAL 4.1's uncompressed objects; node-seal gives no other access to coefficients.
// Everything is little-endian. header16 = u16 0xA15E | header size 16 | version 4.1 | compression | u16 0 | u64 size.
//   Ciphertext: header16 | parms_id 32 | ntt u8 | size u64 | N u64 | K u64 | scale f64 | correction u64 | array
//   Plaintext, SecretKey: header16 | parms_id 32 | count u64 | scale f64 | array
//   array: header16 | count u64 | u64[count]
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';
import { bytesOf, type Residues } from '../parameters/residues.js';

const HEADER_BYTES = 16;
const MAGIC = 0xa15e;
const VERSION = [4, 1] as const;
const NO_COMPRESSION = 0;
/** Of a plaintext that is not in NTT form. */
const NO_PARMS_ID = [0n, 0n, 0n, 0n] as const;
const ARRAY_PREFIX_BYTES = HEADER_BYTES + 8;
const CIPHERTEXT_PREFIX_BYTES = HEADER_BYTES + 32 + 1 + 3 * 8 + 8 + 8;
const CIPHERTEXT_DATA_AT = CIPHERTEXT_PREFIX_BYTES + ARRAY_PREFIX_BYTES;
const PLAINTEXT_PREFIX_BYTES = HEADER_BYTES + 32 + 8 + 8;
const PLAINTEXT_DATA_AT = PLAINTEXT_PREFIX_BYTES + ARRAY_PREFIX_BYTES;
const HALF = 2 ** 32;
/** SEAL's SEAL_CIPHERTEXT_SIZE_MAX. */
export const MOST_CIPHERTEXT_POLYNOMIALS = 16;

/** Bytes of an object for SEAL to load, and its coefficients as words inside these bytes. */
export interface SealObject {
  readonly bytes: Uint8Array;
  readonly residues: Residues;
}

/** An uncompressed ciphertext of `polynomials` polynomials, 2 to 16, all zero, in NTT form or not. */
export function newCiphertextObject(parameters: Parameters, polynomials: number, ntt: boolean): SealObject {
  return objectOf(ciphertextPrefix(parameters, polynomials, ntt), parameters.degree * polynomials);
}

/** A plaintext or secret key in NTT form, all zero: the two share one layout. */
export function newNttObject(parameters: Parameters): SealObject {
  return objectOf(plaintextPrefix(parameters.parmsId, parameters.degree), parameters.degree);
}

/**
 * Copies the coefficients out of a saved ciphertext in NTT form.
 * @param target as many polynomials as the ciphertext must have.
 * @throws SecureSumError `seal-object` unless every byte before the coefficients is the one expected, and every
 * coefficient is below q.
 */
export function readCiphertext(parameters: Parameters, bytes: Uint8Array, target: Residues): void {
  const prefix = ciphertextPrefix(parameters, target.length / (2 * parameters.degree), true);
  requirePrefix(bytes, prefix, prefix.length + target.byteLength);
  bytesOf(target).set(bytes.subarray(prefix.length));
  const { modulusHigh, modulusLow } = parameters;
  for (let at = 0; at < target.length; at += 2) {
    const high = target[at + 1]!;
    if (high > modulusHigh || (high === modulusHigh && target[at]! >= modulusLow))
      throw objectRefused(`coefficient ${at / 2} is not below the modulus`);
  }
}

/**
 * Reads a saved plaintext that is not in NTT form into N coefficients in [0, T); SEAL leaves out upper zeros.
 * @throws SecureSumError `seal-object` as {@link readCiphertext} does.
 */
export function readPlaintext(parameters: Parameters, bytes: Uint8Array, target: Float64Array): void {
  const count = (bytes.length - PLAINTEXT_DATA_AT) / 8;
  if (!Number.isInteger(count) || count < 0 || count > parameters.degree)
    throw objectRefused(`${bytes.length} bytes are no plaintext`);
  requirePrefix(bytes, plaintextPrefix(NO_PARMS_ID, count), bytes.length);
  const view = viewOf(bytes);
  const mostHigh = 2 ** (parameters.plainBits - 32);
  for (let index = 0, at = PLAINTEXT_DATA_AT; index < count; index += 1, at += 8) {
    const high = view.getUint32(at + 4, true);
    if (high >= mostHigh) throw objectRefused(`coefficient ${index} is not below the plaintext modulus`);
    target[index] = high * HALF + view.getUint32(at, true);
  }
  target.fill(0, count);
}

/** Every byte of a ciphertext before its coefficients. */
function ciphertextPrefix(parameters: Parameters, polynomials: number, ntt: boolean): Uint8Array {
  const coefficients = parameters.degree * polynomials;
  const prefix = new Uint8Array(CIPHERTEXT_DATA_AT);
  const view = viewOf(prefix);
  writeHeader(view, 0, CIPHERTEXT_DATA_AT + 8 * coefficients);
  writeParmsId(view, parameters.parmsId);
  view.setUint8(48, ntt ? 1 : 0);
  view.setBigUint64(49, BigInt(polynomials), true);
  view.setBigUint64(57, BigInt(parameters.degree), true);
  view.setBigUint64(65, 1n, true);
  view.setFloat64(73, 1, true);
  view.setBigUint64(81, 1n, true);
  writeArrayPrefix(view, CIPHERTEXT_PREFIX_BYTES, coefficients);
  return prefix;
}

/** Every byte of a plaintext before its coefficients; the parms_id says whether it is in NTT form. */
function plaintextPrefix(parmsId: readonly bigint[], coefficients: number): Uint8Array {
  const prefix = new Uint8Array(PLAINTEXT_DATA_AT);
  const view = viewOf(prefix);
  writeHeader(view, 0, PLAINTEXT_DATA_AT + 8 * coefficients);
  writeParmsId(view, parmsId);
  view.setBigUint64(48, BigInt(coefficients), true);
  view.setFloat64(56, 1, true);
  writeArrayPrefix(view, PLAINTEXT_PREFIX_BYTES, coefficients);
  return prefix;
}

/** Places the object so that its coefficients are aligned, and views of words can lie on them. */
function objectOf(prefix: Uint8Array, coefficients: number): SealObject {
  const shift = (8 - (prefix.length % 8)) % 8;
  const buffer = new ArrayBuffer(shift + prefix.length + 8 * coefficients);
  const bytes = new Uint8Array(buffer, shift);
  bytes.set(prefix);
  return { bytes, residues: new Uint32Array(buffer, shift + prefix.length) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function writeHeader(view: DataView, at: number, size: number): void {
  view.setUint16(at, MAGIC, true);
  view.setUint8(at + 2, HEADER_BYTES);
  view.setUint8(at + 3, VERSION[0]);
  view.setUint8(at + 4, VERSION[1]);
  view.setUint8(at + 5, NO_COMPRESSION);
  view.setBigUint64(at + 8, BigInt(size), true);
}

function writeParmsId(view: DataView, parmsId: readonly bigint[]): void {
  parmsId.forEach((word, index) => view.setBigUint64(HEADER_BYTES + 8 * index, word, true));
}

function writeArrayPrefix(view: DataView, at: number, coefficients: number): void {
  writeHeader(view, at, ARRAY_PREFIX_BYTES + 8 * coefficients);
  view.setBigUint64(at + HEADER_BYTES, BigInt(coefficients), true);
}

function requirePrefix(bytes: Uint8Array, prefix: Uint8Array, length: number): void {
  if (bytes.length !== length) throw objectRefused(`expected ${length} bytes, got ${bytes.length}`);
  const differs = prefix.findIndex((byte, at) => byte !== bytes[at]);
  if (differs >= 0) throw objectRefused(`byte ${differs} differs from the expected layout`);
}

function objectRefused(reason: string): SecureSumError {
  return new SecureSumError('seal-object', `SEAL object refused: ${reason}`);
}
