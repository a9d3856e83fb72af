// What a released model says of each person, and which columns moved it.
import { columnValues } from '../computations/design.js';
import type { People } from '../computations/computation.js';
import { meanOverRows, normalise } from '../computations/moments.js';
import type { LogisticModel, NetworkModel, ReleasedModel } from '../computations/released-model.js';
import { sigmoid } from '../computations/vectors.js';
import { networkLogOdds } from '../tensor/network-log-odds.js';

export interface Scores {
  /** Of the label being 1, by person. */
  readonly probability: Float64Array;
  /** By column and person: how far the column moved the log-odds away from those of an average value (z = 0). */
  readonly contributions: ReadonlyMap<string, Float64Array>;
}

/**
 * Scores persons at home; several rows of a person are averaged on the scale of log-odds.
 * @throws RangeError naming a column of the model that the persons do not have.
 */
export async function scorePeople(model: ReleasedModel, people: People): Promise<Scores> {
  return model.kind === 'logistic' ? scoreLogistic(model, people) : scoreNetwork(model, people);
}

function scoreLogistic(model: LogisticModel, people: People): Scores {
  const logOdds = new Float64Array(people.size).fill(model.intercept);
  const contributions = new Map<string, Float64Array>();
  model.columns.forEach((name, column) => {
    const values = columnValues(people, name);
    const weight = model.weights[column]!;
    const moved = Float64Array.from(logOdds, (_, person) =>
      meanOverRows(people, person, (row) => weight * normalise(model.normaliser, column, values[row]!)),
    );
    contributions.set(name, moved);
    for (let person = 0; person < people.size; person += 1) logOdds[person]! += moved[person]!;
  });
  return { probability: logOdds.map(sigmoid), contributions };
}

async function scoreNetwork(model: NetworkModel, people: People): Promise<Scores> {
  const byPerson = (rows: Float64Array): Float64Array =>
    Float64Array.from({ length: people.size }, (_, person) =>
      meanOverRows(people, person, (row) => rows[row]!),
    );
  const { whole, without } = await networkLogOdds(model, people);
  const logOdds = byPerson(whole);
  return {
    probability: logOdds.map(sigmoid),
    contributions: new Map(
      model.columns.map((name, column) => {
        const occluded = byPerson(without[column]!);
        return [name, logOdds.map((value, person) => value - occluded[person]!)];
      }),
    ),
  };
}

/** The `count` columns that moved a person's log-odds most, the strongest first. */
export function strongestContributions(
  { contributions }: Scores,
  person: number,
  count: number,
): { readonly column: string; readonly contribution: number }[] {
  return [...contributions]
    .map(([column, values]) => ({ column, contribution: values[person]! }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, count);
}
