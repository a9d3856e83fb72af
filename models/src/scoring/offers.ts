// Offers: the items that suit a customer best, among those that may be offered.
import type { NeighboursModel, RecommenderModel } from '../computations/released-model.js';
import { gramOf, personFactors } from '../computations/recommendation/person-factors.js';
import type { OfferRules, Scores } from './model-kind.js';

/** Items offered to a person, the best first. */
export const OFFERS = 10;

const NEW_ITEMS: OfferRules = { repeats: false, without: new Set() };

/** A model that says how well each item suits who bought a basket. */
type ItemModel = RecommenderModel | NeighboursModel;

/**
 * Places of the best `count` items for each basket, the best first; where the model knows nothing of a person, and among items that it finds
 * alike, what most persons bought comes first.
 */
export function recommend(
  model: ItemModel,
  baskets: readonly Uint32Array[],
  count: number,
  { repeats, without }: OfferRules = NEW_ITEMS,
): number[][] {
  const { items, buyers } = model;
  const suits = model.kind === 'recommender' ? byFactors(model) : byNeighbours(model);
  const nothing = new Float64Array(items.length);
  return baskets.map((basket) => {
    const scores = basket.length > 0 ? suits(basket) : nothing;
    const bought = new Set(repeats ? [] : basket);
    return best(scores, buyers, count, (item) => !bought.has(item) && !without.has(items[item]!));
  });
}

function byFactors(model: RecommenderModel): (basket: Uint32Array) => Float64Array {
  const { items, values, rank } = model;
  const gram = gramOf(model);
  return (basket) => {
    const taste = personFactors(model, gram, basket);
    return Float64Array.from(items, (_, item) => {
      let score = 0;
      for (let at = 0; at < rank; at += 1) score += values[item * rank + at]! * taste[at]!;
      return score;
    });
  };
}

/** An item suits who bought those that are nearest to it, the nearer and the more of them the better. */
function byNeighbours({ items, neighbours, nearest, likeness }: NeighboursModel) {
  const suited: { readonly item: number; readonly like: number }[][] = items.map(() => []);
  nearest.forEach((near, at) => {
    if (near >= 0) suited[near]!.push({ item: Math.floor(at / neighbours), like: likeness[at]! });
  });
  return (basket: Uint32Array): Float64Array => {
    const scores = new Float64Array(items.length);
    for (const bought of basket) for (const { item, like } of suited[bought]!) scores[item]! += like;
    return scores;
  };
}

/** Places of the `count` best among those that may be; of equal scores what most bought, then the dictionary's order. */
function best(
  scores: Float64Array,
  buyers: Float64Array,
  count: number,
  mayBe: (item: number) => boolean,
): number[] {
  const found: number[] = [];
  const isBetter = (one: number, other: number): boolean =>
    scores[one]! > scores[other]! || (scores[one] === scores[other] && buyers[one]! > buyers[other]!);
  for (let item = 0; item < scores.length; item += 1) {
    if (!mayBe(item) || (found.length === count && !isBetter(item, found[count - 1]!))) continue;
    let at = found.length;
    while (at > 0 && isBetter(item, found[at - 1]!)) at -= 1;
    found.splice(at, 0, item);
    if (found.length > count) found.pop();
  }
  return found;
}

/** A column a place: `offer_1`, ...; empty where nothing is left to offer. */
export function offeredItems(items: readonly string[], offers: readonly (readonly number[])[]): Scores {
  const columns = Array.from(
    { length: OFFERS },
    (_, place) =>
      [
        `offer_${place + 1}`,
        offers.map((each) => (each[place] === undefined ? '' : items[each[place]]!)),
      ] as const,
  );
  return { outputs: new Map(columns), rankedBy: undefined, contributions: new Map() };
}
