// Every layer that an own network may hold, through TensorFlow.js on wasm: its gradients are those of the cpu backend, each person's is
// clipped by itself, and it trains. The two kernels that wasm lacks (models/src/tensor/wasm-gradients.ts) are under these.
import { testEntropy } from '@chorale/crypto/testing';
import { areaUnderCurve, numbersOf, scorePeople, type NetworkModel } from '@chorale/models';
import {
  initialWeights,
  sizeOf,
  TRAINABLE_LAYERS,
  type Topology,
} from '../../../models/src/computations/neural-network/network-topology.js';
import { withWeightsOfLayers } from '../../../models/src/computations/neural-network/network-weights.js';
import { gradientSum, type PersonRows } from '../../../models/src/tensor/clipped-gradients.js';
import { openTensorFlow } from '../../../models/src/tensor/backend.js';
import { trainLocally } from '../../../models/src/tensor/train-locally.js';
import { agreementAndStudy, peopleOfColumns, planningRefusal } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const COLUMNS = 6;
type Written = readonly [class_name: string, config: object];

/** The shapes that TensorFlow.js gives the layers' weights. */
async function topologyOf(layers: readonly Written[], inputs = COLUMNS): Promise<Topology> {
  const tf = await openTensorFlow();
  const config = {
    name: 'own',
    layers: layers.map(([class_name, own], at) => ({
      class_name,
      config: { name: `layer_${at}`, ...(at === 0 && { batch_input_shape: [null, inputs] }), ...own },
    })),
  };
  const built = await tf.models.modelFromJSON({ modelTopology: { class_name: 'Sequential', config } });
  const tensors = built.weights.map(({ originalName, shape }) => ({
    name: originalName,
    shape: shape.map((length) => length!),
  }));
  built.dispose();
  return { json: JSON.stringify({ class_name: 'Sequential', config }), tensors };
}

const weeks: Written = ['Reshape', { target_shape: [3, 2] }];
const out: Written = ['Dense', { units: 1, activation: 'sigmoid' }];
const conv = (more: object): Written => [
  'Conv1D',
  { filters: 3, kernel_size: [2], activation: 'tanh', ...more },
];
const cases: Readonly<Record<string, readonly Written[]>> = {
  'Conv1D, same padding': [weeks, conv({ padding: 'same' }), ['Flatten', {}], out],
  'Conv1D, steps of two': [weeks, conv({ padding: 'valid', strides: [2] }), ['Flatten', {}], out],
  'two Conv1D': [
    weeks,
    conv({ padding: 'same' }),
    conv({ padding: 'valid' }),
    ['GlobalMaxPooling1D', {}],
    out,
  ],
  MaxPooling1D: [
    weeks,
    conv({ padding: 'same' }),
    ['MaxPooling1D', { pool_size: 2, strides: 1 }],
    ['Flatten', {}],
    out,
  ],
  AveragePooling1D: [weeks, ['AveragePooling1D', { pool_size: 2, strides: 1 }], ['Flatten', {}], out],
  LSTM: [weeks, ['LSTM', { units: 2 }], out],
  GRU: [weeks, ['GRU', { units: 2 }], out],
  SimpleRNN: [weeks, ['SimpleRNN', { units: 2, activation: 'tanh' }], out],
  LayerNormalization: [['Dense', { units: 3, activation: 'tanh' }], ['LayerNormalization', {}], out],
  'LeakyReLU, ELU and ReLU': [
    ['Dense', { units: 4, activation: 'linear' }],
    ['LeakyReLU', {}],
    ['Dense', { units: 4, activation: 'linear' }],
    ['ELU', {}],
    ['ReLU', {}],
    out,
  ],
  'InputLayer and Activation': [
    ['InputLayer', {}],
    ['Dense', { units: 4, activation: 'linear' }],
    ['Activation', { activation: 'tanh' }],
    out,
  ],
  // With a seed of its own it leaves out the same values each time, so that two runs can be compared.
  Dropout: [['Dense', { units: 8, activation: 'tanh' }], ['Dropout', { rate: 0.5, seed: 7 }], out],
  GlobalAveragePooling1D: [weeks, conv({ padding: 'same' }), ['GlobalAveragePooling1D', {}], out],
};
const embedding: readonly Written[] = [
  ['Embedding', { input_dim: 4, output_dim: 2, input_length: COLUMNS }],
  ['GRU', { units: 2 }],
  out,
];
const normalised: readonly Written[] = [
  ['Dense', { units: 3, activation: 'tanh' }],
  ['BatchNormalization', {}],
  out,
];

const plain: readonly Written[] = [
  ['Dense', { units: 4, use_bias: false }],
  ['LayerNormalization', { scale: false }],
  ['BatchNormalization', { center: false }],
  ['Reshape', { target_shape: [2, 2] }],
  ['GRU', { units: 2, return_sequences: true, use_bias: false }],
  conv({ padding: 'valid', use_bias: false }),
  ['GlobalMaxPooling1D', {}],
  out,
];

