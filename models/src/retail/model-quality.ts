import type { Recipe } from './recipe.js';

export const modelQuality: Recipe = {
  name: 'model-quality',
  question: 'How good is the model, and for whom?',
  computation: 'evaluate',
  roles: [
    {
      name: 'group',
      type: 'category',
      meaning: 'the same measures for each of its groups',
      isOptional: true,
    },
  ],
  needsFeatures: true,
  needsModel: true,
  settings(feature) {
    const group = feature('group');
    return group === undefined ? {} : { groupBy: group };
  },
  reading:
    'AUC 0.5 is guessing, 1 is certainty; WAPE is the share of what was sold that the forecast missed. Measured on persons whom the dictionary holds out; where it holds ' +
    'nobody out the figures flatter the model. A group that is measured worse is served worse.',
};
