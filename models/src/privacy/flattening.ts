// Randomised Hadamard flattening (Ailon and Chazelle 2009; Kairouz 2021, arXiv:2102.06387): a vector times public random signs,
// then through the Walsh-Hadamard transform. Lengths stay, so clip, noise and epsilon do; what changes is that no coordinate
// stands out, however the vector was made. Recipients turn the opened sum back before anything reads it.
import { createHash } from 'node:crypto';

export interface Flattening {
  /** Names the signs: public, the same for everybody in a round. */
  readonly tag: string;
  /** Coordinates of the vector. */
  readonly dimension: number;
  /** Coordinates once flattened: a power of two, at least `dimension`. */
  readonly length: number;
}

/** @param dimension at least 1. */
export function flatteningOf(tag: string, dimension: number): Flattening {
  return { tag, dimension, length: 2 ** Math.ceil(Math.log2(dimension)) };
}

/** H D x / sqrt(length), x filled up with zeros: as long as x in L2, to the last bits of float64. */
export function flatten(vector: Float64Array, { tag, length }: Flattening): Float64Array {
  const flat = new Float64Array(length);
  flat.set(vector);
  applySigns(flat, tag);
  transform(flat);
  return flat;
}

/** The way back, in plain float64 and fixed order: the same bits at every recipient. */
export function unflatten(flat: Float64Array, { tag, dimension }: Flattening): Float64Array {
  const vector = flat.slice();
  transform(vector);
  applySigns(vector, tag);
  return vector.slice(0, dimension);
}

/** One bit of SHAKE256 a coordinate, the lowest of a byte first. */
function applySigns(values: Float64Array, tag: string): void {
  const bits = createHash('shake256', { outputLength: Math.ceil(values.length / 8) })
    .update(`chorale/flattening/1:${tag}`)
    .digest();
  for (let at = 0; at < values.length; at += 1)
    if ((bits[at >> 3]! >> (at & 7)) & 1) values[at] = -values[at]!;
}

/** Fast Walsh-Hadamard transform in place, scaled to keep lengths: its own inverse. */
function transform(values: Float64Array): void {
  const { length } = values;
  for (let half = 1; half < length; half *= 2)
    for (let from = 0; from < length; from += 2 * half)
      for (let at = from; at < from + half; at += 1) {
        const [one, other] = [values[at]!, values[at + half]!];
        values[at] = one + other;
        values[at + half] = one - other;
      }
  const scale = 1 / Math.sqrt(length);
  for (let at = 0; at < length; at += 1) values[at]! *= scale;
}
