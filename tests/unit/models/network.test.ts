import { testEntropy } from '@chorale/crypto/testing';
import {
  areaUnderCurve,
  computationByName,
  modelFiles,
  numbersOf,
  planStudy,
  scorePeople,
  strongestContributions,
  chooseTensorBackend,
  type LogisticModel,
  type NetworkModel,
  type People,
} from '@chorale/models';
import { openTensorFlow } from '../../../models/src/tensor/backend.js';
import {
  agreementAndStudy,
  peopleOfColumns,
  planningRefusal,
  type TermsInBrief,
} from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';
import { predictedByTensorFlow } from '../../support/tensorflow-model.ts';

const features = [
  { name: 'x', type: 'number', lower: -3, upper: 3 },
  { name: 'y', type: 'number', lower: -30, upper: 30 },
];

/** A ring inside the plane: no line tells the label. */
function ringPeople(size: number, seed: string): People {
  const entropy = testEntropy(seed);
  const uniform = (): number => (entropy.uint32() / 2 ** 32) * 6 - 3;
  const x = Array.from({ length: size }, uniform);
  const y = Array.from({ length: size }, uniform);
  const label = x.map((value, person) => (Math.hypot(value, y[person]!) < 1.8 ? 1 : 0));
  return peopleOfColumns({ x, y: y.map((value) => 10 * value), label });
}

const parties = [300, 120, 80, 0].map((size, party) => ringPeople(size, `party ${party}`));
const held = ringPeople(400, 'held');
const terms = (settings: Record<string, unknown>, mode: TermsInBrief['mode'] = 'none'): TermsInBrief => ({
  ...{ computation: 'neural-network', mode, features, people: 500, settings },
  ...{ epsilon: 50, delta: 1e-4 },
});
const train = async (its: TermsInBrief): Promise<NetworkModel> => {
  const { agreement, study } = agreementAndStudy(its);
  const { model } = await simulateStudy(agreement, study, parties, testEntropy('training'));
  return model as NetworkModel;
};
const aucOf = async (model: NetworkModel | LogisticModel): Promise<number> =>
  areaUnderCurve(numbersOf(await scorePeople(model, held), 'probability'), held.columns.get('label')!);

const fileOf = (model: NetworkModel | LogisticModel, file: string): Uint8Array =>
  modelFiles(model).find(({ name }) => name === file)!.bytes;

let network: NetworkModel;
beforeAll(async () => {
  network = await train(
    terms({ hidden: [12], rounds: 5, localEpochs: 4, batchSize: 32, learningRate: 0.08 }),
  );
});

test('averaging learns what no line can tell', async () => {
  expect(await aucOf(network)).toBeGreaterThan(0.95);
});

test('mode member: updates are clipped and noised, every weight stays finite, and the clip follows the updates', async () => {
  const { agreement, study } = agreementAndStudy(terms({ hidden: [4], rounds: 6, clipNorm: 4 }, 'member'));
  const { model, state } = await simulateStudy(agreement, study, parties, testEntropy('member'));
  const { tensors, normaliser } = model as NetworkModel;
  expect(tensors.every(({ values }) => values.every(Number.isFinite))).toBe(true);
  expect(normaliser.centre).toEqual(new Float64Array(2));
  expect(state).toMatchObject({ stage: 'done' });
});

test.each([
  { mode: 'pooled' as const, least: 0.93 },
  { mode: 'local' as const, least: 0.88 },
])('mode $mode: steps on clipped gradients learn what no line can tell', async ({ mode, least }) => {
  const model = await train(terms({ hidden: [12], rounds: 60, learningRate: 0.05 }, mode));
  expect(await aucOf(model)).toBeGreaterThan(least);
});

test.each([{ name: 'fedyogi' }, { name: 'fedadagrad', learningRate: 0.1 }])(
  'steps on clipped gradients by $name learn what no line can tell, too',
  async (optimiser) => {
    expect(
      await aucOf(await train(terms({ hidden: [12], rounds: 60, optimiser }, 'pooled'))),
    ).toBeGreaterThan(0.9);
  },
);

