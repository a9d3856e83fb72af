// Segments in words and units of the dictionary.
import { decodeNumber, type Dictionary } from '../../contracts/dictionary.js';
import type { Design } from '../design.js';
import type { Run } from './lloyd.js';
import type { Normaliser, SegmentsModel } from '../released-model.js';

export interface ReadableSegment {
  /** From 1, the largest first. */
  readonly segment: number;
  /** With noise an estimate. */
  readonly persons: number;
  readonly share: number;
  readonly centre: readonly SegmentCoordinate[];
}

interface SegmentCoordinate {
  readonly column: string;
  /** Empty where the dictionary names none. */
  readonly unit: string;
  /** In the feature's own unit; of a logarithm it is exp(mean) - 1, of a category the share of its persons. */
  readonly value: number;
  /** As the dictionary encodes it: what `startCentres` of a later study takes. */
  readonly encoded: number;
  /** In deviations from the mean of all persons; of a category the share itself. */
  readonly normalised: number;
}

export interface ReadableSegments {
  readonly persons: number;
  /** Mean squared distance of persons to their segment's centre, in squared deviations. */
  readonly meanSquaredDistance: number;
  readonly hasConverged: boolean;
  readonly segments: readonly ReadableSegment[];
}

/** The clusters in the order of segments. */
function largestFirst(sizes: Float64Array): number[] {
  return [...sizes.keys()].sort((one, other) => sizes[other]! - sizes[one]!);
}

/** What {@link ReadableSegments} says, for scoring: the same segments under the same numbers. */
export function segmentsModel(
  { centres, sizes }: Run,
  { names }: Design,
  normaliser: Normaliser,
): SegmentsModel {
  const columns = names.length;
  const order = largestFirst(sizes);
  return {
    kind: 'segments',
    columns: names,
    normaliser,
    sizes: Float64Array.from(order, (cluster) => sizes[cluster]!),
    centres: Float64Array.from(
      { length: centres.length },
      (_, at) => centres[order[Math.floor(at / columns)]! * columns + (at % columns)]!,
    ),
  };
}

/** Segments in the features' own units, of a run over normalised columns. */
export function readableSegments(
  { centres, sizes, inertia, hasSettled }: Run,
  design: Design,
  { centre, scale }: Normaliser,
  { features }: Dictionary,
): ReadableSegments {
  const columns = design.names.length;
  const persons = sizes.reduce((total, size) => total + size, 0);
  const coordinate = (column: number, normalised: number): SegmentCoordinate => {
    const name = design.names[column]!;
    const feature = features.find((candidate) => candidate.name === name);
    const encoded = centre[column]! + scale[column]! * normalised;
    if (feature?.type !== 'number')
      return { column: name, unit: 'share of persons', value: encoded, encoded, normalised };
    return {
      column: name,
      unit: feature.unit ?? '',
      value: decodeNumber(feature, encoded),
      encoded,
      normalised,
    };
  };
  const segments = largestFirst(sizes).map((cluster, position) => ({
    segment: position + 1,
    persons: sizes[cluster]!,
    share: persons > 0 ? sizes[cluster]! / persons : 0,
    centre: design.names.map((_, column) => coordinate(column, centres[cluster * columns + column]!)),
  }));
  return {
    persons,
    meanSquaredDistance: persons > 0 ? Math.max(0, inertia) / persons : 0,
    hasConverged: hasSettled,
    segments,
  };
}
