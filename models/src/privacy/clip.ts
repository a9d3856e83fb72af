// Clipping: the bound on what one person can move. The unit is whatever a vector stands for: a person's part of a sum, all of
// the person's rows together, or in mode member a node's whole update.

/** L2 norm of the coordinates from `start` up to, without, `end`. */
export function normL2(vector: Float64Array, start = 0, end = vector.length): number {
  let square = 0;
  for (let at = start; at < end; at += 1) square += vector[at]! ** 2;
  return Math.sqrt(square);
}

/** The factor, at most 1, that brings a vector of this norm to at most `clipNormL2`. */
export function clipFactor(norm: number, clipNormL2: number): number {
  return norm > clipNormL2 ? clipNormL2 / norm : 1;
}

/** Shortens `vector` in place to at most `clipNormL2`; adding or removing its unit then moves a sum by no more. */
export function clipInPlace(vector: Float64Array, clipNormL2: number): void {
  const factor = clipFactor(normL2(vector), clipNormL2);
  if (factor < 1) for (let at = 0; at < vector.length; at += 1) vector[at]! *= factor;
}