test.each([{ name: 'fedprox', mu: 0.01 }, { name: 'scaffold' }, { name: 'fedadam' }])(
  'averaging by $name learns what no line can tell',
  async (optimiser) => {
    const local = optimiser.name === 'scaffold' ? { learningRate: 0.5 } : { learningRate: 0.08 };
    const model = await train(
      terms({ hidden: [12], rounds: 8, localEpochs: 6, batchSize: 32, optimiser, ...local }),
    );
    expect(await aucOf(model)).toBeGreaterThan(0.9);
  },
);

test('a tf.js model.json trains in place of hidden layers', async () => {
  const dense = (name: string, units: number, activation: string, first = {}): object => ({
    class_name: 'Dense',
    config: { name, units, activation, use_bias: true, ...first },
  });
  const layersModel = {
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'own',
        layers: [
          dense('wide', 8, 'tanh', { batch_input_shape: [null, 2] }),
          { class_name: 'Dropout', config: { name: 'drop', rate: 0.1 } },
          dense('out', 1, 'sigmoid'),
        ],
      },
    },
    weightsManifest: [
      {
        paths: [],
        weights: [
          { name: 'wide/kernel', shape: [2, 8], dtype: 'float32' },
          { name: 'wide/bias', shape: [8], dtype: 'float32' },
          { name: 'out/kernel', shape: [8, 1], dtype: 'float32' },
          { name: 'out/bias', shape: [1], dtype: 'float32' },
        ],
      },
    ],
  };
  const model = await train(
    terms({ layersModel, rounds: 4, localEpochs: 4, batchSize: 32, learningRate: 0.1 }),
  );
  expect(await aucOf(model)).toBeGreaterThan(0.9);
});

