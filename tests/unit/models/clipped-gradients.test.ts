import { testEntropy } from '@chorale/crypto/testing';
import fc from 'fast-check';
import {
  denseTopology,
  initialWeights,
  sizeOf,
  type Topology,
} from '../../../models/src/computations/neural-network/network-topology.js';
import { gradientSum, type PersonRows } from '../../../models/src/tensor/clipped-gradients.js';
import { denseLayersOf } from '../../../models/src/tensor/dense-layers.js';

const COLUMNS = 5;
const activations = ['relu', 'tanh', 'sigmoid', 'elu', 'selu', 'swish', 'linear'] as const;

/** The same function behind a layer that changes nothing, so that TensorFlow's own gradients are asked. */
function onGeneralRoad({ json, tensors }: Topology): Topology {
  const topology = JSON.parse(json) as { config: { layers: object[] } };
  topology.config.layers.push({ class_name: 'Activation', config: { name: 'same', activation: 'linear' } });
  return { json: JSON.stringify(topology), tensors };
}

function somePersons(rowsOf: readonly number[], seed: string): PersonRows {
  const entropy = testEntropy(seed);
  const uniform = (): number => (entropy.uint32() / 2 ** 32) * 4 - 2;
  const rows = rowsOf.reduce((total, count) => total + count, 0);
  const rowStart = new Uint32Array(rowsOf.length + 1);
  rowsOf.forEach((count, person) => {
    rowStart[person + 1] = rowStart[person]! + count;
  });
  return {
    inputs: Float32Array.from({ length: rows * COLUMNS }, uniform),
    columns: COLUMNS,
    labels: Float32Array.from({ length: rows }, () => entropy.uint32() & 1),
    rowStart,
  };
}

function onePerson({ inputs, columns, labels, rowStart }: PersonRows, person: number): PersonRows {
  const [first, end] = [rowStart[person]!, rowStart[person + 1]!];
  return {
    inputs: inputs.subarray(first * columns, end * columns),
    columns,
    labels: labels.subarray(first, end),
    rowStart: Uint32Array.of(0, end - first),
  };
}

const weightsOf = ({ tensors }: Topology, seed: number): Float32Array =>
  Float32Array.from(initialWeights(tensors, seed));
const farthest = (a: Float64Array, b: Float64Array): number =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));

const networks = fc.record({
  hidden: fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 3 }),
  activation: fc.constantFrom(...activations),
  clip: fc.constantFrom(0.02, 0.5, 100),
  seed: fc.nat({ max: 1000 }),
});

test('persons of one row: clipped by activations and errors as by gradients of their own', async () => {
  await fc.assert(
    fc.asyncProperty(networks, async ({ hidden, activation, clip, seed }) => {
      const topology = denseTopology(COLUMNS, hidden, activation);
      expect(denseLayersOf(topology, COLUMNS)).toHaveLength(hidden.length + 1);
      expect(denseLayersOf(onGeneralRoad(topology), COLUMNS)).toBeUndefined();
      const weights = weightsOf(topology, seed);
      const persons = somePersons(
        Array.from({ length: 9 }, () => 1),
        `persons ${seed}`,
      );
      const fast = await gradientSum(topology, weights, persons, clip);
      const slow = await gradientSum(onGeneralRoad(topology), weights, persons, clip);
      expect(farthest(fast, slow)).toBeLessThan(1e-5);
    }),
    { numRuns: 40 },
  );
});

test('persons of several rows, of none, and of more than a batch: the same on either road', async () => {
  await fc.assert(
    fc.asyncProperty(
      networks,
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 }),
      async ({ hidden, activation, clip, seed }, rowsOf) => {
        const topology = denseTopology(COLUMNS, hidden, activation);
        const weights = weightsOf(topology, seed);
        const persons = somePersons(rowsOf, `groups ${seed}`);
        const slow = await gradientSum(onGeneralRoad(topology), weights, persons, clip);
        for (const batchRows of [6, 100])
          expect(farthest(await gradientSum(topology, weights, persons, clip, batchRows), slow)).toBeLessThan(
            1e-5,
          );
      },
    ),
    { numRuns: 25 },
  );
});

