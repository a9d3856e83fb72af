import type { Recipe } from './recipe.js';

export const nextOffer: Recipe = {
  name: 'next-offer',
  question: 'What next for this customer?',
  computation: 'matrix-factorisation',
  roles: [{ name: 'item', type: 'category', meaning: 'what was bought; rows are purchases' }],
  settings: (feature) => ({ item: feature('item') }),
  reading:
    'The scored list names ten items a customer that they have not bought, the likeliest first; who bought nothing is offered what most bought.',
};
