import type { Dictionary } from '@chorale/models';
import { leakingFeatures } from '../../../client-node/src/features/label-leakage.js';

const dictionary: Dictionary = {
  features: [
    { name: 'fees', type: 'number', lower: 0, upper: 100, transform: 'none' },
    { name: 'state', type: 'category', categories: ['new', 'open', 'lost', 'gone'] },
  ],
  label: { name: 'again' },
};
const SIZE = 400;

/** Columns of persons whose label is 1 for every third. */
function columnsOf(
  fees: (label: number, row: number) => number,
  stateOf: (label: number, row: number) => number,
): { columns: Map<string, Float64Array>; label: Float64Array } {
  const label = Float64Array.from({ length: SIZE }, (_, row) => (row % 3 === 0 ? 1 : 0));
  const columns = new Map([['fees', label.map(fees)]]);
  ['new', 'open', 'lost', 'gone', 'other'].forEach((state, place) =>
    columns.set(
      `state=${state}`,
      label.map((one, row) => (stateOf(one, row) === place ? 1 : 0)),
    ),
  );
  return { columns, label };
}

const harmlessFees = (_: number, row: number): number => (row * 37) % 100;
const harmlessState = (_: number, row: number): number => (row * 7) % 5;

test('features that know nothing pass', () => {
  const { columns, label } = columnsOf(harmlessFees, harmlessState);
  expect(leakingFeatures(columns, dictionary, label)).toEqual([]);
});

test('a number that falls with the label is named', () => {
  const { columns, label } = columnsOf((one, row) => (one === 1 ? 3 : 50 + (row % 40)), harmlessState);
  expect(leakingFeatures(columns, dictionary, label)).toEqual(['fees']);
});

test('a category is named whose values together know the label, though no single one does', () => {
  const { columns, label } = columnsOf(harmlessFees, (one, row) => (one === 1 ? 2 + (row % 2) : row % 2));
  expect(leakingFeatures(columns, dictionary, label)).toEqual(['state']);
});

test('few rows of one answer prove nothing', () => {
  const label = Float64Array.from({ length: SIZE }, (_, row) => (row < 5 ? 1 : 0));
  const columns = new Map([['fees', label.map((one) => 9 * one)]]);
  expect(leakingFeatures(columns, { ...dictionary, features: [dictionary.features[0]!] }, label)).toEqual([]);
});
