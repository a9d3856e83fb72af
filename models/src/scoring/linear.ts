// Linear and log-linear regression: a value in the label's own unit, with its bounds where the model has them.
import type { People } from '../computations/computation.js';
import { meansByPerson } from '../computations/moments.js';
import { termReader } from '../computations/regression/terms.js';
import type { LinearModel } from '../computations/released-model.js';
import type { ModelKind, Scores } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

const responses: Record<LinearModel['response'], (sum: number) => number> = {
  identity: (sum) => sum,
  expm1: Math.expm1,
  exp: Math.exp,
};

/**
 * A sum that leaves the label's bounds is the bound: nobody sells less than nothing, and the exponential of a sum of noised weights
 * would know no end.
 */
function respondWithin({ response, bounds: { lower, upper } }: LinearModel): (sum: number) => number {
  const respond = responses[response];
  return (sum) => Math.min(upper, Math.max(lower, respond(sum)));
}

export const linearKind: ModelKind<LinearModel> = {
  kind: 'linear',
  input: { categories: 'codes', missing: 'stand-in' },
  predicts: () => 'value',
  predict: (model, people) => addUp(model, people).predictor.map(respondWithin(model)),
  score,
  files(model) {
    const { weights, means, intercept, response, bounds, terms, intervals } = model;
    return [
      safetensorsFile(
        model,
        [
          { name: 'weights', shape: [weights.length], values: weights },
          { name: 'means', shape: [means.length], values: means },
          { name: 'intercept', shape: [1], values: Float64Array.of(intercept) },
        ],
        {
          response,
          bounds: JSON.stringify(bounds),
          terms: JSON.stringify(terms),
          intervals: JSON.stringify(intervals),
        },
      ),
    ];
  },
};

function score(model: LinearModel, people: People): Scores {
  const { predictor, contributions } = addUp(model, people);
  const respond = respondWithin(model);
  const bounds = model.intervals.map(
    ({ share, offset }) =>
      [`value_${Math.round(100 * share)}`, predictor.map((sum) => respond(sum + offset))] as const,
  );
  return {
    outputs: new Map([['value', predictor.map(respond)], ...bounds]),
    rankedBy: 'value',
    contributions,
  };
}

/**
 * The sum by person, and what each column moved it away from the sum at the means of all terms: Shapley values of a linear model
 * whose columns are independent (Lundberg and Lee 2017). A product counts for its last factor, whose effect the others only change.
 */
function addUp(
  { terms, normaliser, weights, means, intercept, columns }: LinearModel,
  people: People,
): { predictor: Float64Array; contributions: ReadonlyMap<string, Float64Array> } {
  const scaled = terms.map((term, at) => ({
    ...term,
    centre: normaliser.centre[at]!,
    scale: normaliser.scale[at]!,
  }));
  const read = termReader(scaled, people);
  const rows = people.rowStart[people.size]!;
  const moved = new Map(columns.map((name) => [name, new Float64Array(rows)]));
  const byTerm = terms.map(({ factors }) => moved.get(factors.at(-1)!.column)!);
  const z = new Float64Array(terms.length);
  for (let row = 0; row < rows; row += 1) {
    read(row, z);
    for (let at = 0; at < z.length; at += 1) byTerm[at]![row]! += weights[at]! * z[at]!;
  }
  const predictor = new Float64Array(people.size).fill(intercept);
  const contributions = new Map<string, Float64Array>();
  for (const [name, values] of moved) {
    const added = meansByPerson(people, values);
    for (let person = 0; person < people.size; person += 1) predictor[person]! += added[person]!;
    const onAverage = terms.reduce(
      (sum, { factors }, at) => (factors.at(-1)!.column === name ? sum + weights[at]! * means[at]! : sum),
      0,
    );
    contributions.set(
      name,
      added.map((value) => value - onAverage),
    );
  }
  return { predictor, contributions };
}
