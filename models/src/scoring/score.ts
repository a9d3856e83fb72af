// What a released model says of each person, and which columns moved it: one file a kind of model.
import type { People } from '../computations/computation.js';
import type { ReleasedModel } from '../computations/released-model.js';
import type { InputForm } from '../contracts/dictionary.js';
import { banditKind } from './bandit.js';
import { lifetimeKind } from './lifetime.js';
import { linearKind } from './linear.js';
import { logisticKind } from './logistic.js';
import type { ModelFile, ModelKind, Scores, ScoreTerms } from './model-kind.js';
import { neighboursKind } from './neighbours.js';
import { networkKind } from './network.js';
import { recommenderKind } from './recommender.js';
import { segmentsKind } from './segments.js';
import { statesKind } from './states.js';
import { treesKind } from './trees.js';
import { upliftKind } from './uplift.js';
import { upliftTreesKind } from './uplift-trees.js';

/** A new kind of model is a type in the union of released models, a file beside this one, and a line here. */
const kinds: { readonly [Kind in ReleasedModel['kind']]: ModelKind<Extract<ReleasedModel, { kind: Kind }>> } =
  {
    logistic: logisticKind,
    linear: linearKind,
    network: networkKind,
    trees: treesKind,
    lifetime: lifetimeKind,
    recommender: recommenderKind,
    neighbours: neighboursKind,
    uplift: upliftKind,
    'uplift-trees': upliftTreesKind,
    bandit: banditKind,
    segments: segmentsKind,
    states: statesKind,
  };

function kindOf<Model extends ReleasedModel>({ kind }: Model): ModelKind<Model> {
  return kinds[kind] as unknown as ModelKind<Model>;
}

/**
 * Scores persons at home; several rows of a person are averaged on the scale that the model adds up on.
 * @throws RangeError naming a column of the model that the persons do not have.
 */
export async function scorePeople(
  model: ReleasedModel,
  people: People,
  terms: ScoreTerms = {},
): Promise<Scores> {
  return await kindOf(model).score(model, people, terms);
}

/** Names of what a model may offer; undefined for one that offers nothing. */
export function offeredBy(model: ReleasedModel): readonly string[] | undefined {
  if (model.kind === 'bandit') return model.actions;
  return 'items' in model ? model.items : undefined;
}

/** How a model wants its columns. */
export function inputOf(model: ReleasedModel): InputForm {
  const kind = kindOf(model);
  return kind.inputBy?.(model) ?? kind.input;
}

/** What a model says of the label; undefined where it predicts none. */
export function predictsOf(model: ReleasedModel): 'probability' | 'value' | undefined {
  return kindOf(model).predicts?.(model);
}

/**
 * What {@link predictsOf} names, by person.
 * @throws RangeError for a model that predicts no label, or naming a column that the persons do not have.
 */
export async function predictPeople(model: ReleasedModel, people: People): Promise<Float64Array> {
  const predicted = await kindOf(model).predict?.(model, people);
  if (!predicted) throw new RangeError(`a model of kind "${model.kind}" predicts no label`);
  return predicted;
}

/** The model in files for other programs. */
export function modelFiles(model: ReleasedModel): readonly ModelFile[] {
  return kindOf(model).files(model);
}

/** An output of numbers. @throws RangeError where the model gives none of this name. */
export function numbersOf({ outputs }: Scores, name: string): Float64Array {
  const values = outputs.get(name);
  if (values instanceof Float64Array) return values;
  throw new RangeError(`the model gives no ${name}; it gives ${[...outputs.keys()].join(', ')}`);
}

/** The `count` columns that moved a person's score most, the strongest first. */
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
