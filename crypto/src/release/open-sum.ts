import {
  newCiphertextObject,
  newNttObject,
  readPlaintext,
  type SealObject,
} from '../encryption/seal-codec.js';
import type { OneTimeKey } from '../encryption/one-time-key.js';
import { writePublicPolynomial } from '../encryption/public-polynomials.js';
import { use, type SealRing, type SealRuntime } from '../encryption/seal-runtime.js';
import { SecureSumError } from '../errors.js';
import { unpackCoefficients } from '../packing/coefficients.js';
import { chunkSizes, type IntegerLayout } from '../packing/layout.js';
import { MessageUnpacker } from '../packing/message-polynomials.js';
import type { Parameters } from '../parameters/parameters.js';
import { newResidues } from '../parameters/residues.js';
import type { RoundId } from '../wire/ids.js';
import type { Ciphertext, Decryptor, Plaintext } from 'node-seal/throws';

export interface SumToOpen {
  readonly parameters: Parameters;
  readonly round: RoundId;
  readonly layout: IntegerLayout;
  /** The summed contributions, chunk by chunk, in order. */
  readonly chunks: Iterable<Uint8Array>;
}

export interface OpenedIntegers {
  /** The sums in block order: each congruent to the true sum modulo 2^valueBits, and centred. */
  readonly values: Float64Array;
  /** What every polynomial's canary says: the number of contributions in the sum. */
  readonly canary: number;
}

/**
 * Opens a sum with the sum of its contributions' keys, one chunk in memory at a time.
 * @throws SecureSumError `canary-mismatch` when the polynomials' canaries differ (wrong key, wrong round, or a
 * contribution that was not made for this round); `chunk-length` or `coefficient-range` for malformed chunks.
 */
export function openSum(
  runtime: SealRuntime,
  { parameters, round, layout, chunks }: SumToOpen,
  key: OneTimeKey,
): OpenedIntegers {
  const sizes = chunkSizes(parameters, layout);
  const unpacker = new MessageUnpacker(parameters, layout);
  const message = new Float64Array(parameters.degree);
  let canary: number | undefined;
  let chunkIndex = 0;
  let index = 0;
  withOpener(runtime.ring(parameters), round, key, (opener) => {
    for (const chunk of chunks) {
      const polynomials = sizes[chunkIndex];
      if (polynomials === undefined) throw wrongChunkCount(sizes.length);
      chunkIndex += 1;
      const residues = newResidues(parameters, polynomials);
      unpackCoefficients(parameters, chunk, residues);
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
  });
  if (chunkIndex !== sizes.length || canary === undefined) throw wrongChunkCount(sizes.length);
  return { values: unpacker.values, canary };
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
  withOpener(runtime.ring(parameters), round, key, (opener) => opener.open(residues, 0, message));
  return message[0]!;
}

/** Opens single polynomials with SEAL's decryptor. */
class PolynomialOpener {
  readonly #pair: SealObject;

  constructor(
    private readonly ring: SealRing,
    private readonly round: RoundId,
    private readonly decryptor: Decryptor,
    private readonly ciphertext: Ciphertext,
    private readonly plaintext: Plaintext,
  ) {
    this.#pair = newCiphertextObject(ring.parameters, 2, true);
  }

  /** message := (c + u_index s mod q) mod T. */
  open(residues: Uint32Array, index: number, message: Float64Array): void {
    const { parameters, context } = this.ring;
    this.#pair.residues.set(residues);
    writePublicPolynomial(parameters, this.round, index, this.#pair.residues.subarray(residues.length));
    this.ciphertext.loadFromArray(context, this.#pair.bytes);
    this.decryptor.decrypt(this.ciphertext, this.plaintext);
    readPlaintext(parameters, this.ring.save(this.plaintext), message);
  }
}

function withOpener(
  ring: SealRing,
  round: RoundId,
  key: OneTimeKey,
  work: (opener: PolynomialOpener) => void,
): void {
  const secret = newNttObject(ring.parameters);
  secret.residues.set(key.reveal());
  try {
    use(
      [ring.newDecryptor(secret.bytes), ring.newCiphertext(), ring.newPlaintext()] as const,
      (decryptor, ciphertext, plaintext) =>
        work(new PolynomialOpener(ring, round, decryptor, ciphertext, plaintext)),
    );
  } finally {
    secret.residues.fill(0);
  }
}

function wrongChunkCount(expected: number): SecureSumError {
  return new SecureSumError(
    'chunk-length',
    `the layout takes ${expected} chunks; fetch the sum again, whole`,
    {
      expected,
    },
  );
}