describe('networks that cannot be trained are refused before anything runs', () => {
  const modelOf = (class_name: string, config: object = {}): object => ({
    modelTopology: {
      class_name: 'Sequential',
      config: { layers: [{ class_name, config: { name: 'first', ...config } }] },
    },
    weightsManifest: [
      {
        weights:
          class_name === 'BatchNormalization'
            ? ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => ({
                name: `first/${name}`,
                shape: [2],
              }))
            : [
                { name: 'first/kernel', shape: [2, 1] },
                { name: 'first/bias', shape: [1] },
              ],
      },
    ],
  });
  const refusal = (settings: Record<string, unknown>, mode: TermsInBrief['mode'] = 'none'): string => {
    const { agreement, study } = agreementAndStudy(terms(settings, mode));
    return planningRefusal(agreement, study, 4);
  };
  test('by layers that nobody knows here, or that would mix customers', () => {
    expect(refusal({ layersModel: modelOf('Mystery') })).toMatch(
      /Mystery cannot be trained here: own code.*Dense/,
    );
    expect(refusal({ layersModel: modelOf('Lambda') })).toMatch(/Lambda cannot be trained here/);
    expect(refusal({ layersModel: modelOf('LSTM', { stateful: true }) })).toMatch(/stateful.*false/);
    expect(refusal({ layersModel: modelOf('Embedding', { mask_zero: true }) })).toMatch(/mask_zero/);
    expect(refusal({ layersModel: modelOf('Embedding', { input_dim: 3 }) })).toMatch(
      /"x" is no category.*Embedding/,
    );
    expect(refusal({ layersModel: modelOf('Dense', { batch_input_shape: [null, 3] }) })).toMatch(
      /takes \[3\] values.*2 columns.*Reshape/,
    );
    expect(refusal({ layersModel: modelOf('Dense', { units: 1, activation: 'linear' }) })).toMatch(
      /yes-or-no label takes 1 and sigmoid/,
    );
    expect(refusal({ layersModel: modelOf('Dense'), hidden: [3] })).toMatch(/hidden or layersModel/);
  });
  test('by optimisers that do not fit the mode', () => {
    const optimiser = { name: 'scaffold' };
    expect(refusal({ optimiser })).toBe('accepted');
    expect(refusal({ optimiser }, 'member')).toMatch(/second vector.*same epsilon.*fedprox/);
    expect(refusal({ optimiser }, 'pooled')).toMatch(/each step is a sum; use fedadam/);
    expect(refusal({ optimiser, localOptimiser: 'adam' })).toMatch(/plain steps/);
    expect(refusal({ optimiser, layersModel: modelOf('BatchNormalization') })).toMatch(
      /first: scaffold corrects gradients.*LayerNormalization/,
    );
    expect(refusal({ optimiser: { name: 'fedprox' } }, 'local')).toMatch(/fedprox.*each step is a sum/);
    expect(refusal({ optimiser: { name: 'fedprox' } }, 'member')).toBe('accepted');
    expect(refusal({ optimiser: { name: 'fedadam' } }, 'pooled')).toBe('accepted');
    expect(refusal({ optimiser: { name: 'fedadam' }, learningRate: 0.1 }, 'pooled')).toMatch(
      /learningRate: set it within optimiser/,
    );
    expect(refusal({ optimiser: { name: 'fedsgd' } })).toMatch(/optimiser/);
  });
  test('by layers that mix persons, and settings of another mode', () => {
    expect(refusal({ layersModel: modelOf('BatchNormalization') }, 'pooled')).toMatch(
      /first: BatchNormalization mixes persons; use LayerNormalization/,
    );
    expect(refusal({ layersModel: modelOf('BatchNormalization') }, 'member')).toBe('accepted');
    const penalised = modelOf('Dense', { kernel_regularizer: { class_name: 'L1L2', config: {} } });
    expect(refusal({ layersModel: penalised }, 'local')).toMatch(/kernel_regularizer/);
    expect(refusal({ localEpochs: 2, batchSize: 8 }, 'pooled')).toMatch(
      /localEpochs, batchSize.*mode pooled/,
    );
    expect(refusal({ samplingRate: 0.5 }, 'member')).toMatch(/samplingRate.*mode member.*averaging/);
  });
  test('by weights that are not those of the layers, before a node would try them again and again', () => {
    const kernel = { name: 'first/kernel', shape: [2, 1] };
    const bias = { name: 'first/bias', shape: [1] };
    const withWeights = (...weights: object[]): string => {
      const own = modelOf('Dense', { units: 1, batch_input_shape: [null, 2] });
      return refusal({ layersModel: { ...own, weightsManifest: weights.length > 0 ? [{ weights }] : [] } });
    };
    expect(withWeights(kernel, bias)).toBe('accepted');
    expect(withWeights({ ...kernel, shape: [5, 1] }, bias)).toMatch(
      /gives first\/kernel the shape \[5, 1\], its layer has \[2, 1\]/,
    );
    expect(withWeights(kernel)).toMatch(/leaves out first\/bias: give model.json as it was saved/);
    expect(withWeights()).toMatch(/leaves out first\/kernel, first\/bias/);
    expect(withWeights(kernel, bias, { name: 'second/bias', shape: [1] })).toMatch(
      /names second\/bias, which no layer has; the layers have first\/kernel, first\/bias/,
    );
  });
  test('by a GRU that tf.js cannot build', () => {
    expect(refusal({ layersModel: modelOf('GRU', { reset_after: true }) })).toMatch(/reset_after=False/);
  });
});

test('the first weights are public and the same everywhere', () => {
  const { agreement, study } = agreementAndStudy(terms({ hidden: [4] }));
  const plan = planStudy(agreement, study, { nodes: 4 });
  const [first, second] = [0, 1].map(() =>
    computationByName('neural-network').start(plan.context, plan.noise),
  );
  expect(first).toEqual(second);
});

