import type { Recipe } from './recipe.js';

export const campaignEffect: Recipe = {
  name: 'campaign-effect',
  question: 'Did the campaign cause it?',
  computation: 'ab-test',
  roles: [
    { name: 'treated', type: 'binary', meaning: 'who got the campaign, drawn by lot' },
    { name: 'outcome', type: 'number', meaning: 'what it should change' },
    { name: 'before', type: 'number', meaning: 'the same, before the campaign', isOptional: true },
  ],
  settings: (feature) => ({
    treated: feature('treated'),
    outcomes: [feature('outcome')],
    ...(feature('before') !== undefined && { covariate: feature('before') }),
  }),
  reading:
    'The effect with its interval; `anytime` is the interval to read while the campaign still runs. Where the arms are not as large as the lot ' +
    'makes them, do not believe the effect: mend the lot or its records first.',
};