test('no layer that may be trained is left out here', () => {
  const tried = [...Object.values(cases), embedding, normalised].flat().map(([name]) => name);
  expect([...new Set(tried)].sort()).toEqual([...TRAINABLE_LAYERS].sort());
});

test.each([
  ...Object.entries(cases),
  ['Embedding', embedding] as const,
  ['BatchNormalization', normalised] as const,
  ['unlike the defaults', plain] as const,
])('%s: its weights are known without TensorFlow.js', async (_, layers) => {
  const topology = await topologyOf(layers);
  expect(withWeightsOfLayers(topology, COLUMNS)).toEqual(topology);
});

test('a network that the converter made of Keras, cells and all, gets the names of tf.js', async () => {
  const topology = await topologyOf(cases['LSTM']!);
  const tensors = topology.tensors.map(({ name, shape }) => ({
    name: name.replace('layer_1/', 'layer_1/lstm_cell/'),
    shape,
  }));
  expect(tensors).not.toEqual(topology.tensors);
  expect(withWeightsOfLayers({ ...topology, tensors }, COLUMNS)).toEqual(topology);
});

test.each(Object.entries(cases))('%s: its gradients are those of the cpu backend', async (_, layers) => {
  await expectGradients(await topologyOf(layers), numbers());
});

test('an Embedding before a GRU: its gradients are those of the cpu backend, also of a code that comes twice', async () => {
  await expectGradients(await topologyOf(embedding), codes());
});

test.each([
  ...Object.entries(cases).map(([name, layers]) => [name, layers, numbers()] as const),
  ['Embedding', embedding, codes()] as const,
])('%s: the sum is that of gradients taken and clipped one by one', async (_, layers, persons) => {
  const topology = await topologyOf(layers);
  const weights = weightsOf(topology);
  const alone = await Promise.all(
    [0, 1, 2].map((person) => gradientSum(topology, weights, onePerson(persons, person), null)),
  );
  const norms = alone.map((gradient) => Math.hypot(...gradient));
  // Some are cut, and some are not.
  const clip = [...norms].sort((a, b) => a - b)[1]!;
  const expected = alone.reduce((total, gradient, person) => {
    const factor = Math.min(1, clip / norms[person]!);
    return total.map((value, at) => value + factor * gradient[at]!);
  }, new Float64Array(weights.length));
  expect(farthest(await gradientSum(topology, weights, persons, clip), expected)).toBeLessThan(1e-5);
});

test('an Activation on the road of single persons is that of a Dense layer on the fast one, clipped alike', async () => {
  const dense = await topologyOf([['Dense', { units: 4, activation: 'tanh' }], out]);
  const apart = await topologyOf([
    ['Dense', { units: 4, activation: 'linear' }],
    ['Activation', { activation: 'tanh' }],
    out,
  ]);
  const weights = weightsOf(dense);
  for (const clip of [0.1, null]) {
    const fast = await gradientSum(dense, weights, numbers(), clip);
    expect(farthest(await gradientSum(apart, weights, numbers(), clip), fast)).toBeLessThan(1e-5);
  }
});

test('BatchNormalization, which no mode that clips persons takes, trains as on the cpu backend, its averages with it', async () => {
  const topology = await topologyOf(normalised);
  const start = weightsOf(topology);
  const { inputs, labels } = numbers();
  const how = { epochs: 3, batchSize: 3, localOptimiser: 'sgd' as const, learningRate: 0.1 };
  const trained = () => trainLocally(topology, start, inputs, labels, how, testEntropy('order'));
  const { weights } = await trained();
  const reference = await onCpu(trained);
  expect(farthest(weights, reference.weights)).toBeLessThan(1e-4);
  let at = 0;
  for (const tensor of topology.tensors) {
    const part = (of: Float32Array): Float32Array => of.subarray(at, at + sizeOf(tensor));
    expect([tensor.name, farthest(part(weights), part(start)) > 1e-4]).toEqual([tensor.name, true]);
    at += sizeOf(tensor);
  }
});

function farthest(a: Float64Array | Float32Array, b: Float64Array | Float32Array): number {
  return Math.max(...Array.from(a, (value, at) => Math.abs(value - b[at]!)));
}

/** Three persons of one row each. */
function numbers(): PersonRows {
  return rows((entropy) => (entropy.uint32() / 2 ** 32) * 2 - 1);
}
function codes(): PersonRows {
  return rows((entropy) => entropy.uint32() % 4);
}

function onePerson({ inputs, columns, labels }: PersonRows, person: number): PersonRows {
  return {
    inputs: inputs.subarray(person * columns, (person + 1) * columns),
    columns,
    labels: labels.subarray(person, person + 1),
    rowStart: Uint32Array.of(0, 1),
  };
}

