// From the values of one feature to its columns of the design matrix, by the dictionary alone: nothing
// here depends on what the data holds.
import { designColumns, encodeNumber, type Feature, type InputForm, type Label } from '@chorale/models';
import type { FeatureReport } from './data-report.js';
import { histogramOf } from './histogram.js';
import type { PlannedFeature } from './people-query.js';
import type { RawFeature } from './raw-feature.js';

export interface EncodedFeature {
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly report: FeatureReport;
}

/** Encodes a feature; unusable values are treated as missing and counted as `invalid`. */
export function encodeFeature(
  feature: Feature,
  raw: RawFeature,
  { from, missingIsGap }: Pick<PlannedFeature, 'from' | 'missingIsGap'>,
  input: InputForm,
): EncodedFeature {
  const counts = { missing: 0, invalid: 0, clampedToLower: 0, clampedToUpper: 0, unseen: 0 };
  const isMissing = (row: number): boolean => {
    if (raw.missing[row] === 1) {
      counts.missing++;
      return true;
    }
    if (Number.isFinite(raw.values[row])) return false;
    counts.invalid++;
    return true;
  };
  const columns =
    feature.type === 'category'
      ? encodeCategory(feature, raw, isMissing, counts, input)
      : new Map([[feature.name, encodeScalar(feature, raw, isMissing, counts, input)]]);
  return {
    columns,
    report: {
      name: feature.name,
      from,
      ...counts,
      missingIsGap,
      histogram: histogramOf(feature, raw),
      constant: [...columns.values()].every(isConstant),
    },
  };
}

type Counts = Pick<FeatureReport, 'clampedToLower' | 'clampedToUpper' | 'unseen'>;
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function encodeScalar(
  feature: Exclude<Feature, { type: 'category' }>,
  { values }: RawFeature,
  isMissing: (row: number) => boolean,
  counts: Mutable<Counts>,
  input: InputForm,
): Float64Array {
  const encoded = new Float64Array(values.length);
  if (feature.type === 'binary') {
    for (let row = 0; row < values.length; row++) encoded[row] = isMissing(row) || values[row] === 0 ? 0 : 1;
    return encoded;
  }
  const standIn = input.missing === 'nan' ? NaN : (feature.missing ?? feature.lower);
  for (let row = 0; row < values.length; row++) {
    const value = isMissing(row) ? standIn : values[row]!;
    if (value < feature.lower) counts.clampedToLower++;
    if (value > feature.upper) counts.clampedToUpper++;
    encoded[row] = encodeNumber(feature, value);
  }
  return encoded;
}

function encodeCategory(
  feature: Extract<Feature, { type: 'category' }>,
  { values }: RawFeature,
  isMissing: (row: number) => boolean,
  counts: Mutable<Counts>,
  input: InputForm,
): Map<string, Float64Array> {
  const other = feature.categories.length;
  const places = new Float64Array(values.length).fill(other);
  for (let row = 0; row < values.length; row++) {
    if (isMissing(row)) continue;
    if (values[row]! >= 0) places[row] = values[row]!;
    else counts.unseen++;
  }
  const codes = input.categories === 'one-hot' ? [] : [[feature.name, places] as const];
  if (input.categories === 'codes') return new Map(codes);
  const names = designColumns({ features: [feature] }, [feature.name]).map(({ name }) => name);
  const columns = names.map(() => new Float64Array(values.length));
  places.forEach((place, row) => (columns[place]![row] = 1));
  return new Map([...codes, ...names.map((name, place) => [name, columns[place]!] as const)]);
}

/** The label's column: 0 and 1 as they are, numbers within the dictionary's bounds; unusable ones were refused before. */
export function encodeLabel(
  label: Label,
  { values }: RawFeature,
): { readonly values: Float64Array; readonly clamped: number } {
  if (label.type !== 'number') return { values, clamped: 0 };
  const clamped = values.reduce(
    (count, value) => count + Number(value < label.lower || value > label.upper),
    0,
  );
  return { values: values.map((value) => encodeNumber(label, value)), clamped };
}

function isConstant(column: Float64Array): boolean {
  return column.every((value) => Object.is(value, column[0]));
}
