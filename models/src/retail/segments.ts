import type { Recipe } from './recipe.js';

export const segments: Recipe = {
  name: 'segments',
  question: 'Who are our customers?',
  computation: 'k-means',
  roles: [],
  settings: () => ({ segments: 4 }),
  reading:
    'Each segment with its size and its centre in the units of the dictionary; recency, frequency and monetary value are the usual ' +
    'features. Segments describe, they do not predict.',
};
