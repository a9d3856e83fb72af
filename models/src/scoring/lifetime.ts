// Customer lifetime: whether a customer still buys, how often within the horizon, and for how much.
import { DEFAULT_INPUT } from '../contracts/dictionary.js';
import type { People } from '../computations/computation.js';
import { columnValues } from '../computations/design.js';
import { expectedPurchases, probabilityAlive } from '../computations/lifetime/bg-nbd.js';
import { expectedValue } from '../computations/lifetime/gamma-gamma.js';
import { meansByPerson } from '../computations/moments.js';
import type { LifetimeModel } from '../computations/released-model.js';
import type { ModelKind } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

export const lifetimeKind: ModelKind<LifetimeModel> = {
  kind: 'lifetime',
  input: DEFAULT_INPUT,
  score(model, people) {
    const [frequency, recency, age, value] = model.columns.map((name) => meansOf(people, name));
    const outputs = new Map([
      ['alive', new Float64Array(people.size)],
      ['purchases', new Float64Array(people.size)],
    ]);
    if (model.value) {
      outputs.set('purchase_value', new Float64Array(people.size));
      outputs.set('value', new Float64Array(people.size));
    }
    for (let person = 0; person < people.size; person += 1) {
      const history = { frequency: frequency![person]!, recency: recency![person]!, age: age![person]! };
      const purchases = expectedPurchases(model.purchases, history, model.horizon);
      outputs.get('alive')![person] = probabilityAlive(model.purchases, history);
      outputs.get('purchases')![person] = purchases;
      if (!model.value) continue;
      const worth = expectedValue(model.value, history.frequency, value![person]!);
      outputs.get('purchase_value')![person] = worth;
      outputs.get('value')![person] = purchases * worth;
    }
    return { outputs, rankedBy: model.value ? 'value' : 'purchases', contributions: new Map() };
  },
  files(model) {
    const { purchases, value, horizon } = model;
    return [
      safetensorsFile(
        model,
        [
          { name: 'purchases', shape: [purchases.length], values: purchases },
          ...(value ? [{ name: 'value', shape: [value.length], values: value }] : []),
        ],
        { horizon: String(horizon) },
      ),
    ];
  },
};

function meansOf(people: People, name: string): Float64Array {
  return meansByPerson(people, columnValues(people, name));
}
