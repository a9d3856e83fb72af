import type { Recipe } from './recipe.js';

export const goesWith: Recipe = {
  name: 'goes-with',
  question: 'What goes with what they bought?',
  computation: 'item-neighbours',
  roles: [{ name: 'item', type: 'category', meaning: 'what was bought; rows are purchases' }],
  settings: (feature) => ({ item: feature('item') }),
  reading:
    'The scored list names ten items a customer that go with what they bought, the nearest first; who bought nothing is offered what most bought. Two rounds, also with noise; ' +
    '`next-offer` takes ten and mostly finds better offers.',
};
