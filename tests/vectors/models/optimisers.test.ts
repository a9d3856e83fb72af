// Federated optimisers against NumPy from the papers' pseudo-code (make-optimiser-vectors.py).
import { readFileSync } from 'node:fs';
import {
  optimiserSchema,
  startServer,
  stepServer,
} from '../../../models/src/computations/neural-network/federated/optimiser.js';
import {
  commonVariate,
  nextVariate,
  noVariate,
  stepShift,
  variateChange,
  type Variates,
} from '../../../models/src/computations/neural-network/federated/scaffold.js';

interface Vectors {
  readonly adaptive: readonly {
    readonly optimiser: unknown;
    readonly weights: readonly number[];
    readonly updates: readonly (readonly number[])[];
    readonly path: readonly (readonly number[])[];
  }[];
  readonly scaffold: {
    readonly hessians: readonly (readonly (readonly number[])[])[];
    readonly targets: readonly (readonly number[])[];
    readonly counts: readonly number[];
    readonly learningRate: number;
    readonly steps: number;
    readonly weights: readonly number[];
    readonly present: readonly (readonly number[])[];
    readonly path: readonly (readonly number[])[];
    readonly common: readonly (readonly number[])[];
  };
}
const vectors = JSON.parse(readFileSync(new URL('./optimisers.json', import.meta.url), 'utf8')) as Vectors;

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, at) => {
    expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-12);
  });
}

test.each(vectors.adaptive.map((each) => [JSON.stringify(each.optimiser), each] as const))(
  '%s takes the reference steps',
  (_, { optimiser: written, weights: first, updates, path }) => {
    const optimiser = optimiserSchema.parse(written);
    let server = startServer(optimiser, first.length);
    let weights = Float64Array.from(first);
    updates.forEach((update, round) => {
      const sum = { update: Float64Array.from(update), variates: undefined };
      ({ server, weights } = stepServer(optimiser, server, weights, sum) as {
        server: typeof server;
        weights: Float64Array<ArrayBuffer>;
      });
      expectClose(weights, path[round]!);
    });
  },
);

test('scaffold, with nodes that stay away: the reference weights and common variate', () => {
  const { hessians, targets, counts, learningRate, steps, weights: first, present } = vectors.scaffold;
  const optimiser = optimiserSchema.parse({ name: 'scaffold' });
  let server = startServer(optimiser, first.length);
  let weights = Float64Array.from(first);
  const own = counts.map(() => noVariate(first.length));
  present.forEach((here, round) => {
    const update = new Float64Array(first.length);
    const change = new Float64Array(first.length);
    let weight = 0;
    for (const node of here) {
      const shift = stepShift(own[node]!, commonVariate(server as Variates));
      const moved = descended(hessians[node]!, targets[node]!, weights, shift);
      const after = {
        values: nextVariate(shift, moved, steps, learningRate),
        weight: counts[node]! / 100,
      };
      variateChange(own[node]!, after).forEach((value, at) => (change[at]! += value));
      moved.forEach((value, at) => (update[at]! += after.weight * value));
      weight += after.weight;
      own[node] = after;
    }
    const sum = { update: update.map((value) => value / weight), variates: { change, weight } };
    const next = stepServer(optimiser, server, weights, sum);
    server = next.server;
    weights = Float64Array.from(next.weights);
    expectClose(weights, vectors.scaffold.path[round]!);
    expectClose(commonVariate(server as Variates), vectors.scaffold.common[round]!);
  });

  /** How far the corrected steps on 1/2 (x - b)' A (x - b) lead. */
  function descended(
    hessian: readonly (readonly number[])[],
    target: readonly number[],
    start: Float64Array,
    shift: Float64Array,
  ): Float64Array {
    let y = start.slice();
    for (let step = 0; step < steps; step += 1) {
      const from = y;
      y = from.map((value, row) => {
        const gradient = hessian[row]!.reduce(
          (sum, a, column) => sum + a * (from[column]! - target[column]!),
          0,
        );
        return value - learningRate * (gradient + shift[row]!);
      });
    }
    return y.map((value, at) => value - start[at]!);
  }
});
