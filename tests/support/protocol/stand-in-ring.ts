// In place of SEAL, for histories by the thousand: the product's own packing, chunks and shares over Z_q, and a key of ONE
// number where the real key has N coefficients. It hides nothing from anybody who tries, and binds as the real one does:
// the mask depends on the round, a sum opens under the sum of exactly its keys, and the canary tells.
import { createHash } from 'node:crypto';
import {
  SecureSumError,
  type EncryptRequest,
  type Entropy,
  type OpenRequest,
  type RingEngine,
} from '@chorale/crypto';
import { packCoefficients, unpackCoefficients } from '../../../crypto/src/packing/coefficients.js';
import { chunkSizes } from '../../../crypto/src/packing/layout.js';
import { MessagePacker, MessageUnpacker } from '../../../crypto/src/packing/message-polynomials.js';
import { parametersByName, type Parameters } from '../../../crypto/src/parameters/parameters.js';
import { combine, newResidues, type Residues } from '../../../crypto/src/parameters/residues.js';
import type { OpenedRelease } from '../../../crypto/src/release/open-release.js';

/** Coefficients of each polynomial that carry a mask; the canary is the first. */
const MASKED = 8;
const HALF = 2 ** 32;

export function standInRing(entropy: Entropy): RingEngine {
  return {
    encryptAndShare: (request) => encryptAndShare(request, entropy),
    addChunks: (parameters, chunks) => addChunks(parametersByName(parameters), chunks),
    openRelease,
    close: () => Promise.resolve(),
  };
}

async function encryptAndShare(
  { round, layout, values, threshold, members, takeChunk, ...request }: EncryptRequest,
  entropy: Entropy,
): Promise<readonly Uint8Array[]> {
  const parameters = parametersByName(request.parameters);
  const { modulus } = parameters;
  const key = drawBelow(modulus, entropy);
  const packer = new MessagePacker(parameters, layout, values, entropy);
  const message = new Float64Array(parameters.degree);
  let polynomial = 0;
  for (const [position, polynomials] of chunkSizes(parameters, layout).entries()) {
    const residues = newResidues(parameters, polynomials);
    for (let at = 0; at < polynomials; at += 1, polynomial += 1) {
      packer.nextPolynomial(message);
      const first = 2 * at * parameters.degree;
      message.forEach((value, index) => setNumber(residues, first + 2 * index, value));
      addMask(parameters, residues, first, masksOf(round, polynomial), key);
    }
    await takeChunk(packCoefficients(parameters, residues), position);
  }
  const higher = Array.from({ length: threshold - 1 }, () => drawBelow(modulus, entropy));
  const shares = Array.from({ length: members }, (_, index) => {
    const x = BigInt(index + 1);
    const value = [key, ...higher].reduceRight((sum, coefficient) => (sum * x + coefficient) % modulus, 0n);
    const residues = newResidues(parameters);
    setBigInt(residues, 0, value);
    return packCoefficients(parameters, residues);
  });
  values.fill(0);
  return shares;
}

async function addChunks(
  parameters: Parameters,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  let sum: Residues | undefined;
  for await (const chunk of chunks) {
    const next = unpacked(parameters, chunk);
    if (sum) combine(parameters, sum, 1, sum, 1, next);
    else sum = next;
  }
  if (!sum) throw new SecureSumError('too-few-contributions', 'there is no chunk to add');
  return packCoefficients(parameters, sum);
}

async function openRelease({
  round,
  layout,
  chunkAt,
  threshold,
  contributions,
  ...request
}: OpenRequest): Promise<OpenedRelease> {
  const parameters = parametersByName(request.parameters);
  if (request.shares.length < threshold)
    throw new SecureSumError('too-few-shares', `${request.shares.length} of ${threshold} shares are here`);
  const points = request.shares
    .slice(0, threshold)
    .map(({ x, share }) => ({ x: BigInt(x), y: getBigInt(unpacked(parameters, share), 0) }));
  const key = interpolateAtZero(points, parameters.modulus);
  const unpacker = new MessageUnpacker(parameters, layout);
  const message = new Float64Array(parameters.degree);
  let polynomial = 0;
  for (const [position, polynomials] of chunkSizes(parameters, layout).entries()) {
    const residues = unpacked(parameters, await chunkAt(position), polynomials);
    for (let at = 0; at < polynomials; at += 1, polynomial += 1) {
      const first = 2 * at * parameters.degree;
      addMask(parameters, residues, first, masksOf(round, polynomial), parameters.modulus - key);
      for (let index = 0; index < message.length; index += 1)
        message[index] = numberAt(residues, first + 2 * index) % 2 ** parameters.plainBits;
      if (message[0] !== contributions)
        throw new SecureSumError('no-subset-opens', 'the canary does not say how many contributed');
      unpacker.nextPolynomial(message);
    }
  }
  return { values: unpacker.values, contributions, badShares: [], malformedShares: [] };
}

/** Public factors of one polynomial, bound to the round. */
function masksOf(round: string, polynomial: number): bigint[] {
  const stream = createHash('shake256', { outputLength: 8 * MASKED })
    .update(`${round} ${polynomial}`)
    .digest();
  return Array.from({ length: MASKED }, (_, index) => stream.readBigUInt64LE(8 * index));
}

function addMask(
  { modulus }: Parameters,
  residues: Residues,
  first: number,
  masks: readonly bigint[],
  key: bigint,
): void {
  for (const [index, mask] of masks.entries()) {
    const at = first + 2 * index;
    setBigInt(residues, at, (getBigInt(residues, at) + mask * key) % modulus);
  }
}

function interpolateAtZero(points: readonly { x: bigint; y: bigint }[], modulus: bigint): bigint {
  let sum = 0n;
  for (const { x, y } of points) {
    let [above, below] = [1n, 1n];
    for (const other of points) {
      if (other.x === x) continue;
      above = (above * other.x) % modulus;
      below = (below * (other.x - x + modulus)) % modulus;
    }
    sum = (sum + y * above * power(below, modulus - 2n, modulus)) % modulus;
  }
  return sum;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = (square * square) % modulus)
    if (left & 1n) result = (result * square) % modulus;
  return result;
}

function drawBelow(modulus: bigint, entropy: Entropy): bigint {
  return ((BigInt(entropy.uint32()) << 32n) | BigInt(entropy.uint32())) % modulus;
}
function unpacked(
  parameters: Parameters,
  bytes: Uint8Array,
  polynomials = bytes.length / parameters.polynomialBytes,
): Residues {
  const residues = newResidues(parameters, polynomials);
  unpackCoefficients(parameters, bytes, residues);
  return residues;
}
function setNumber(residues: Residues, at: number, value: number): void {
  residues[at] = value % HALF;
  residues[at + 1] = Math.floor(value / HALF);
}
function numberAt(residues: Residues, at: number): number {
  return residues[at + 1]! * HALF + residues[at]!;
}
function setBigInt(residues: Residues, at: number, value: bigint): void {
  residues[at] = Number(value & 0xffffffffn);
  residues[at + 1] = Number(value >> 32n);
}
function getBigInt(residues: Residues, at: number): bigint {
  return (BigInt(residues[at + 1]!) << 32n) | BigInt(residues[at]!);
}
