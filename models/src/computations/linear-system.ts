// Small systems of linear equations that need not be symmetric, in float64 and one order of operations.

/** Below this a pivot is rounding. */
const NO_PIVOT = 1e-12;

/**
 * Gauss's elimination with row pivots, on rows that end with their right side; changes them. An unknown without a pivot is 0.
 */
export function eliminate(rows: Float64Array[]): Float64Array {
  const size = rows.length;
  for (let step = 0; step < size; step += 1) {
    let pivot = step;
    for (let row = step + 1; row < size; row += 1)
      if (Math.abs(rows[row]![step]!) > Math.abs(rows[pivot]![step]!)) pivot = row;
    [rows[step], rows[pivot]] = [rows[pivot]!, rows[step]!];
    if (Math.abs(rows[step]![step]!) < NO_PIVOT) continue;
    for (let row = step + 1; row < size; row += 1) {
      const factor = rows[row]![step]! / rows[step]![step]!;
      if (factor === 0) continue;
      for (let column = step; column <= size; column += 1)
        rows[row]![column]! -= factor * rows[step]![column]!;
    }
  }
  const x = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let value = rows[row]![size]!;
    for (let column = row + 1; column < size; column += 1) value -= rows[row]![column]! * x[column]!;
    x[row] = Math.abs(rows[row]![row]!) < NO_PIVOT ? 0 : value / rows[row]![row]!;
  }
  return x;
}
