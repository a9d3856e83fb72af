// Logistic regression as one of the generalised linear models that Newton's method solves: its rows and its ranges.
import type { People, VectorLayout } from '../computation.js';
import type { Design } from '../design.js';
import { forEachRow } from './logistic-rows.js';
import { normalisedBounds } from '../moments.js';
import { bernoulli } from './families.js';
import { contributeNewton, newtonLayout, type Newton } from './newton.js';
import type { Normaliser } from '../released-model.js';

/** @param people declared number of persons. */
export function logisticNewtonLayout(
  design: Design,
  normaliser: Normaliser,
  newton: Newton,
  people: number,
): VectorLayout {
  const inputBound = Float64Array.of(1, ...normalisedBounds(design, normaliser));
  return newtonLayout(inputBound, bernoulli, newton, people, true);
}

/** @param label name of a column of 0 and 1. */
export function contributeLogisticNewton(
  design: Design,
  normaliser: Normaliser,
  label: string,
  people: People,
  coefficients: Float64Array,
): Float64Array {
  return contributeNewton(
    (visit) =>
      forEachRow(people, design, normaliser, label, (_, weight, input, y) => visit(weight, input, y)),
    bernoulli,
    coefficients,
  );
}
