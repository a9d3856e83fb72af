import type { Recipe } from './recipe.js';

export const churn: Recipe = {
  name: 'churn',
  question: 'Who leaves, who returns?',
  computation: 'logistic-regression',
  roles: [],
  label: 'binary',
  settings: () => ({}),
  reading:
    'The scored list ranks customers by the probability of the label, with what moved it most. A probability is no cause: what keeps a customer is for a campaign ' +
    'with a control group to find.',
};
