import { packCoefficients } from '../packing/coefficients.js';
import { chunkSizes, type IntegerLayout } from '../packing/layout.js';
import { MessagePacker } from '../packing/message-polynomials.js';
import type { Parameters } from '../parameters/parameters.js';
import { newResidues } from '../parameters/residues.js';
import type { Entropy } from '../random/entropy.js';
import type { RoundId } from '../wire/ids.js';
import { OneTimeKey } from './one-time-key.js';
import { PolynomialEncryptor } from './polynomial-encryptor.js';
import type { SealRing, SealRuntime } from './seal-runtime.js';

export interface ContributionRequest {
  readonly parameters: Parameters;
  readonly round: RoundId;
  readonly layout: IntegerLayout;
  /** Safe integers in block order, already quantised and noised. */
  readonly values: Float64Array;
  readonly entropy: Entropy;
}

export interface EncryptedContribution {
  /** To share among the committee and then erase; the chunks need it until the first one is drawn. */
  readonly key: OneTimeKey;
  /** Packed chunks in order, `chunkSizes` polynomials each, made as they are drawn, once. */
  readonly chunks: Generator<Uint8Array, void, undefined>;
}

/**
 * Protocol step 3: encrypts a vector under a fresh one-time key s: c_j = -u_j s + T e_j + x_j for its message polynomials x_j.
 * @throws SecureSumError `layout-invalid` or `values-invalid` before anything is drawn.
 */
export function encryptContribution(
  runtime: SealRuntime,
  request: ContributionRequest,
): EncryptedContribution {
  const { parameters, layout, values, entropy } = request;
  const packer = new MessagePacker(parameters, layout, values, entropy);
  const ring = runtime.ring(parameters);
  const key = OneTimeKey.generate(parameters, entropy);
  return { key, chunks: encryptChunks(ring, request, packer, key) };
}

function* encryptChunks(
  ring: SealRing,
  { parameters, round, layout, entropy }: ContributionRequest,
  packer: MessagePacker,
  key: OneTimeKey,
): Generator<Uint8Array, void, undefined> {
  const encryptor = new PolynomialEncryptor(ring, round, packer, key, entropy);
  try {
    const sizes = chunkSizes(parameters, layout);
    const whole = newResidues(parameters, sizes[0]);
    for (const polynomials of sizes) {
      const ciphertext = whole.subarray(0, 2 * parameters.degree * polynomials);
      encryptor.write(ciphertext);
      yield packCoefficients(parameters, ciphertext);
    }
  } finally {
    encryptor.dispose();
  }
}
