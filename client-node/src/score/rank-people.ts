// The road's last step: each customer's probability, decile and the features that moved it most.
import type { Dictionary, Feature, People, Scores } from '@chorale/models';
import type { PreparedPeople } from '../features/prepare-people.js';

interface Reason {
  /** In the words of the dictionary. */
  readonly feature: string;
  /** Whether it makes the answer yes more or less likely. */
  readonly direction: 'raises' | 'lowers';
}

export interface ScoredPerson {
  readonly person: string;
  readonly probability: number;
  /** 1 holds the tenth of the list with the highest probabilities. */
  readonly decile: number;
  /** At most three, the strongest first. */
  readonly reasons: readonly Reason[];
}

export interface ScoredList {
  /** Highest probability first; ties in the order of ids. */
  readonly persons: readonly ScoredPerson[];
  /** Persons with a marketing opt-out, who are not in the list. */
  readonly optedOut: number;
}

const mostReasons = 3;

/** Everybody without a marketing opt-out, ranked by what a model says of `prepared.people` (`scores`). */
export function rankPeople(
  { people, ids, optOut }: PreparedPeople,
  dictionary: Dictionary,
  { probability, contributions }: Scores,
): ScoredList {
  const features = contributionsByFeature(dictionary, contributions, people.size);
  const listed = [...ids.keys()].filter((index) => optOut[index] === 0);
  // Ids ascend already and sorting is stable, so ties keep the order of ids.
  listed.sort((left, right) => probability[right]! - probability[left]!);
  return {
    persons: listed.map((index, rank) => ({
      person: ids[index]!,
      probability: probability[index]!,
      decile: Math.floor((rank * 10) / listed.length) + 1,
      reasons: strongest(features, people, index),
    })),
    optedOut: ids.length - listed.length,
  };
}

interface FeatureContribution {
  readonly feature: Feature;
  readonly values: Float64Array;
}

/** The columns of a category are one feature to a reader: their contributions add up. */
function contributionsByFeature(
  dictionary: Dictionary,
  contributions: ReadonlyMap<string, Float64Array>,
  size: number,
): FeatureContribution[] {
  return dictionary.features.flatMap((feature) => {
    const columns = columnNames(feature).flatMap((name) => contributions.get(name) ?? []);
    if (columns.length === 0) return [];
    const values = new Float64Array(size);
    for (const column of columns)
      for (let person = 0; person < size; person++) values[person]! += column[person]!;
    return [{ feature, values }];
  });
}

function columnNames(feature: Feature): string[] {
  if (feature.type !== 'category') return [feature.name];
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
  const holds = (name: string): boolean => people.columns.get(name)?.[row] === 1;
  if (feature.type === 'number') return words;
  if (feature.type === 'binary') return `${words}: ${holds(feature.name) ? 'yes' : 'no'}`;
  const category = columnNames(feature).find(holds);
  return category === undefined ? words : `${words}: ${category.slice(feature.name.length + 1)}`;
}
