import type { Recipe } from './recipe.js';

export const customerValue: Recipe = {
  name: 'customer-value',
  question: 'What is a customer worth?',
  computation: 'customer-lifetime',
  roles: [
    { name: 'frequency', type: 'number', meaning: 'repeat purchases, all but the first' },
    { name: 'recency', type: 'number', meaning: 'time from the first to the last purchase' },
    { name: 'age', type: 'number', meaning: 'time from the first purchase to now, in the unit of recency' },
    { name: 'value', type: 'number', meaning: 'mean value of the repeat purchases', isOptional: true },
  ],
  settings: (feature) => ({
    ...{ frequency: feature('frequency'), recency: feature('recency'), age: feature('age') },
    ...(feature('value') !== undefined && { value: feature('value') }),
  }),
  reading:
    'The scored list says of each customer whether they still buy, how often within the horizon and for how much. It holds for customers ' +
    'who come and go as they like, and not for contracts.',
  model: 'bg-nbd',
  others: [
    {
      name: 'zero-inflated',
      computation: 'neural-network',
      label: 'number',
      settings: () => ({ likelihood: 'zero-inflated' }),
      reading:
        'A network that learns from any features who will buy at all and for how much, as amounts that are mostly zero and else log-normal. The label is what a ' +
        'customer spent within the horizon after a snapshot, 0 for nothing; scores give the expected amount and the chance of any.',
    },
  ],
};
