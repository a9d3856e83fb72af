import type { Recipe, RecipeModel } from './recipe.js';

const network = (name: 'lstm' | 'transformer', reads: string): RecipeModel => ({
  name,
  computation: 'neural-network',
  settings: () => ({ sequence: name }),
  reading:
    `A network that reads earlier periods ${reads}, and the plan beside them; nodes train it by federated averaging, in mode none or member. Without noise the result says whether a ridge regression comes as near. The study names ` +
    'the features of earlier periods, the oldest first: `settings: { window: [sold_13, ..., sold_1] }`.',
});

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
  model: 'linear',
  others: [
    {
      name: 'trees',
      computation: 'boosted-trees',
      settings: () => ({ objective: 'squared-error' }),
      reading:
        'Boosted trees find by themselves where a plan works otherwise; they never forecast beyond what was sold before.',
    },
    network('lstm', 'one after the other by an LSTM'),
    network('transformer', 'side by side by a small block of self-attention'),
  ],
};
