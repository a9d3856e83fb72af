// Next offers: the items that a customer has not bought yet and most likely will, by factors found at home; for who bought
// nothing yet, what most persons bought.
import { basketsOf } from '../computations/recommendation/baskets.js';
import { gramOf, personFactors } from '../computations/recommendation/person-factors.js';
import type { RecommenderModel } from '../computations/released-model.js';
import type { ModelKind } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

/** Items offered to a person, the best first. */
export const OFFERS = 10;

/** Which items may be offered to whom. */
export interface OfferRules {
  /** Whether a person is offered again what they bought. */
  readonly repeats: boolean;
  /** Places of items that are never offered, such as those out of stock. */
  readonly without: ReadonlySet<number>;
}

const NEW_ITEMS: OfferRules = { repeats: false, without: new Set() };

export const recommenderKind: ModelKind<RecommenderModel> = {
  kind: 'recommender',
  input: { categories: 'codes', missing: 'stand-in' },
  score(model, people) {
    const baskets = basketsOf(people, model.columns[0]!, model.items.length, model.mostItems);
    const offers = recommend(model, baskets, OFFERS);
    const named = offers.map((items) => items.map((item) => model.items[item]!));
    return {
      outputs: new Map(
        Array.from({ length: OFFERS }, (_, place) => [
          `offer_${place + 1}`,
          named.map((items) => items[place] ?? ''),
        ]),
      ),
      rankedBy: undefined,
      contributions: new Map(),
    };
  },
  files(model) {
    const { items, values, rank, buyers, alpha, lambda, mostItems } = model;
    return [
      safetensorsFile(
        model,
        [
          { name: 'factors', shape: [items.length, rank], values },
          { name: 'buyers', shape: [items.length], values: buyers },
        ],
        {
          items: JSON.stringify(items),
          alpha: String(alpha),
          lambda: String(lambda),
          mostItems: String(mostItems),
        },
      ),
    ];
  },
};

/** Places of the best `count` items for each basket, the best first; equal ones in the dictionary's order. */
export function recommend(
  model: RecommenderModel,
  baskets: readonly Uint32Array[],
  count: number,
  { repeats, without }: OfferRules = NEW_ITEMS,
): number[][] {
  const { items, values, rank, buyers } = model;
  const gram = gramOf(model);
  return baskets.map((basket) => {
    let scores = buyers;
    if (basket.length > 0) {
      const taste = personFactors(model, gram, basket);
      scores = Float64Array.from(items, (_, item) => {
        let score = 0;
        for (let at = 0; at < rank; at += 1) score += values[item * rank + at]! * taste[at]!;
        return score;
      });
    }
    const bought = new Set(repeats ? [] : basket);
    return best(scores, count, (item) => !bought.has(item) && !without.has(item));
  });
}

/** Places of the `count` largest scores among those that may be, the largest first. */
function best(scores: Float64Array, count: number, mayBe: (item: number) => boolean): number[] {
  const found: number[] = [];
  scores.forEach((score, item) => {
    if (!mayBe(item) || (found.length === count && score <= scores[found[count - 1]!]!)) return;
    let at = found.length;
    while (at > 0 && scores[found[at - 1]!]! < score) at -= 1;
    found.splice(at, 0, item);
    if (found.length > count) found.pop();
  });
  return found;
}
