import type { Recipe } from './recipe.js';

export const demandForecast: Recipe = {
  name: 'demand-forecast',
  question: 'How much will we sell?',
  computation: 'linear-regression',
  label: 'number',
  needsFeatures: true,
  roles: [
    {
      name: 'ahead',
      type: 'category',
      meaning: 'how far ahead a row looks, where rows of several horizons stand together',
      isOptional: true,
    },
  ],
  settings: () => ({ ridge: 1, intervals: [0.1, 0.9] }),
  reading:
    'The label is what was sold a period ahead, best with transform log; features are what is known today: logarithms of what was sold lately, and the price and ' +
    'promotion plan for that period. Scores give a value with the bounds of eight rows in ten. Terms such as "brand*price" (setting `terms`) let the plan work for each brand in its own way.',
};
