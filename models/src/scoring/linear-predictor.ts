// The part that all linear models share: an intercept and weighted z-scores add up to one number a person.
import type { People } from '../computations/computation.js';
import { columnValues } from '../computations/design.js';
import { meanOverRows, normalise } from '../computations/moments.js';
import type { Normaliser } from '../computations/released-model.js';

export interface LinearPredictor {
  readonly columns: readonly string[];
  readonly normaliser: Normaliser;
  /** One a column. */
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** The sum by person, and what each column adds to it. */
export function linearPredictor(
  { columns, normaliser, weights, intercept }: LinearPredictor,
  people: People,
): { readonly predictor: Float64Array; readonly contributions: ReadonlyMap<string, Float64Array> } {
  const predictor = new Float64Array(people.size).fill(intercept);
  const contributions = new Map<string, Float64Array>();
  columns.forEach((name, column) => {
    const values = columnValues(people, name);
    const weight = weights[column]!;
    const moved = Float64Array.from(predictor, (_, person) =>
      meanOverRows(people, person, (row) => weight * normalise(normaliser, column, values[row]!)),
    );
    contributions.set(name, moved);
    for (let person = 0; person < people.size; person += 1) predictor[person]! += moved[person]!;
  });
  return { predictor, contributions };
}