test('a backend cannot change once it is in use; the optional one says how to install it', async () => {
  await openTensorFlow();
  expect(() => chooseTensorBackend('tfjs-node')).toThrow(/wasm backend is in use/);
  expect(() => chooseTensorBackend('wasm')).not.toThrow();
});

describe('a released model', () => {
  const logistic: LogisticModel = {
    kind: 'logistic',
    columns: ['x', 'y'],
    normaliser: { centre: Float64Array.of(0.5, -2), scale: Float64Array.of(0.7, 9), limit: 1.5 },
    weights: Float64Array.of(1.25, -0.75),
    means: Float64Array.of(0.1, 0.2),
    intercept: -0.5,
  };
  const models = (): readonly (LogisticModel | NetworkModel)[] => [
    logistic,
    { ...logistic, normaliser: { ...logistic.normaliser, limit: null } },
    network,
  ];

  test('opens in tf.js with the same probabilities, on encoded columns', async () => {
    for (const model of models()) {
      const { columns, predicted } = await predictedByTensorFlow(model, held);
      expect(columns).toEqual(['x', 'y']);
      const probability = numbersOf(await scorePeople(model, held), 'probability');
      probability.forEach((value, row) => expect(Math.abs(predicted[row]! - value)).toBeLessThan(1e-4));
    }
  });

  test('is a safetensors file with all its numbers', () => {
    for (const model of models()) {
      const bytes = fileOf(model, 'model.safetensors');
      const view = new DataView(bytes.buffer);
      const headerLength = Number(view.getBigUint64(0, true));
      expect(headerLength % 8).toBe(0);
      const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + headerLength)).toString('utf8')) as Record<
        string,
        { dtype: string; shape: number[]; data_offsets: [number, number] }
      >;
      const { __metadata__: metadata, ...tensors } = header;
      expect(metadata).toMatchObject({ kind: model.kind, columns: '["x","y"]' });
      const read = (name: string): number[] => {
        const { data_offsets: offsets } = tensors[name]!;
        return Array.from({ length: (offsets[1] - offsets[0]) / 8 }, (_, at) =>
          view.getFloat64(8 + headerLength + offsets[0] + 8 * at, true),
        );
      };
      expect(read('normaliser.scale')).toEqual([...model.normaliser.scale]);
      if (model.kind === 'logistic') expect(read('weights')).toEqual([1.25, -0.75]);
      else for (const tensor of model.tensors) expect(read(tensor.name)).toEqual([...tensor.values]);
      const ends = Object.values(tensors).map((tensor) => tensor.data_offsets[1]);
      expect(Math.max(...ends)).toBe(bytes.length - 8 - headerLength);
    }
  });

  test('says which columns moved a person most', async () => {
    const people = peopleOfColumns({ x: [0.5, 3], y: [-2, 7] });
    const scores = await scorePeople(logistic, people);
    expect(numbersOf(scores, 'probability')[0]).toBeCloseTo(1 / (1 + Math.exp(0.5)), 12);
    expect(strongestContributions(scores, 1, 1)).toEqual([
      { column: 'x', contribution: 1.25 * 1.5 - 1.25 * 0.1 },
    ]);
    expect(strongestContributions(scores, 1, 3)[1]).toEqual({
      column: 'y',
      contribution: -0.75 + 0.75 * 0.2,
    });
    const ring = await scorePeople(network, held);
    expect([...ring.contributions.keys()]).toEqual(['x', 'y']);
    expect(ring.contributions.get('x')!.some((value) => Math.abs(value) > 1)).toBe(true);
  });

  test('scores nobody where there is nobody, and names a missing column', async () => {
    for (const model of models()) {
      expect(
        numbersOf(await scorePeople(model, peopleOfColumns({ x: [], y: [] })), 'probability'),
      ).toHaveLength(0);
      await expect(scorePeople(model, peopleOfColumns({ x: [1] }))).rejects.toThrow(/no column "y"/);
    }
  });
});
