// Coefficients, SEAL's objects and what goes into the ring: checked before SEAL sees a byte of it.
import {
  addShares,
  checkChunk,
  checkShare,
  inProcessRing,
  parametersByName,
  SecureSumError,
  type ParametersName,
  type RoundId,
} from '../../../crypto/src/index.js';
import { testEntropy } from '@chorale/crypto/testing';
import {
  newCiphertextObject,
  readCiphertext,
  readPlaintext,
} from '../../../crypto/src/encryption/seal-codec.js';
import { packCoefficients, unpackCoefficients } from '../../../crypto/src/packing/coefficients.js';
import { newResidues, bytesOf } from '../../../crypto/src/parameters/residues.js';
import { fillUniform } from '../../../crypto/src/parameters/uniform.js';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';

const entropy = testEntropy('ring');
const ring = await inProcessRing(entropy);
const refusals = [SecureSumError];

function uniformChunk(name: ParametersName, polynomials: number): Uint8Array {
  const parameters = parametersByName(name);
  const residues = newResidues(parameters, polynomials);
  fillUniform(parameters, residues, entropy);
  return packCoefficients(parameters, residues);
}

function packed(name: ParametersName, polynomials: number): FuzzedDecoder {
  const parameters = parametersByName(name);
  const target = newResidues(parameters, polynomials);
  return {
    name: `unpackCoefficients ${name} x ${polynomials}`,
    corpus: [uniformChunk(name, polynomials), uniformChunk(name, polynomials)],
    decode: (bytes) => {
      unpackCoefficients(parameters, bytes, target);
      return packCoefficients(parameters, target);
    },
    refusals,
    weight: 3,
  };
}

const small = parametersByName('P2');
/** Of one polynomial, for the test's own ease. */
const chunks = [uniformChunk('P2', 1), uniformChunk('P2', 1)];
const chunk: FuzzedDecoder = {
  name: 'checkChunk',
  corpus: chunks,
  decode: (bytes) => {
    checkChunk(small, bytes, 1);
    return undefined;
  },
  refusals,
  weight: 3,
};
const share: FuzzedDecoder = {
  name: 'checkShare',
  corpus: chunks,
  decode: (bytes) => {
    checkShare(small, bytes);
    return undefined;
  },
  refusals,
  weight: 3,
};
const shares: FuzzedDecoder = {
  name: 'addShares',
  corpus: chunks,
  decode: (bytes) => addShares(small, [bytes]),
  refusals,
  weight: 3,
};
const addition: FuzzedDecoder = {
  name: 'ring.addChunks',
  corpus: chunks,
  decode: async (bytes) => {
    const sum = await ring.addChunks('P2', [bytes.slice(), chunks[0]!.slice()]);
    checkChunk(small, sum, 1);
    return undefined;
  },
  refusals,
  weight: 10,
};

const layout = { blocks: [{ name: 'counts', length: 3, laneBits: 20, limbs: 1 }] };
const round = 'ad'.repeat(32) as RoundId;
const contributions = await Promise.all(
  [Float64Array.of(1, 2, 3), Float64Array.of(-4, 5, 6)].map(contribute),
);
const sum = await ring.addChunks(
  'P2',
  contributions.map((contribution) => contribution.chunk),
);
const keyShares = [1, 2, 3].map((x) =>
  addShares(
    small,
    contributions.map((contribution) => contribution.shares[x - 1]!),
  ),
);

async function contribute(
  values: Float64Array,
): Promise<{ chunk: Uint8Array; shares: readonly Uint8Array[] }> {
  let chunk = new Uint8Array(0);
  const shares = await ring.encryptAndShare({
    parameters: 'P2',
    round,
    layout,
    values,
    threshold: 2,
    members: 3,
    takeChunk: (only) => {
      chunk = new Uint8Array(only);
    },
  });
  return { chunk, shares };
}

const opening = (
  name: string,
  corpus: readonly Uint8Array[],
  partsOf: (bytes: Uint8Array) => { sum: Uint8Array; share: Uint8Array },
): FuzzedDecoder => ({
  name,
  corpus,
  decode: async (bytes) => {
    const parts = partsOf(bytes);
    const { values } = await ring.openRelease({
      parameters: 'P2',
      round,
      layout,
      chunkAt: () => Promise.resolve(parts.sum.slice()),
      shares: [parts.share, ...keyShares.slice(1)].map((keyShare, index) => ({
        x: index + 1,
        share: keyShare.slice(),
      })),
      threshold: 2,
      contributions: 2,
    });
    // A bad share is named and left out, where a spare one stands in; a bad sum shows in the canary or in the values.
    if (name.includes('share') && String(values) !== '-3,7,9') throw new Error(`opened ${String(values)}`);
    return undefined;
  },
  refusals,
  weight: 30,
  wholeStep: true,
});

const ciphertextTarget = newResidues(small, 2);
const ciphertextObject = newCiphertextObject(small, 2, true);
fillUniform(small, ciphertextObject.residues, entropy);
const ciphertext: FuzzedDecoder = {
  name: 'readCiphertext',
  corpus: [ciphertextObject.bytes.slice(), newCiphertextObject(small, 2, true).bytes.slice()],
  decode: (bytes) => {
    readCiphertext(small, bytes, ciphertextTarget);
    const again = newCiphertextObject(small, 2, true);
    bytesOf(again.residues).set(bytesOf(ciphertextTarget));
    return again.bytes;
  },
  refusals,
  weight: 3,
};

/** A plaintext's objects come from SEAL itself; what is read from them has to be in range all the same. */
const plaintextTarget = new Float64Array(small.degree);
const plaintext: FuzzedDecoder = {
  name: 'readPlaintext',
  corpus: [plaintextBytes([]), plaintextBytes([1n, 0n, (1n << 40n) - 1n])],
  decode: (bytes) => {
    readPlaintext(small, bytes, plaintextTarget);
    if (!plaintextTarget.every((value) => value >= 0 && value < 2 ** small.plainBits))
      throw new Error('a coefficient is out of range');
    return undefined;
  },
  refusals,
  weight: 3,
};

/** Plaintext: header16 | parms_id 32 | count u64 | scale f64 | header16 | count u64 | u64[count], little-endian. */
function plaintextBytes(coefficients: readonly bigint[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(88 + 8 * coefficients.length));
  const header = (at: number): void => {
    view.setUint16(at, 0xa15e, true);
    [16, 4, 1, 0].forEach((byte, index) => view.setUint8(at + 2 + index, byte));
    view.setBigUint64(at + 8, BigInt(view.byteLength - at), true);
  };
  header(0);
  view.setBigUint64(48, BigInt(coefficients.length), true);
  view.setFloat64(56, 1, true);
  header(64);
  view.setBigUint64(80, BigInt(coefficients.length), true);
  coefficients.forEach((value, index) => view.setBigUint64(88 + 8 * index, value, true));
  return new Uint8Array(view.buffer);
}

export const ringDecoders: readonly FuzzedDecoder[] = [
  packed('P1', 1),
  packed('P2', 1),
  packed('P2', 3),
  chunk,
  share,
  shares,
  ciphertext,
  plaintext,
  addition,
  opening('ring.openRelease, its sum', [sum], (bytes) => ({ sum: bytes, share: keyShares[0]! })),
  {
    ...opening('ring.openRelease, a share', [keyShares[0]!], (bytes) => ({ sum, share: bytes })),
    refusesNothing: true,
  },
];
