// Which weights the layers of an own network hold, known without a tensor library: a model.json whose manifest says otherwise is refused
// before its study starts. In a running study no node could build it, and each would try again for ever.
import type { Topology, TensorShape } from './network-topology.js';

/** Null: follows from shapes that are not traced here. */
type Length = number | null;
type Config = Readonly<Record<string, unknown>>;

interface LayerWeights {
  readonly weights: Readonly<Record<string, readonly Length[]>>;
  /** Length of the last axis that the layer gives. */
  readonly width: Length;
}

/** @param width length of the last axis that the layer takes. */
type WeightsOf = (config: Config, width: Length) => LayerWeights;

/**
 * The topology with each tensor under the name that its layer gives it; the converter of Keras writes a cell's name between.
 * @param columns that the network takes.
 * @throws RangeError where the manifest names other weights than the layers hold, or other shapes.
 */
export function withWeightsOfLayers(topology: Topology, columns: number): Topology {
  const expected = weightsOfLayers(topology.json, columns);
  const tensors = topology.tensors.map(({ name, shape }) => ({ name: ownName(name, expected), shape }));
  for (const tensor of tensors) requireShape(tensor, expected);
  const named = new Set(tensors.map(({ name }) => name));
  const missing = [...expected.keys()].filter((name) => !named.has(name));
  if (missing.length > 0)
    throw new RangeError(
      `weightsManifest leaves out ${missing.join(', ')}: give model.json as it was saved, with names and shapes of all weights`,
    );
  return { ...topology, tensors };
}

function requireShape({ name, shape }: TensorShape, expected: ReadonlyMap<string, readonly Length[]>): void {
  const own = expected.get(name);
  if (own === undefined)
    throw new RangeError(
      `weightsManifest names ${name}, which no layer has; the layers have ${[...expected.keys()].join(', ')}`,
    );
  const isSame =
    own.length === shape.length && own.every((length, axis) => (length ?? shape[axis]) === shape[axis]);
  if (!isSame)
    throw new RangeError(
      `weightsManifest gives ${name} the shape [${shape.join(', ')}], its layer has ` +
        `[${own.map((length) => length ?? 'any').join(', ')}]`,
    );
}

/** As tf.js finds them: `lstm/lstm_cell/kernel` is `lstm/kernel`. */
function ownName(name: string, expected: ReadonlyMap<string, unknown>): string {
  if (expected.has(name)) return name;
  const parts = name.split('/');
  const short = [...parts.slice(0, -2), parts.at(-1)!].join('/');
  return expected.has(short) ? short : name;
}

function weightsOfLayers(json: string, columns: number): ReadonlyMap<string, readonly Length[]> {
  const { layers } = (JSON.parse(json) as { config: { layers: { class_name: string; config: Config }[] } })
    .config;
  const found = new Map<string, readonly Length[]>();
  let width: Length = columns;
  for (const { class_name, config } of layers) {
    const layer: LayerWeights = (weightsByLayer[class_name] ?? none)(config, width);
    for (const [weight, shape] of Object.entries(layer.weights))
      found.set(`${String(config['name'])}/${weight}`, shape);
    width = layer.width;
  }
  return found;
}

const none: WeightsOf = (_, width) => ({ weights: {}, width });

const weightsByLayer: Readonly<Record<string, WeightsOf>> = {
  Dense: (config, width) => {
    const units = lengthOf(config['units']);
    return { weights: { kernel: [width, units], ...biasOf(config, units) }, width: units };
  },
  SimpleRNN: recurrent(1),
  GRU: recurrent(3),
  LSTM: recurrent(4),
  Conv1D: (config, width) => {
    const [filters, size] = [lengthOf(config['filters']), lengthOf([config['kernel_size']].flat()[0])];
    const isLast = config['data_format'] !== 'channels_first';
    return {
      weights: { kernel: [size, isLast ? width : null, filters], ...biasOf(config, filters) },
      width: isLast ? filters : null,
    };
  },
  Embedding: (config) => {
    const width = lengthOf(config['output_dim']);
    return { weights: { embeddings: [lengthOf(config['input_dim']), width] }, width };
  },
  LayerNormalization: (config, width) => ({ weights: scalesOf(config, width), width }),
  BatchNormalization: (config, width) => {
    const length = normalisedLength(config, width);
    return {
      weights: { ...scalesOf(config, width), moving_mean: [length], moving_variance: [length] },
      width,
    };
  },
  Reshape: (config) => ({ weights: {}, width: lengthOf([config['target_shape']].flat().at(-1)) }),
  Flatten: () => ({ weights: {}, width: null }),
};

/** A cell of so many gates: kernels and biases of the gates stand side by side. */
function recurrent(gates: number): WeightsOf {
  return (config, width) => {
    const units = lengthOf(config['units']);
    const all = units === null ? null : gates * units;
    return {
      weights: { kernel: [width, all], recurrent_kernel: [units, all], ...biasOf(config, all) },
      width: units,
    };
  };
}

function biasOf({ use_bias }: Config, length: Length): Record<string, readonly Length[]> {
  return use_bias === false ? {} : { bias: [length] };
}

function scalesOf(config: Config, width: Length): Record<string, readonly Length[]> {
  const length = normalisedLength(config, width);
  return {
    ...(config['scale'] !== false && { gamma: [length] }),
    ...(config['center'] !== false && { beta: [length] }),
  };
}

/** Another axis than the last one is not traced. */
function normalisedLength({ axis = -1 }: Config, width: Length): Length {
  return [axis].flat()[0] === -1 ? width : null;
}

function lengthOf(value: unknown): Length {
  return typeof value === 'number' && value > 0 ? value : null;
}
