import { createHash } from 'node:crypto';
import type { Parameters } from '../parameters/parameters.js';
import { acceptUniform, type Residues } from '../parameters/residues.js';
import type { RoundId } from '../wire/ids.js';

const TAG = Buffer.from('chorale/public-polynomial/1');
/** Words drawn beyond N: q is so near to a power of two that one rejection in a polynomial is rare. */
const SPARE_WORDS = 16;

/**
 * Protocol step 2: writes the public polynomial u_index of a round into `target`: N coefficients in the NTT domain. They are the
 * 64-bit little-endian words of SHAKE256(u8 length of tag || tag || round id || u32 big-endian index), cut to the
 * modulus's bits and rejected when not below q. Bound to the descriptor by its hash, so nodes that were shown
 * different descriptors encrypt under different polynomials and their sum opens to noise.
 */
export function writePublicPolynomial(
  parameters: Parameters,
  round: RoundId,
  index: number,
  target: Residues,
): void {
  const position = Buffer.alloc(4);
  position.writeUInt32BE(index);
  const seed = Buffer.concat([Buffer.of(TAG.length), TAG, Buffer.from(round, 'hex'), position]);
  for (let words = parameters.degree + SPARE_WORDS; ; words *= 2) {
    const digest = createHash('shake256', { outputLength: 8 * words })
      .update(seed)
      .digest();
    // A digest of this length stands in memory of its own, aligned.
    const stream = new Uint32Array(digest.buffer, digest.byteOffset, 2 * words);
    if (acceptUniform(parameters, stream, target, 0) === parameters.degree) return;
  }
}
