import type { Recipe } from './recipe.js';

export const priceElasticity: Recipe = {
  name: 'price-elasticity',
  question: 'At what price?',
  computation: 'linear-regression',
  label: 'number',
  roles: [
    { name: 'price', type: 'number', meaning: 'what a unit costs the customer, with transform log' },
    { name: 'product', type: 'category', meaning: 'each has an elasticity of its own' },
    { name: 'deal', type: 'binary', meaning: 'whether it was on offer', isOptional: true },
    { name: 'advertising', type: 'number', meaning: 'how much it was advertised', isOptional: true },
    {
      name: 'store',
      type: 'category',
      meaning:
        'its means are taken off, so that what differs between stores is no effect of prices; all rows of a store at one node; mode none',
      isOptional: true,
    },
  ],
  settings(feature) {
    const [product, price, store] = ['product', 'price', 'store'].map(feature);
    const others = ['deal', 'advertising'].flatMap((role) => feature(role) ?? []);
    return {
      terms: [product, `${product}*${price}`, ...others],
      ...(store !== undefined && { demeanBy: store }),
    };
  },
  reading:
    'The label is what was sold, with transform log. A coefficient "product=tea*price" of -2.5 means: one percent more price, 2.5 percent fewer units. ' +
    '"chorale-node prices" makes prices of them, one a product. Prices that moved for a reason (a season, a shortage) bias an elasticity as they would at one shop.',
};
