import type { People } from '../computation.js';
import { columnValues } from '../design.js';
import { normalise } from '../moments.js';
import type { Normaliser } from '../released-model.js';

/** Normalised inputs of a network: rows x columns, row-major. */
export function inputMatrix(people: People, names: readonly string[], normaliser: Normaliser): Float32Array {
  const rows = people.rowStart[people.size]!;
  const inputs = new Float32Array(rows * names.length);
  names.forEach((name, column) => {
    const values = columnValues(people, name);
    for (let row = 0; row < rows; row += 1)
      inputs[row * names.length + column] = normalise(normaliser, column, values[row]!);
  });
  return inputs;
}
