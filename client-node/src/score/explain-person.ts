// Why a model says what it says of one person: every contribution, not the strongest three, and the values they come from.
import {
  decodeNumber,
  type Dictionary,
  type Feature,
  type People,
  type ReleasedModel,
  type Scores,
} from '@chorale/models';
import { categoryOf, contributionsByFeature } from './rank-people.js';

/**
 * How the contributions of a kind of model come about: a weight times how far the value is from the average; a Shapley value of its
 * trees; what the score loses when the value is set to the average; how much nearer the value is to the centre of the person's segment than
 * to everybody's; or not at all.
 */
export type ExplanationMethod = 'weights' | 'shapley' | 'occlusion' | 'nearness' | 'none';

export interface ExplainedFeature {
  readonly feature: string;
  /** In the words of the dictionary. */
  readonly description: string | null;
  readonly unit: string | null;
  /** As the study sees it, clamped and with stand-ins for what is missing; null with several rows, which are averaged. */
  readonly value: number | string | boolean | null;
  /** On the scale of the contributions; null where this kind of model has none. */
  readonly contribution: number | null;
}

export interface Explanation {
  readonly method: ExplanationMethod;
  /** What contributions are counted in: log-odds of a probability, the number that the score is made from, or squared deviations. */
  readonly scale: 'log-odds' | 'score' | 'squared-deviations';
  readonly rows: number;
  /** By name of what the model says, such as `probability`. */
  readonly outputs: Readonly<Record<string, number | string>>;
  /** Of a person who is average in everything: it and all contributions add up to the score on their scale; null where they do not. */
  readonly start: number | null;
  /** The strongest first. */
  readonly features: readonly ExplainedFeature[];
}

const methods: Readonly<Partial<Record<ReleasedModel['kind'], ExplanationMethod>>> = {
  logistic: 'weights',
  linear: 'weights',
  uplift: 'weights',
  bandit: 'weights',
  trees: 'shapley',
  'uplift-trees': 'shapley',
  network: 'occlusion',
  segments: 'nearness',
};

/** @param index of the person among `people`, whom `scores` tells of in the same order. */
export function explainPerson(
  model: ReleasedModel,
  dictionary: Dictionary,
  { people, scores, index }: { readonly people: People; readonly scores: Scores; readonly index: number },
): Explanation {
  const method = methods[model.kind] ?? 'none';
  const found = contributionsByFeature(dictionary, scores.contributions, people.size);
  const contributions = new Map(found.map(({ feature, values }) => [feature.name, values[index]!]));
  const [first, end] = [people.rowStart[index]!, people.rowStart[index + 1]!];
  const held = dictionary.features.filter((feature) => valueOf(feature, people, first) !== undefined);
  const features = held.map((feature): ExplainedFeature => ({
    feature: feature.name,
    description: feature.description ?? null,
    unit: feature.type === 'number' ? (feature.unit ?? null) : null,
    value: end - first === 1 ? valueOf(feature, people, first)! : null,
    contribution: contributions.get(feature.name) ?? null,
  }));
  const strength = ({ contribution }: ExplainedFeature): number => Math.abs(contribution ?? 0);
  return {
    method,
    scale: scaleOf(model),
    rows: end - first,
    outputs: Object.fromEntries([...scores.outputs].map(([name, values]) => [name, values[index]!])),
    start: startOf(model, scores, index),
    features: features.sort((left, right) => strength(right) - strength(left)),
  };
}

/** Undefined where the study did not ask for the feature. */
function valueOf(feature: Feature, people: People, row: number): number | string | boolean | undefined {
  if (feature.type === 'category') return categoryOf(feature, people, row);
  const value = people.columns.get(feature.name)?.[row];
  if (value === undefined) return undefined;
  if (feature.type === 'binary') return value === 1;
  return Number.isNaN(value) ? 'missing' : decodeNumber(feature, value);
}

function scaleOf(model: ReleasedModel): Explanation['scale'] {
  if (model.kind === 'segments') return 'squared-deviations';
  return isLogOdds(model) ? 'log-odds' : 'score';
}

function isLogOdds(model: ReleasedModel): boolean {
  if (model.kind === 'trees') return model.objective === 'logistic';
  if (model.kind === 'network') return model.value === undefined;
  if (model.kind === 'uplift-trees') return model.effects === null;
  return model.kind === 'logistic' || model.kind === 'uplift';
}

function startOf(model: ReleasedModel, { outputs, contributions }: Scores, index: number): number | null {
  if (model.kind === 'logistic' || model.kind === 'linear')
    return model.weights.reduce((sum, weight, at) => sum + weight * model.means[at]!, model.intercept);
  if (model.kind !== 'trees' || model.objective !== 'logistic') return null;
  const probability = Number(outputs.get('probability')?.[index]);
  const logOdds = Math.log(probability / (1 - probability));
  if (!Number.isFinite(logOdds)) return null;
  return [...contributions.values()].reduce((left, values) => left - values[index]!, logOdds);
}
