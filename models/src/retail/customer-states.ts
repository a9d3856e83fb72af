import type { Recipe } from './recipe.js';

export const customerStates: Recipe = {
  name: 'customer-states',
  question: 'When do customers leave, and who returns?',
  computation: 'markov-states',
  roles: [
    {
      name: 'recency',
      type: 'number',
      meaning:
        'time since the last purchase, cut into states by `bounds`, or a category of own states; rows are periods in order, such as several snapshots',
    },
  ],
  settings: (feature) => ({ state: feature('recency') }),
  reading:
    'Expected periods until a customer of each state is lost, and the chance to return within the horizon. The chain knows the state of now alone: who was loyal for ' +
    'years and who came once count alike in one state.',
};
