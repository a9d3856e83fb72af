// The second stage of an X-learner (Kuenzel 2019): what the treatment did to each person, as far as the other arm's regression tells,
// regressed on the persons' columns by sums of cross products; and the effect that the fits of an arm each say of a person.
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, columnValues, finePrecision, sumRangeOver } from '../design.js';
import { forEachRow, logOdds } from '../regression/logistic-rows.js';
import { meanOverRows, normalise, normalisedBounds } from '../moments.js';
import type { Normaliser } from '../released-model.js';
import { addOuter, addScaled, dot, packedIndex, sigmoid, solvePositiveDefinite } from '../vectors.js';
import { armFitsOf, CONTROL, groupsOf, learnedFrom, TREATED } from './arms.js';
import { fitsOf, type UpliftSetup } from './uplift-setup.js';

/** What a fit knows: log-odds of an answer in either arm and, of an X-learner, the effect itself; (intercept, weights) each. */
export interface Learned {
  readonly control: Float64Array;
  readonly treated: Float64Array;
  readonly effect: Float64Array | null;
}

/** @param coefficients of both arms of each fit, in their order. */
export function learnedOf(coefficients: readonly Float64Array[]): Learned[] {
  return Array.from({ length: coefficients.length / 2 }, (_, fit) => ({
    control: coefficients[2 * fit]!,
    treated: coefficients[2 * fit + 1]!,
    effect: null,
  }));
}

/** Gram matrix and moment of the least-squares regression of effects in either arm of each fit. */
export function effectsLayout({ design, people, splits }: UpliftSetup, normaliser: Normaliser): VectorLayout {
  const inputBound = Float64Array.of(1, ...normalisedBounds(design, normaliser));
  const size = inputBound.length;
  const largest = Math.max(...inputBound);
  const squared = dot(inputBound, inputBound);
  const regressions = 2 * fitsOf({ splits });
  const block = (name: string, length: number, bound: number): VectorLayout['blocks'][number] => {
    const sumRange = sumRangeOver(people, bound);
    return { name, length: regressions * length, sumRange, precision: finePrecision(sumRange) };
  };
  return {
    blocks: [block('gram', packedIndex(size, 0), largest ** 2), block('moment', size, largest)],
    // Effects are at most 1; a person is in one arm of each fit.
    clipNormL2: Math.sqrt(fitsOf({ splits }) * (squared ** 2 + squared)),
  };
}

export function contributeEffects(
  setup: UpliftSetup,
  normaliser: Normaliser,
  learned: readonly Learned[],
  people: People,
): Float64Array {
  const { design, outcome } = setup;
  const size = 1 + design.names.length;
  const packed = packedIndex(size, 0);
  const groups = groupsOf(setup, people);
  const armFits = armFitsOf(setup);
  const vector = new Float64Array(armFits.length * (packed + size));
  const moments = armFits.length * packed;
  armFits.forEach((armFit, index) => {
    const { control, treated } = learned[armFit.fit]!;
    const part = learnedFrom(people, groups, armFit);
    forEachRow(part, design, normaliser, outcome, (_, weight, input, y) => {
      const effect =
        armFit.arm === TREATED ? y - sigmoid(logOdds(control, input)) : sigmoid(logOdds(treated, input)) - y;
      addOuter(vector, index * packed, input, 0, size, weight);
      for (let at = 0; at < size; at += 1)
        vector[moments + index * size + at]! += weight * effect * input[at]!;
    });
  });
  return vector;
}

/** Keeps a regression of nobody solvable. */
const LEAST_CURVATURE = 1e-9;

/** @param treatedShare chance to be treated: how much each arm's regression of effects weighs at the other's expense. */
export function readEffects(
  setup: UpliftSetup,
  learned: readonly Learned[],
  sum: OpenedSum,
  treatedShare: number,
): Learned[] {
  const size = 1 + setup.design.names.length;
  const packed = packedIndex(size, 0);
  const grams = blockOf(sum, 'gram');
  const moments = blockOf(sum, 'moment');
  const solved = armFitsOf(setup).map((_, index) => {
    const gram = grams.slice(index * packed, (index + 1) * packed);
    for (let at = 0; at < size; at += 1)
      gram[packedIndex(at, at)]! += at === 0 ? LEAST_CURVATURE : setup.ridge;
    return solvePositiveDefinite(gram, moments.slice(index * size, (index + 1) * size));
  });
  return learned.map((each, fit) => ({
    ...each,
    effect: addScaled(
      solved[2 * fit + CONTROL]!.map((value) => treatedShare * value),
      1 - treatedShare,
      solved[2 * fit + TREATED]!,
    ),
  }));
}

/** By person: chance of an answer untreated and treated, and what the treatment adds. */
export interface PersonEffects {
  readonly untreated: Float64Array;
  readonly treated: Float64Array;
  readonly uplift: Float64Array;
}

/** Rows of a person are averaged on the scale that adds up. @throws RangeError naming a column that the persons do not have. */
export function effectsOf(
  { columns, normaliser }: { readonly columns: readonly string[]; readonly normaliser: Normaliser },
  learned: Learned,
  people: People,
): PersonEffects {
  const inputs = columns.map((name, column) => {
    const values = columnValues(people, name);
    return Float64Array.from({ length: people.size }, (_, person) =>
      meanOverRows(people, person, (row) => normalise(normaliser, column, values[row]!)),
    );
  });
  const adds = (coefficients: Float64Array): Float64Array => {
    const total = new Float64Array(people.size).fill(coefficients[0]!);
    inputs.forEach((values, column) => {
      const weight = coefficients[1 + column]!;
      for (let person = 0; person < people.size; person += 1) total[person]! += weight * values[person]!;
    });
    return total;
  };
  const untreated = adds(learned.control).map(sigmoid);
  const treated = adds(learned.treated).map(sigmoid);
  const uplift = learned.effect
    ? adds(learned.effect).map((effect) => Math.max(-1, Math.min(1, effect)))
    : treated.map((chance, person) => chance - untreated[person]!);
  return { untreated, treated, uplift };
}
