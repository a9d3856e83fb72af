// Next offers by factors that are found at home; for who bought nothing yet, what most persons bought.
import { basketsOf } from '../computations/recommendation/baskets.js';
import type { RecommenderModel } from '../computations/released-model.js';
import type { ModelKind } from './model-kind.js';
import { OFFERS, offeredItems, recommend } from './offers.js';
import { safetensorsFile } from './safetensors.js';

export const recommenderKind: ModelKind<RecommenderModel> = {
  kind: 'recommender',
  input: { categories: 'codes', missing: 'stand-in' },
  score(model, people, { offers }) {
    const baskets = basketsOf(people, model.columns[0]!, model.items.length, model.mostItems);
    return offeredItems(model.items, recommend(model, baskets, OFFERS, offers));
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
