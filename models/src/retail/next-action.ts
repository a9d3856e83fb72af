import type { Recipe } from './recipe.js';

export const nextAction: Recipe = {
  name: 'next-action',
  question: 'What to offer now?',
  computation: 'bandit',
  roles: [
    { name: 'action', type: 'category', meaning: 'what was offered; rows are decisions' },
    { name: 'reward', type: 'number', meaning: 'what came of it' },
    {
      name: 'propensity',
      type: 'number',
      bounds: [0, 1],
      meaning: 'how likely this offer was when it was drawn, bounded by 0 and 1',
      isOptional: true,
    },
  ],
  needsFeatures: true,
  settings: (feature) => ({
    ...{ action: feature('action'), reward: feature('reward') },
    ...(feature('propensity') !== undefined && { propensity: feature('propensity') }),
  }),
  reading:
    'The scored list names one action a customer, what it is expected to earn and how sure that is. Before it goes live, hold what the policy would have earned (`evaluation`) against ' +
    'each action alone; log `propensity` with every offer, or the next study cannot be evaluated.',
};