function rows(draw: (entropy: ReturnType<typeof testEntropy>) => number): PersonRows {
  const entropy = testEntropy('rows');
  return {
    inputs: Float32Array.from({ length: 3 * COLUMNS }, () => draw(entropy)),
    columns: COLUMNS,
    labels: Float32Array.of(1, 0, 1),
    rowStart: Uint32Array.of(0, 1, 2, 3),
  };
}

/** The first ones, and a little beside, so that nothing is zero. */
function weightsOf({ tensors }: Topology): Float32Array {
  const entropy = testEntropy('weights');
  return Float32Array.from(
    initialWeights(tensors, 3),
    (value) => value + (entropy.uint32() / 2 ** 32 - 0.5) * 0.2,
  );
}

/** The cpu backend has all kernels of its own. */
async function onCpu<Result>(work: () => Promise<Result>): Promise<Result> {
  const tf = await openTensorFlow();
  expect(tf.getBackend()).toBe('wasm');
  await tf.setBackend('cpu');
  try {
    return await work();
  } finally {
    await tf.setBackend('wasm');
  }
}

async function expectGradients(topology: Topology, persons: PersonRows): Promise<void> {
  const size = topology.tensors.reduce((total, tensor) => total + sizeOf(tensor), 0);
  const weights = weightsOf(topology);
  const gradient = await gradientSum(topology, weights, persons, null);
  const reference = await onCpu(() => gradientSum(topology, weights, persons, null));
  expect(reference).toHaveLength(size);
  expect(Math.hypot(...reference)).toBeGreaterThan(0.01);
  expect(farthest(gradient, reference)).toBeLessThan(1e-4);
}

const categories = ['tea', 'milk', 'bread'];
/** Who bought tea directly before bread says yes: no sum over single places tells that. */
function buyers(size: number, seed: string) {
  const entropy = testEntropy(seed);
  const last = [0, 1, 2].map(() => Array.from({ length: size }, () => entropy.uint32() % 4));
  const label = last[0]!.map((first, person) =>
    Number((first === 0 && last[1]![person] === 2) || (last[1]![person] === 0 && last[2]![person] === 2)),
  );
  return peopleOfColumns({ bought_1: last[0]!, bought_2: last[1]!, bought_3: last[2]!, label });
}

test.each([
  {
    ...{ mode: 'none' as const, size: 80, least: 0.95 },
    settings: { rounds: 5, localEpochs: 6, batchSize: 32, learningRate: 0.05 },
  },
  // Person by person, which takes its time: that it runs, and gives a probability.
  { ...{ mode: 'pooled' as const, size: 10, least: 0 }, settings: { rounds: 2 } },
  { ...{ mode: 'member' as const, size: 10, least: 0 }, settings: { rounds: 2 } },
])('in mode $mode an own network with an Embedding runs, and learns an order of purchases', async (each) => {
  const { mode, size, settings, least } = each;
  const layers: readonly Written[] = [
    ['Embedding', { input_dim: 4, output_dim: 3, input_length: 3 }],
    ['Conv1D', { filters: 4, kernel_size: [2], padding: 'valid', activation: 'relu' }],
    ['Flatten', {}],
    out,
  ];
  const { json, tensors } = await topologyOf(layers, 3);
  const layersModel = { modelTopology: JSON.parse(json) as object, weightsManifest: [{ weights: tensors }] };
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'neural-network', mode, people: 4 * size, epsilon: 8, delta: 1e-3 },
    features: [1, 2, 3].map((at) => ({ name: `bought_${at}`, type: 'category', categories })),
    settings: { ...settings, layersModel },
  });
  const parties = ['a', 'b', 'c', 'd'].map((seed) => buyers(size, seed));
  const { model } = await simulateStudy(agreement, study, parties, testEntropy('study'));
  const held = buyers(200, 'held');
  const scores = await scorePeople(model as NetworkModel, held);
  expect(areaUnderCurve(numbersOf(scores, 'probability'), held.columns.get('label')!)).toBeGreaterThan(least);
  expect([...scores.contributions.keys()]).toEqual(['bought_1', 'bought_2', 'bought_3']);
});

test('an Embedding too small for the categories, or after another layer, is refused before anything runs', () => {
  const embedding = { class_name: 'Embedding', config: { name: 'codes', input_dim: 3, output_dim: 2 } };
  const dense = { class_name: 'Dense', config: { name: 'out' } };
  const refusal = (layers: readonly object[]): string => {
    const modelTopology = { class_name: 'Sequential', config: { layers } };
    const weightsManifest = [{ weights: [{ name: 'codes/embeddings', shape: [3, 2] }] }];
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'neural-network', mode: 'none', people: 100 },
      features: [{ name: 'bought_1', type: 'category', categories }],
      settings: { layersModel: { modelTopology, weightsManifest } },
    });
    return planningRefusal(agreement, study, 4);
  };
  expect(refusal([embedding, dense])).toMatch(/input_dim 3.*take 4/);
  expect(refusal([dense, embedding])).toMatch(/codes: an Embedding.*has to come first/);
});
