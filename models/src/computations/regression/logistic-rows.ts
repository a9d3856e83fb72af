// Inputs and predictions of logistic regression, row by row, for both of its methods.
import type { People } from '../computation.js';
import { columnValues, type Design } from '../design.js';
import { normalise } from '../moments.js';
import type { Normaliser } from '../released-model.js';
import { dot } from '../vectors.js';

/** Calls `visit` with each person's rows as model inputs: (1, z_1..z_d), reused from row to row, and the label. */
export function forEachRow(
  people: People,
  design: Design,
  normaliser: Normaliser,
  label: string,
  visit: (person: number, weight: number, input: Float64Array, label: number) => void,
): void {
  const columns = design.names.map((name) => columnValues(people, name));
  const labels = columnValues(people, label);
  const input = new Float64Array(1 + columns.length);
  input[0] = 1;
  for (let person = 0; person < people.size; person += 1) {
    const first = people.rowStart[person]!;
    const end = people.rowStart[person + 1]!;
    for (let row = first; row < end; row += 1) {
      for (let column = 0; column < columns.length; column += 1)
        input[1 + column] = normalise(normaliser, column, columns[column]![row]!);
      // A person's rows count together as one person.
      visit(person, 1 / (end - first), input, labels[row]!);
    }
  }
}

/** The log-odds of an input (1, z_1..z_d). */
export function logOdds(coefficients: Float64Array, input: Float64Array): number {
  return dot(coefficients, input);
}
