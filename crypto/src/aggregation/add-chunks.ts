import { checkCoefficients, packCoefficients, unpackCoefficients } from '../packing/coefficients.js';
import {
  MOST_CIPHERTEXT_POLYNOMIALS,
  newCiphertextObject,
  readCiphertext,
  type SealObject,
} from '../encryption/seal-codec.js';
import { callSeal, type SealRing, type SealRuntime } from '../encryption/seal-runtime.js';
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';
import { newResidues, type Residues } from '../parameters/residues.js';
import { POLYNOMIALS_PER_CHUNK } from '../wire/round-messages.js';
import type { Ciphertext } from 'node-seal/throws';

/** One polynomial of each group is a constant: SEAL refuses ("transparent") sums whose upper polynomials vanish. */
const GROUP_POLYNOMIALS = MOST_CIPHERTEXT_POLYNOMIALS - 1;

/**
 * Protocol step 4: checks a chunk that came from outside.
 * @param polynomials how many it must hold: its entry of `chunkSizes`.
 * @throws SecureSumError `chunk-length` or `coefficient-range`.
 */
export function checkChunk(parameters: Parameters, chunk: Uint8Array, polynomials: number): void {
  checkCoefficients(parameters, chunk, polynomials);
}

/**
 * Protocol steps 4 and 7: adds chunks that stand at the same position of different contributions, one at a time as they come, by SEAL's
 * homomorphic addition. The result is a chunk again: sums may be added further, in any order.
 * @throws SecureSumError `too-few-contributions` for none; `chunk-length` or `coefficient-range` for malformed bytes,
 * before SEAL sees them.
 */
export async function addChunks(
  runtime: SealRuntime,
  parameters: Parameters,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const ring = runtime.ring(parameters);
  let adder: ChunkAdder | undefined;
  try {
    for await (const chunk of chunks) (adder ??= new ChunkAdder(ring, chunk.length)).add(chunk);
    if (adder === undefined) throw new SecureSumError('too-few-contributions', 'there is no chunk to add');
    return adder.sum();
  } finally {
    adder?.dispose();
  }
}

/** The polynomials of one SEAL call. */
interface Group {
  /** Where the group's coefficients stand in an unpacked chunk. */
  readonly unpacked: Residues;
  /** What SEAL loads: these coefficients and the constant. */
  readonly object: SealObject;
  /** Undefined until the first chunk. */
  sum: Ciphertext | undefined;
}

class ChunkAdder {
  readonly #unpacked: Residues;
  readonly #groups: readonly Group[];
  readonly #summand: Ciphertext;

  constructor(
    private readonly ring: SealRing,
    chunkBytes: number,
  ) {
    const { parameters } = ring;
    const polynomials = chunkBytes / parameters.polynomialBytes;
    if (!Number.isInteger(polynomials) || polynomials < 1 || polynomials > POLYNOMIALS_PER_CHUNK)
      throw new SecureSumError('chunk-length', `${chunkBytes} bytes are no chunk; send it again, whole`, {
        actual: chunkBytes,
      });
    this.#unpacked = newResidues(parameters, polynomials);
    this.#groups = groupsOf(parameters, this.#unpacked);
    this.#summand = ring.newCiphertext();
  }

  add(chunk: Uint8Array): void {
    const { parameters, context, evaluator } = this.ring;
    unpackCoefficients(parameters, chunk, this.#unpacked);
    for (const group of this.#groups) {
      group.object.residues.set(group.unpacked);
      callSeal(() => {
        if (group.sum === undefined) {
          group.sum = this.ring.newCiphertext();
          group.sum.loadFromArray(context, group.object.bytes);
        } else {
          this.#summand.loadFromArray(context, group.object.bytes);
          evaluator.addInplace(group.sum, this.#summand);
        }
      });
    }
  }

  /** The sum, packed; needs at least one chunk. */
  sum(): Uint8Array {
    const { parameters } = this.ring;
    for (const { unpacked, object, sum } of this.#groups) {
      const saved = callSeal(() => this.ring.save(sum!));
      readCiphertext(parameters, saved, object.residues);
      unpacked.set(object.residues.subarray(0, unpacked.length));
    }
    return packCoefficients(parameters, this.#unpacked);
  }

  dispose(): void {
    for (const { sum } of this.#groups) sum?.delete();
    this.#summand.delete();
  }
}

function groupsOf(parameters: Parameters, unpacked: Residues): Group[] {
  const groups: Group[] = [];
  const polynomial = 2 * parameters.degree;
  for (let at = 0; at < unpacked.length; at += polynomial * GROUP_POLYNOMIALS) {
    const part = unpacked.subarray(at, at + polynomial * GROUP_POLYNOMIALS);
    const object = newCiphertextObject(parameters, part.length / polynomial + 1, true);
    object.residues.fill(1, part.length);
    groups.push({ unpacked: part, object, sum: undefined });
  }
  return groups;
}
