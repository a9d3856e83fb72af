import type { Recipe } from './recipe.js';

export const campaignResponse: Recipe = {
  name: 'campaign-response',
  question: 'Who answers this campaign?',
  computation: 'boosted-trees',
  roles: [],
  label: 'binary',
  settings: () => ({}),
  reading:
    'The scored list ranks customers by the probability to answer, with what moved it most. Features must be known before the campaign: what is known only after ' +
    'an answer, such as the length of a call, gives the answer away.',
};
