// What studies of customers found: who they are, what they are worth, where they move and what they buy together.
import type { LifetimeResult, ReadableItems, ReadableSegments, StatesResult } from '@chorale/models';
import { HOSTILE } from './hostile.js';

export const segments: ReadableSegments = (() => {
  const centre = (recency: number, frequency: number, spend: number, gold: number) => [
    { column: 'recency', unit: 'days', value: 120 + 80 * recency, encoded: recency, normalised: recency },
    { column: HOSTILE, unit: '', value: 4 + 3 * frequency, encoded: frequency, normalised: frequency },
    { column: 'spend', unit: 'EUR', value: 310 + 200 * spend, encoded: spend, normalised: spend },
    { column: 'tier=gold', unit: 'share of persons', value: gold, encoded: gold, normalised: gold },
  ];
  return {
    persons: 4000,
    meanSquaredDistance: 0.987,
    hasConverged: true,
    segments: [
      { segment: 1, persons: 1800, share: 0.45, centre: centre(-0.4, -0.3, -0.2, 0.1) },
      { segment: 2, persons: 1200, share: 0.3, centre: centre(1.3, -0.7, -0.6, 0.02) },
      { segment: 3, persons: 800, share: 0.2, centre: centre(-0.8, 1.1, 0.6, 0.4) },
      { segment: 4, persons: 200, share: 0.05, centre: centre(-0.9, 2.6, 3.1, 0.85) },
    ],
  };
})();

export const lifetime: LifetimeResult = {
  purchases: { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 },
  value: { p: 6.249, q: 3.744, v: 15.44 },
  logLikelihood: { purchases: -9582.43, value: -4055.92 },
  ...{ horizon: 9.75, hasConverged: true, steps: 7 },
};

export const states: StatesResult = {
  ...{ horizon: 6, active: 'active', lost: HOSTILE, unseen: ['asleep'] },
  states: [
    {
      ...{ state: 'active', persons: 900, next: { active: 0.7, asleep: 0.1, [HOSTILE]: 0.2 } },
      ...{ transitions: 1200, periodsUntilLost: 4.25, lostWithin: 0.61, activeWithin: 0.97 },
    },
    {
      ...{ state: 'asleep', persons: 300, next: null, transitions: 0 },
      ...{ periodsUntilLost: null, lostWithin: 0, activeWithin: 0 },
    },
    {
      ...{ state: HOSTILE, persons: 800, next: { active: 0.15, asleep: 0, [HOSTILE]: 0.85 } },
      ...{ transitions: 640, periodsUntilLost: 0, lostWithin: 1, activeWithin: 0.52 },
    },
  ],
};

export const items: ReadableItems = {
  items: 1200,
  popular: [
    {
      ...{ item: 'white heart holder', buyers: 812 },
      nearest: [
        { item: HOSTILE, likeness: 0.231 },
        { item: 'jumbo bag', likeness: 0.118 },
      ],
    },
    { item: HOSTILE, buyers: 640, nearest: [{ item: 'white heart holder', likeness: 0.231 }] },
    { item: 'jumbo bag', buyers: 601, nearest: [] },
  ],
};
