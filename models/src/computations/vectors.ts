// Plain float64 vectors in a fixed order of operations: `update` must give the same bits at every recipient.

/** The parts in one new vector, in their order. */
export function concatenate(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Sum of a[i] b[i], from the front; `b` has at least as many values as `a`. */
export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let at = 0; at < a.length; at += 1) total += a[at]! * b[at]!;
  return total;
}

/** Added up from the front; NaN of no values. */
export function mean(values: Float64Array | readonly number[]): number {
  let total = 0;
  for (let at = 0; at < values.length; at += 1) total += values[at]!;
  return total / values.length;
}

/** a + factor b. */
export function addScaled(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  return a.map((value, at) => value + factor * b[at]!);
}

/** Position of (row, column), column <= row, in a packed lower triangle. */
export function packedIndex(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}

/** total += factor v v', packed lower triangles from `at` on, v = values[start .. start + rank). */
export function addOuter(
  total: Float64Array,
  at: number,
  values: Float64Array,
  start: number,
  rank: number,
  factor: number,
): void {
  let position = at;
  for (let row = 0; row < rank; row += 1) {
    const scaled = factor * values[start + row]!;
    for (let column = 0; column <= row; column += 1, position += 1)
      total[position]! += scaled * values[start + column]!;
  }
}

/**
 * Solves A x = b for a positive definite A by Cholesky's method.
 * @param packed lower triangle of A by rows.
 * @throws RangeError when A is not positive definite.
 */
export function solvePositiveDefinite(packed: Float64Array, b: Float64Array): Float64Array {
  const x = solveIfPositiveDefinite(packed, b);
  if (x === undefined) throw new RangeError('the matrix is not positive definite');
  return x;
}

/** As {@link solvePositiveDefinite}; undefined where A is not positive definite. */
export function solveIfPositiveDefinite(packed: Float64Array, b: Float64Array): Float64Array | undefined {
  const size = b.length;
  const factor = packed.slice();
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column <= row; column += 1) {
      let value = factor[packedIndex(row, column)]!;
      for (let k = 0; k < column; k += 1)
        value -= factor[packedIndex(row, k)]! * factor[packedIndex(column, k)]!;
      if (row !== column) factor[packedIndex(row, column)] = value / factor[packedIndex(column, column)]!;
      else if (value > 0) factor[packedIndex(row, row)] = Math.sqrt(value);
      else return undefined;
    }
  const x = b.slice();
  for (let row = 0; row < size; row += 1) {
    for (let k = 0; k < row; k += 1) x[row]! -= factor[packedIndex(row, k)]! * x[k]!;
    x[row]! /= factor[packedIndex(row, row)]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let k = row + 1; k < size; k += 1) x[row]! -= factor[packedIndex(k, row)]! * x[k]!;
    x[row]! /= factor[packedIndex(row, row)]!;
  }
  return x;
}

/** 1 / (1 + exp(-a)) without overflow. */
export function sigmoid(a: number): number {
  return a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a));
}
