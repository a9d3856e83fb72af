// The road's last step: what a model says of each customer, the decile and the features that moved it most.
import { numbersOf, type Dictionary, type Feature, type People, type Scores } from '@chorale/models';
import type { PreparedPeople } from '../features/prepare-people.js';

interface Reason {
  /** In the words of the dictionary. */
  readonly feature: string;
  /** Whether it makes the answer yes more likely, or the value larger. */
  readonly direction: 'raises' | 'lowers';
}

export interface ScoredPerson {
  readonly person: string;
  /** By column of the list, such as `probability`, `value` or `segment`; in the order of `ScoredList.outputs`. */
  readonly outputs: readonly (number | string)[];
  /** 1 holds the tenth of the list that ranks highest; null where nothing ranks. */
  readonly decile: number | null;
  /** At most three, the strongest first. */
  readonly reasons: readonly Reason[];
}

interface ScoredColumn {
  readonly name: string;
  readonly type: 'number' | 'text';
}

export interface ScoredList {
  /** Names of what the model says of each person. */
  readonly outputs: readonly ScoredColumn[];
  /** Who ranks highest first; ties in the order of ids. */
  readonly persons: readonly ScoredPerson[];
  /** Persons with a marketing opt-out, who are not in the list. */
  readonly optedOut: number;
}

const mostReasons = 3;

/** Everybody without a marketing opt-out, ranked by what a model says of `prepared.people` (`scores`). */
export function rankPeople(
  { people, ids, optOut }: PreparedPeople,
  dictionary: Dictionary,
  scores: Scores,
): ScoredList {
  const features = contributionsByFeature(dictionary, scores.contributions, people.size);
  const ranking = scores.rankedBy === undefined ? undefined : numbersOf(scores, scores.rankedBy);
  const columns = [...scores.outputs.values()];
  const listed = [...ids.keys()].filter((index) => optOut[index] === 0);
  // Ids ascend already and sorting is stable, so ties keep the order of ids.
  if (ranking) listed.sort((left, right) => ranking[right]! - ranking[left]!);
  return {
    outputs: [...scores.outputs].map(([name, values]) => ({
      name,
      type: values instanceof Float64Array ? 'number' : 'text',
    })),
    persons: listed.map((index, rank) => ({
      person: ids[index]!,
      outputs: columns.map((values) => values[index]!),
      decile: ranking ? Math.floor((rank * 10) / listed.length) + 1 : null,
      reasons: strongest(features, people, index),
    })),
    optedOut: ids.length - listed.length,
  };
}

export interface FeatureContribution {
  readonly feature: Feature;
  readonly values: Float64Array;
}

/** The columns of a category are one feature to a reader: their contributions add up. As a code it is one column already. */
export function contributionsByFeature(
  dictionary: Dictionary,
  contributions: ReadonlyMap<string, Float64Array>,
  size: number,
): FeatureContribution[] {
  return dictionary.features.flatMap((feature) => {
    const columns = [feature.name, ...oneHotNames(feature)].flatMap((name) => contributions.get(name) ?? []);
    if (columns.length === 0) return [];
    const values = new Float64Array(size);
    for (const column of columns)
      for (let person = 0; person < size; person++) values[person]! += column[person]!;
    return [{ feature, values }];
  });
}

function oneHotNames(feature: Feature): string[] {
  if (feature.type !== 'category') return [];
  return [...feature.categories, 'other'].map((category) => `${feature.name}=${category}`);
}

function strongest(features: readonly FeatureContribution[], people: People, person: number): Reason[] {
  const strength = ({ values }: FeatureContribution): number => Math.abs(values[person]!);
  return features
    .filter((candidate) => strength(candidate) > 0)
    .sort((left, right) => strength(right) - strength(left))
    .slice(0, mostReasons)
    .map(({ feature, values }) => ({
      feature: inWords(feature, people, person),
      direction: values[person]! > 0 ? 'raises' : 'lowers',
    }));
}

function inWords(feature: Feature, people: People, person: number): string {
  const words = feature.description ?? feature.name;
  const row = people.rowStart[person]!;
  if (feature.type === 'number') return words;
  if (feature.type === 'binary')
    return `${words}: ${people.columns.get(feature.name)?.[row] === 1 ? 'yes' : 'no'}`;
  const category = categoryOf(feature, people, row);
  return category === undefined ? words : `${words}: ${category}`;
}

/** The category that a row has; undefined where its columns were not built. */
export function categoryOf(
  feature: Extract<Feature, { type: 'category' }>,
  { columns }: People,
  row: number,
): string | undefined {
  const code = columns.get(feature.name)?.[row];
  if (code !== undefined) return feature.categories[code] ?? 'other';
  return oneHotNames(feature)
    .find((name) => columns.get(name)?.[row] === 1)
    ?.slice(feature.name.length + 1);
}
