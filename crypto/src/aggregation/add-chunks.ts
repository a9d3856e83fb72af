import { packCoefficients, unpackCoefficients } from '../packing/coefficients.js';
import {
  MOST_CIPHERTEXT_POLYNOMIALS,
  newCiphertextObject,
  readCiphertext,
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
 * Checks a chunk that came from outside.
 * @param polynomials how many it must hold: its entry of `chunkSizes`.
 * @throws SecureSumError `chunk-length` or `coefficient-range`.
 */
export function checkChunk(parameters: Parameters, chunk: Uint8Array, polynomials: number): void {
  unpackCoefficients(parameters, chunk, newResidues(parameters, polynomials));
}

/**
 * Adds chunks that stand at the same position of different contributions, one at a time, by SEAL's homomorphic
 * addition. The result is a chunk again: sums may be added further, in any order.
 * @throws SecureSumError `too-few-contributions` for none; `chunk-length` or `coefficient-range` for malformed bytes,
 * before SEAL sees them.
 */
export function addChunks(
  runtime: SealRuntime,
  parameters: Parameters,
  chunks: Iterable<Uint8Array>,
): Uint8Array {
  const ring = runtime.ring(parameters);
  let adder: ChunkAdder | undefined;
  try {
    for (const chunk of chunks) (adder ??= new ChunkAdder(ring, chunk.length)).add(chunk);
    if (adder === undefined) throw new SecureSumError('too-few-contributions', 'there is no chunk to add');
    return adder.sum();
  } finally {
    adder?.dispose();
  }
}

class ChunkAdder {
  readonly #unpacked: Residues;
  readonly #sums: Ciphertext[] = [];
  readonly #summand: Ciphertext;

  constructor(
    private readonly ring: SealRing,
    chunkBytes: number,
  ) {
    const polynomials = chunkBytes / ring.parameters.polynomialBytes;
    if (!Number.isInteger(polynomials) || polynomials < 1 || polynomials > POLYNOMIALS_PER_CHUNK)
      throw new SecureSumError('chunk-length', `${chunkBytes} bytes are no chunk; send it again, whole`, {
        actual: chunkBytes,
      });
    this.#unpacked = newResidues(ring.parameters, polynomials);
    this.#summand = ring.newCiphertext();
  }

  add(chunk: Uint8Array): void {
    const { parameters, context, evaluator } = this.ring;
    unpackCoefficients(parameters, chunk, this.#unpacked);
    this.#eachGroup((group, index) => {
      const object = newCiphertextObject(parameters, group.length / (2 * parameters.degree) + 1, true);
      object.residues.set(group);
      object.residues.fill(1, group.length);
      const sum = this.#sums[index];
      callSeal(() => {
        if (sum === undefined) {
          const first = this.ring.newCiphertext();
          this.#sums.push(first);
          first.loadFromArray(context, object.bytes);
        } else {
          this.#summand.loadFromArray(context, object.bytes);
          evaluator.addInplace(sum, this.#summand);
        }
      });
    });
  }

  sum(): Uint8Array {
    const { parameters } = this.ring;
    this.#eachGroup((group, index) => {
      const saved = callSeal(() => this.ring.save(this.#sums[index]!));
      const read = new Uint32Array(group.length + 2 * parameters.degree);
      readCiphertext(parameters, saved, read);
      group.set(read.subarray(0, group.length));
    });
    return packCoefficients(parameters, this.#unpacked);
  }

  dispose(): void {
    for (const object of [...this.#sums, this.#summand]) object.delete();
  }

  #eachGroup(visit: (group: Residues, index: number) => void): void {
    const length = 2 * this.ring.parameters.degree * GROUP_POLYNOMIALS;
    for (let at = 0, index = 0; at < this.#unpacked.length; at += length, index += 1)
      visit(this.#unpacked.subarray(at, at + length), index);
  }
}
