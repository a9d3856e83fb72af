import {
  newCiphertextObject,
  newNttObject,
  readPlaintext,
  type SealObject,
} from '../encryption/seal-codec.js';
import type { OneTimeKey } from '../encryption/one-time-key.js';
import { writePublicPolynomial } from '../encryption/public-polynomials.js';
import { callSeal, type SealRing, type SealRuntime } from '../encryption/seal-runtime.js';
import { SecureSumError } from '../errors.js';
import { unpackCoefficients } from '../packing/coefficients.js';
import { chunkSizes, type IntegerLayout } from '../packing/layout.js';
import { MessageUnpacker } from '../packing/message-polynomials.js';
import type { Parameters } from '../parameters/parameters.js';
import { newResidues, type Residues } from '../parameters/residues.js';
import type { RoundId } from '../wire/ids.js';
import type { Ciphertext, Decryptor, Plaintext } from 'node-seal/throws';

/** Hands out the chunk at a position, from 0; asked for in order, and again when another key is tried. */
export type ChunkSource = (position: number) => Uint8Array | Promise<Uint8Array>;

export interface SumToOpen {
  readonly parameters: Parameters;
  readonly round: RoundId;
  readonly layout: IntegerLayout;
  /** The summed contributions: as many chunks as {@link chunkSizes} has entries. */
  readonly chunkAt: ChunkSource;
}

export interface OpenedIntegers {
  /** The sums in block order: each congruent to the true sum modulo 2^valueBits, and centred. */
  readonly values: Float64Array;
  /** What every polynomial's canary says: the number of contributions in the sum. */
  readonly canary: number;
}

/**
 * Protocol step 7: opens a sum with the sum of its contributions' keys, one chunk in memory at a time.
 * @throws SecureSumError `canary-mismatch` when the polynomials' canaries differ (wrong key, wrong round, or a
 * contribution that was not made for this round); `chunk-length` or `coefficient-range` for malformed chunks.
 */
export async function openSum(
  runtime: SealRuntime,
  { parameters, round, layout, chunkAt }: SumToOpen,
  key: OneTimeKey,
): Promise<OpenedIntegers> {
  const unpacker = new MessageUnpacker(parameters, layout);
  const message = new Float64Array(parameters.degree);
  const opener = new PolynomialOpener(runtime.ring(parameters), round, key);
  let canary: number | undefined;
  let index = 0;
  try {
    for (const [position, polynomials] of chunkSizes(parameters, layout).entries()) {
      const residues = newResidues(parameters, polynomials);
      unpackCoefficients(parameters, await chunkAt(position), residues);
      const length = residues.length / polynomials;
      for (let at = 0; at < residues.length; at += length, index += 1) {
        opener.open(residues.subarray(at, at + length), index, message);
        const found = unpacker.nextPolynomial(message);
        canary ??= found;
        if (found !== canary)
          throw new SecureSumError(
            'canary-mismatch',
            `polynomial ${index} does not open to the canary of the first; the key or a contribution is not of this round`,
            { polynomial: index },
          );
      }
    }
  } finally {
    opener.dispose();
  }
  // A layout has at least one polynomial.
  return { values: unpacker.values, canary: canary! };
}

/** The canary of the first polynomial of a sum under a key: a cheap trial of the key. */
export function openCanary(
  runtime: SealRuntime,
  { parameters, round }: Pick<SumToOpen, 'parameters' | 'round'>,
  firstPolynomial: Uint8Array,
  key: OneTimeKey,
): number {
  const residues = newResidues(parameters);
  unpackCoefficients(parameters, firstPolynomial, residues);
  const message = new Float64Array(parameters.degree);
  const opener = new PolynomialOpener(runtime.ring(parameters), round, key);
  try {
    opener.open(residues, 0, message);
  } finally {
    opener.dispose();
  }
  return message[0]!;
}

/** Opens single polynomials with SEAL's decryptor. */
class PolynomialOpener {
  readonly #pair: SealObject;
  readonly #decryptor: Decryptor;
  readonly #ciphertext: Ciphertext;
  readonly #plaintext: Plaintext;

  constructor(
    private readonly ring: SealRing,
    private readonly round: RoundId,
    key: OneTimeKey,
  ) {
    this.#pair = newCiphertextObject(ring.parameters, 2, true);
    this.#decryptor = loadDecryptor(ring, key);
    this.#ciphertext = ring.newCiphertext();
    this.#plaintext = ring.newPlaintext();
  }

  /** message := (c + u_index s mod q) mod T. */
  open(residues: Residues, index: number, message: Float64Array): void {
    const { parameters, context } = this.ring;
    this.#pair.residues.set(residues);
    writePublicPolynomial(parameters, this.round, index, this.#pair.residues.subarray(residues.length));
    const saved = callSeal(() => {
      this.#ciphertext.loadFromArray(context, this.#pair.bytes);
      this.#decryptor.decrypt(this.#ciphertext, this.#plaintext);
      return this.ring.save(this.#plaintext);
    });
    readPlaintext(parameters, saved, message);
  }

  dispose(): void {
    for (const object of [this.#decryptor, this.#ciphertext, this.#plaintext]) object.delete();
  }
}

function loadDecryptor(ring: SealRing, key: OneTimeKey): Decryptor {
  const secret = newNttObject(ring.parameters);
  secret.residues.set(key.reveal());
  try {
    return callSeal(() => ring.newDecryptor(secret.bytes));
  } finally {
    secret.residues.fill(0);
  }
}
