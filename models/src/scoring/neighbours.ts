// Next offers by what goes with what a customer bought; for who bought nothing yet, what most persons bought.
import { basketsOf } from '../computations/recommendation/baskets.js';
import type { NeighboursModel } from '../computations/released-model.js';
import type { ModelKind } from './model-kind.js';
import { OFFERS, offeredItems, recommend } from './offers.js';
import { safetensorsFile } from './safetensors.js';

export const neighboursKind: ModelKind<NeighboursModel> = {
  kind: 'neighbours',
  input: { categories: 'codes', missing: 'stand-in' },
  score(model, people, { offers }) {
    const baskets = basketsOf(people, model.columns[0]!, model.items.length, model.mostItems);
    return offeredItems(model.items, recommend(model, baskets, OFFERS, offers));
  },
  files(model) {
    const { items, buyers, neighbours, nearest, likeness, mostItems } = model;
    return [
      safetensorsFile(
        model,
        [
          { name: 'nearest', shape: [items.length, neighbours], values: nearest },
          { name: 'likeness', shape: [items.length, neighbours], values: likeness },
          { name: 'buyers', shape: [items.length], values: buyers },
        ],
        { items: JSON.stringify(items), mostItems: String(mostItems) },
      ),
    ];
  },
};