test('no person is longer than the clip, and short ones keep their length', async () => {
  const topology = denseTopology(COLUMNS, [6, 4], 'tanh');
  const weights = weightsOf(topology, 3);
  const persons = somePersons([1, 3, 1, 2, 5], 'norms');
  const alone = await Promise.all(
    [0, 1, 2, 3, 4].map((person) => gradientSum(topology, weights, onePerson(persons, person), Infinity)),
  );
  const norms = alone.map((gradient) => Math.hypot(...gradient));
  const clip = [...norms].sort((a, b) => a - b)[2]!;
  const clipped = await gradientSum(topology, weights, persons, clip);
  const expected = alone.reduce((total, gradient, person) => {
    const factor = Math.min(1, clip / norms[person]!);
    return total.map((value, at) => value + factor * gradient[at]!);
  }, new Float64Array(weights.length));
  expect(farthest(clipped, expected)).toBeLessThan(1e-5);
  for (const person of [0, 1, 2, 3, 4]) {
    const one = await gradientSum(topology, weights, onePerson(persons, person), clip);
    expect(Math.hypot(...one)).toBeLessThan(Math.min(clip, norms[person]!) * (1 + 1e-5));
    expect(Math.hypot(...one)).toBeGreaterThan(Math.min(clip, norms[person]!) * (1 - 1e-5));
  }
});

const layer = (class_name: string, config: object): object => ({ class_name, config });
/** Weeks in a row, then one of the layers that have memory. */
const withMemory = (name: string, gates: number): [object[], { name: string; shape: number[] }[]] => [
  [
    layer('Reshape', { name: 'weeks', target_shape: [COLUMNS, 1], batch_input_shape: [null, COLUMNS] }),
    layer(name, { name: 'memory', units: 2 }),
  ],
  [
    { name: 'memory/kernel', shape: [1, 2 * gates] },
    { name: 'memory/recurrent_kernel', shape: [2, 2 * gates] },
    { name: 'memory/bias', shape: [2 * gates] },
    { name: 'out/kernel', shape: [2, 1] },
  ],
];

test.each<[string, object[], { name: string; shape: number[] }[]]>([
  ['LSTM', ...withMemory('LSTM', 4)],
  ['GRU', ...withMemory('GRU', 3)],
  ['SimpleRNN', ...withMemory('SimpleRNN', 1)],
  [
    'LayerNormalization',
    [layer('LayerNormalization', { name: 'level', batch_input_shape: [null, COLUMNS] })],
    [
      { name: 'level/gamma', shape: [COLUMNS] },
      { name: 'level/beta', shape: [COLUMNS] },
      { name: 'out/kernel', shape: [COLUMNS, 1] },
    ],
  ],
])('other layers take the general road, clipped person by person: %s', async (_, layers, shapes) => {
  const tensors = [...shapes, { name: 'out/bias', shape: [1] }];
  const output = layer('Dense', { name: 'out', units: 1, activation: 'sigmoid' });
  const topology: Topology = {
    json: JSON.stringify({
      class_name: 'Sequential',
      config: { name: 'other', layers: [...layers, output] },
    }),
    tensors,
  };
  expect(denseLayersOf(topology, COLUMNS)).toBeUndefined();
  const weights = weightsOf(topology, 5);
  const persons = somePersons([1, 2, 1], 'recurrent');
  const clip = 0.02;
  const whole = await gradientSum(topology, weights, persons, clip);
  const parts = await Promise.all(
    [0, 1, 2].map((person) => gradientSum(topology, weights, onePerson(persons, person), clip)),
  );
  for (const part of parts) expect(Math.hypot(...part)).toBeCloseTo(clip, 6);
  expect(
    farthest(
      whole,
      parts.reduce((total, part) => total.map((value, at) => value + part[at]!)),
    ),
  ).toBeLessThan(1e-6);
  expect(whole).toHaveLength(tensors.reduce((total, tensor) => total + sizeOf(tensor), 0));
});
