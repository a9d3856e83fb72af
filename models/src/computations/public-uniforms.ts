import { createHash } from 'node:crypto';

/**
 * `size` numbers in [0, 1) that anybody can recompute: constants to start from, never noise and never chance.
 * @param purpose keeps the numbers of one use apart from those of another.
 */
export function publicUniforms(purpose: string, tag: string, size: number): Float64Array {
  const bytes = createHash('shake256', { outputLength: 4 * size })
    .update(`chorale/${purpose}/1:${tag}`)
    .digest();
  return Float64Array.from({ length: size }, (_, index) => bytes.readUInt32BE(4 * index) / 2 ** 32);
}
