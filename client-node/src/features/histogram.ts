// How a feature's values lie over the bins that the dictionary alone gives: the same bins study after study, whatever the data.
import { encodeNumber, type Feature } from '@chorale/models';
import type { RawFeature } from './raw-feature.js';

/** Equal bins of a number between its bounds, after its transform. */
const NUMBER_BINS = 10;
/** Categories beyond share bins, by their place. */
const MOST_CATEGORY_BINS = 64;

/**
 * Rows by bin; the last bin holds what is missing or unusable.
 * A number: ten equal bins, what is clamped among the outer ones. A category: one bin each in the dictionary's order, then `other`.
 */
export function histogramOf(feature: Feature, { values, missing }: RawFeature): readonly number[] {
  const bins = binsOf(feature);
  const counts = new Array<number>(bins + 1).fill(0);
  const place = placesOf(feature);
  for (let row = 0; row < values.length; row += 1) {
    const isThere = missing[row] === 0 && Number.isFinite(values[row]);
    const bin = isThere ? place(values[row]!) : bins;
    counts[bin] = counts[bin]! + 1;
  }
  return counts;
}

function binsOf(feature: Feature): number {
  switch (feature.type) {
    case 'number':
      return NUMBER_BINS;
    case 'binary':
      return 2;
    case 'category':
      return Math.min(feature.categories.length, MOST_CATEGORY_BINS) + 1;
  }
}

function placesOf(feature: Feature): (value: number) => number {
  switch (feature.type) {
    case 'number': {
      const [lower, upper] = [encodeNumber(feature, feature.lower), encodeNumber(feature, feature.upper)];
      return (value) =>
        Math.min(
          NUMBER_BINS - 1,
          Math.floor((NUMBER_BINS * (encodeNumber(feature, value) - lower)) / (upper - lower)),
        );
    }
    case 'binary':
      return (value) => (value === 0 ? 0 : 1);
    case 'category': {
      const bins = Math.min(feature.categories.length, MOST_CATEGORY_BINS);
      return (value) => (value < 0 ? bins : value % bins);
    }
  }
}

/** Half a row in each bin, so that an empty one has a logarithm. */
const SMOOTHING = 0.5;

/**
 * Population stability index of two histograms over the same bins: sum over bins of (p - q) ln(p / q), from 0 (alike); below 0.1 hardly
 * anything has moved, above 0.25 much has (Siddiqi, Credit Risk Scorecards, 2006, ch. 9). @returns null where either has no row.
 */
export function stabilityIndex(now: readonly number[], before: readonly number[]): number | null {
  const shares = (counts: readonly number[]): number[] | null => {
    const rows = counts.reduce((total, count) => total + count, 0);
    return rows === 0
      ? null
      : counts.map((count) => (count + SMOOTHING) / (rows + SMOOTHING * counts.length));
  };
  const [p, q] = [shares(now), shares(before)];
  if (!p || !q || p.length !== q.length) return null;
  return p.reduce((sum, share, bin) => sum + (share - q[bin]!) * Math.log(share / q[bin]!), 0);
}
