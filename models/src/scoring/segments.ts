// Segments: the one whose centre is nearest, how far away it is, and which columns speak for it.
import { DEFAULT_INPUT } from '../contracts/dictionary.js';
import { pointsOf } from '../computations/k-means/lloyd.js';
import type { SegmentsModel } from '../computations/released-model.js';
import type { ModelKind } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

export const segmentsKind: ModelKind<SegmentsModel> = {
  kind: 'segments',
  input: DEFAULT_INPUT,
  /**
   * `segment` counts from 1 as the study's result does; `distance` is in deviations. A column contributes how much nearer the segment's
   * centre is than everybody's, in squared deviations: above 0 it speaks for the segment, below against it.
   */
  score({ columns, normaliser, sizes, centres }, people) {
    const width = columns.length;
    const points = pointsOf(people, { names: columns }, normaliser);
    const middle = middleOf(sizes, centres, width);
    const segments: string[] = [];
    const distance = new Float64Array(people.size);
    const contributions = new Map(columns.map((name) => [name, new Float64Array(people.size)]));
    for (let person = 0; person < people.size; person += 1) {
      const point = points.subarray(person * width, (person + 1) * width);
      const nearest = nearestTo(point, sizes.length, centres);
      const centre = centres.subarray(nearest * width, (nearest + 1) * width);
      segments.push(String(nearest + 1));
      distance[person] = Math.sqrt(squaredDistance(point, centre));
      columns.forEach((name, column) => {
        const own = (point[column]! - centre[column]!) ** 2;
        contributions.get(name)![person] = (point[column]! - middle[column]!) ** 2 - own;
      });
    }
    return {
      outputs: new Map<string, Float64Array | string[]>([
        ['segment', segments],
        ['distance', distance],
      ]),
      rankedBy: undefined,
      contributions,
    };
  },
  files(model) {
    const { columns, sizes, centres } = model;
    return [
      safetensorsFile(model, [
        { name: 'sizes', shape: [sizes.length], values: sizes },
        { name: 'centres', shape: [sizes.length, columns.length], values: centres },
      ]),
    ];
  },
};

/** Of everybody: the centres, each weighed by its persons. */
function middleOf(sizes: Float64Array, centres: Float64Array, width: number): Float64Array {
  const persons = sizes.reduce((sum, size) => sum + size, 0);
  return Float64Array.from({ length: width }, (_, column) =>
    sizes.reduce((sum, size, segment) => {
      const weight = persons > 0 ? size / persons : 1 / sizes.length;
      return sum + weight * centres[segment * width + column]!;
    }, 0),
  );
}

/** Of two as near the first. */
function nearestTo(point: Float64Array, segments: number, centres: Float64Array): number {
  let [nearest, least] = [0, Infinity];
  for (let segment = 0; segment < segments; segment += 1) {
    const far = squaredDistance(
      point,
      centres.subarray(segment * point.length, (segment + 1) * point.length),
    );
    if (far < least) [nearest, least] = [segment, far];
  }
  return nearest;
}

function squaredDistance(point: Float64Array, centre: Float64Array): number {
  return point.reduce((sum, value, column) => sum + (value - centre[column]!) ** 2, 0);
}
