import type { Recipe } from './recipe.js';

export const uplift: Recipe = {
  name: 'uplift',
  question: 'Whom does the campaign move?',
  computation: 'uplift',
  roles: [
    { name: 'treated', type: 'binary', meaning: 'who got the campaign, drawn by lot' },
    {
      name: 'outcome',
      type: 'binary',
      meaning: "what it should bring; left out, the dictionary's label",
      isOptional: true,
    },
  ],
  needsFeatures: true,
  label: 'binary',
  settings: (feature) => ({
    treated: feature('treated'),
    ...(feature('outcome') !== undefined && { outcome: feature('outcome') }),
  }),
  reading:
    'The scored list ranks customers by what the campaign adds to their chance of an answer, not by the chance itself: who answers anyway ranks low. Qini is 0 ' +
    'for a random ranking; where it is within two of its deviations of 0, send to everybody or to nobody.',
  model: 'regression',
  others: [
    {
      name: 'trees',
      computation: 'uplift-trees',
      settings: (feature) => ({
        treated: feature('treated'),
        ...(feature('outcome') !== undefined && { outcome: feature('outcome') }),
      }),
      reading:
        'Boosted trees for each arm find by themselves where an effect differs; they take many persons, and many more rounds.',
    },
  ],
};
