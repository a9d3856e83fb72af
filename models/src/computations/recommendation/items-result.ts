// What most persons bought, and what goes with it.
import type { NeighboursModel, RecommenderModel } from '../released-model.js';

export interface ReadableItems {
  /** Of the dictionary. */
  readonly items: number;
  /** The {@link MOST_TOLD} items with most buyers, the most first. */
  readonly popular: readonly {
    readonly item: string;
    /** Persons; with noise an estimate. */
    readonly buyers: number;
    /** The {@link MOST_NEAREST} nearest, the nearest first: shared buyers from 0 to 1/2, or of factors the cosine from -1 to 1. */
    readonly nearest: readonly { readonly item: string; readonly likeness: number }[];
  }[];
}

const MOST_TOLD = 30;
const MOST_NEAREST = 5;

/** The items that most bought, each with what goes with it. */
export function readableItems(model: NeighboursModel | RecommenderModel): ReadableItems {
  const { items, buyers } = model;
  const nearestTo = model.kind === 'neighbours' ? byBuyers(model) : byFactors(model);
  const popular = [...items.keys()]
    .filter((item) => buyers[item]! > 0)
    .sort((one, other) => buyers[other]! - buyers[one]! || one - other)
    .slice(0, MOST_TOLD);
  return {
    items: items.length,
    popular: popular.map((item) => ({
      item: items[item]!,
      buyers: buyers[item]!,
      nearest: nearestTo(item)
        .slice(0, MOST_NEAREST)
        .map(({ at, likeness }) => ({ item: items[at]!, likeness })),
    })),
  };
}

interface Near {
  readonly at: number;
  readonly likeness: number;
}

function byBuyers({ neighbours, nearest, likeness }: NeighboursModel): (item: number) => Near[] {
  return (item) =>
    Array.from({ length: neighbours }, (_, place) => {
      const at = item * neighbours + place;
      return { at: nearest[at]!, likeness: likeness[at]! };
    }).filter(({ at }) => at >= 0);
}

/** Among items that anybody bought. */
function byFactors({ items, buyers, values, rank }: RecommenderModel): (item: number) => Near[] {
  const of = (item: number): Float64Array => values.subarray(item * rank, (item + 1) * rank);
  const norms = Float64Array.from(items, (_, item) => Math.hypot(...of(item)));
  return (item) => {
    const own = of(item);
    return [...items.keys()]
      .filter((other) => other !== item && buyers[other]! > 0 && norms[other]! > 0 && norms[item]! > 0)
      .map((other) => {
        const dot = of(other).reduce((sum, value, at) => sum + value * own[at]!, 0);
        return { at: other, likeness: dot / (norms[item]! * norms[other]!) };
      })
      .sort((one, other) => other.likeness - one.likeness || one.at - other.at);
  };
}
