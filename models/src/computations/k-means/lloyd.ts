// Lloyd's algorithm (Lloyd 1982) on sums. A person's part of a cluster is their deviation from its present centre, not
// their point: deviations are short, so that a small clip, and with it little noise, is enough (as in DP-Lloyd: Su 2016,
// arXiv:1504.05998), and near the optimum what is summed goes to zero, so that a noised count hardly matters.
import { clipFactor } from '../../privacy/clip.js';
import type { OpenedSum, People, VectorBlock, VectorLayout } from '../computation.js';
import { blockOf, columnValues, exactPrecision, sumRangeOver, type Design } from '../design.js';
import { meanOverRows, normalise, normalisedBounds } from '../moments.js';
import type { Normaliser } from '../released-model.js';
import { concatenate } from '../vectors.js';

/** One run of Lloyd's algorithm; several go on side by side in one sum. */
export interface Run {
  /** Clusters x columns, row-major, normalised. */
  readonly centres: Float64Array;
  /** Persons by cluster, as counted around the centres before the last step. */
  readonly sizes: Float64Array;
  /** Sum of squared distances to those centres; with noise: of distances up to the clip. */
  readonly inertia: number;
  /** Whether the last step moved no centre. */
  readonly hasSettled: boolean;
}

/** How a person's deviation, count and squared distance share one clip. */
export interface Clip {
  /** Longest deviation, L2, in normalised units. */
  readonly radius: number;
  /** What a person adds to the count of their cluster. */
  readonly count: number;
  /** What a person at `radius` adds to the inertia. */
  readonly inertia: number;
}

/** About twice a person's usual deviation; counts and inertia take a quarter more of the noise between them. */
export function clipFor(columns: number): Clip {
  const radius = Math.sqrt(columns);
  return { radius, count: radius / 2, inertia: radius / 4 };
}

/** @param centres normalised, cluster by cluster: `clusters` times d values. */
export function startRun(centres: Float64Array, clusters: number): Run {
  return { centres, sizes: new Float64Array(clusters), inertia: 0, hasSettled: false };
}

/** Persons as points: the mean of each person's rows, normalised; persons x columns, row-major. */
export function pointsOf(
  people: People,
  { names }: Pick<Design, 'names'>,
  normaliser: Normaliser,
): Float64Array {
  const width = names.length;
  const points = new Float64Array(people.size * width);
  names.forEach((name, column) => {
    const values = columnValues(people, name);
    for (let person = 0; person < people.size; person += 1)
      points[person * width + column] = meanOverRows(people, person, (row) =>
        normalise(normaliser, column, values[row]!),
      );
  });
  return points;
}

/**
 * Counts, deviations and inertia of every run, one after the other.
 * @param clip null without noise, where nothing is cut and bounds come from the dictionary's.
 */
export function lloydLayout(
  design: Design,
  normaliser: Normaliser,
  people: number,
  shape: { readonly runs: number; readonly clusters: number },
  clip: Clip | null,
): VectorLayout {
  const columns = design.names.length;
  const bounds = normalisedBounds(design, normaliser);
  // Points and centres both lie within the bounds.
  const farthest = clip?.radius ?? Math.hypot(...bounds.map((bound) => 2 * bound));
  const { count, inertia } = clip ?? { count: 1, inertia: farthest ** 2 };
  const block = (name: string, length: number, bound: number): VectorBlock => {
    const sumRange = sumRangeOver(people, bound);
    return { name, length: length * shape.runs, sumRange, precision: exactPrecision(sumRange) };
  };
  return {
    blocks: [
      block('counts', shape.clusters, count),
      block('deviations', shape.clusters * columns, farthest),
      block('inertia', 1, inertia),
    ],
    clipNormL2: Math.sqrt(shape.runs * (count ** 2 + farthest ** 2 + inertia ** 2)),
  };
}

/** @param points persons x columns. */
export function contributeLloyd(
  points: Float64Array,
  columns: number,
  runs: readonly Run[],
  clip: Clip | null,
): Float64Array {
  const clusters = runs[0]!.sizes.length;
  const counts = new Float64Array(runs.length * clusters);
  const deviations = new Float64Array(runs.length * clusters * columns);
  const inertia = new Float64Array(runs.length);
  const count = clip?.count ?? 1;
  runs.forEach(({ centres }, run) => {
    for (let at = 0; at < points.length; at += columns) {
      const { cluster, square } = nearest(points, at, centres, columns);
      const slot = run * clusters + cluster;
      const distance = Math.sqrt(square);
      const factor = clip === null ? 1 : clipFactor(distance, clip.radius);
      counts[slot]! += count;
      for (let column = 0; column < columns; column += 1)
        deviations[slot * columns + column]! +=
          factor * (points[at + column]! - centres[cluster * columns + column]!);
      inertia[run]! += clip === null ? square : clip.inertia * Math.min(1, distance / clip.radius) ** 2;
    }
  });
  return concatenate([counts, deviations, inertia]);
}

/** The first of the nearest centres. */
function nearest(
  points: Float64Array,
  at: number,
  centres: Float64Array,
  columns: number,
): { readonly cluster: number; readonly square: number } {
  let [cluster, least] = [0, Infinity];
  for (let first = 0; first < centres.length; first += columns) {
    let square = 0;
    for (let column = 0; column < columns; column += 1)
      square += (points[at + column]! - centres[first + column]!) ** 2;
    if (square < least) [cluster, least] = [first / columns, square];
  }
  return { cluster, square: least };
}

/**
 * Moves every centre by its persons' mean deviation; a cluster of nobody stays where it is.
 * @param bounds largest |z| of each column: noise must not carry a centre out of the data's domain.
 * @param leastCount smaller counts divide as if they were this: noise alone would move such a centre far.
 * @param rounding a total of deviations up to this is the rounding of zero; negative with noise, where nothing settles.
 */
export function stepLloyd(
  runs: readonly Run[],
  sum: OpenedSum,
  bounds: Float64Array,
  clip: Clip | null,
  leastCount: number,
  rounding: number,
): Run[] {
  const columns = bounds.length;
  const [counts, deviations, inertia] = ['counts', 'deviations', 'inertia'].map((name) => blockOf(sum, name));
  return runs.map((before, run) => {
    const clusters = before.sizes.length;
    const sizes = counts!
      .slice(run * clusters, (run + 1) * clusters)
      .map((count) => Math.max(0, count / (clip?.count ?? 1)));
    let hasSettled = true;
    const centres = before.centres.map((value, at) => {
      const column = at % columns;
      const total = deviations![run * clusters * columns + at]!;
      const moved = value + total / Math.max(sizes[(at - column) / columns]!, leastCount);
      hasSettled &&= Math.abs(total) <= rounding;
      return Math.max(-bounds[column]!, Math.min(bounds[column]!, moved));
    });
    const scale = clip === null ? 1 : clip.radius ** 2 / clip.inertia;
    return { centres, sizes, inertia: inertia![run]! * scale, hasSettled };
  });
}
