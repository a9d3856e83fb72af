// What a network looks like, known without a tensor library: layers, weights and their shapes, first values.
import { z } from 'zod';
import { DEFAULT_INPUT, type Column, type InputForm } from '../../contracts/dictionary.js';
import { publicUniforms } from '../public-uniforms.js';
import { concatenate } from '../vectors.js';

export interface TensorShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What outputs say: a number on the scale that the label was brought to, or the three of a zero-inflated log-normal. */
export type ValueOutput = 'value' | 'zero-inflated';

export interface Topology {
  /** `modelTopology` of a tf.js model, as JSON text. */
  readonly json: string;
  /** In the order of the model's weights. */
  readonly tensors: readonly TensorShape[];
  /** Left out: one probability. */
  readonly output?: ValueOutput;
}

/** Units of the last layer. */
export function outputWidth(output: ValueOutput | undefined): number {
  return output === 'zero-inflated' ? 3 : 1;
}

/** Those that every node can train, whatever its backend; all are tried out by tests/unit/models/layers.test.ts. */
export const TRAINABLE_LAYERS = [
  ...['InputLayer', 'Dense', 'Activation', 'ReLU', 'LeakyReLU', 'ELU', 'Dropout', 'Flatten', 'Reshape'],
  ...['LayerNormalization', 'BatchNormalization', 'LSTM', 'GRU', 'SimpleRNN', 'Conv1D', 'Embedding'],
  ...['MaxPooling1D', 'AveragePooling1D', 'GlobalAveragePooling1D', 'GlobalMaxPooling1D'],
];

const layerSchema = z.looseObject({
  class_name: z.string().refine((name) => TRAINABLE_LAYERS.includes(name), {
    error: ({ input }) =>
      `layer ${String(input)} cannot be trained here: own code and layers of its kind are not taken over; use ` +
      TRAINABLE_LAYERS.join(', '),
  }),
  config: z.looseObject({
    name: z.string(),
    mask_zero: z
      .literal(false, 'code 0 is the first category, which mask_zero would hide; set it to false')
      .nullish(),
    reset_after: z
      .literal(false, 'tf.js has no GRU with reset_after; build the layer with reset_after=False')
      .nullish(),
    padding: z.enum(['valid', 'same'], "tf.js trains padding 'valid' and 'same' only").nullish(),
    stateful: z
      .literal(
        false,
        "a stateful layer would carry one customer's rows over to the next; set stateful to false",
      )
      .nullish(),
  }),
});

/** A model.json of tf.js, as far as it matters here. */
export const layersModelSchema = z.looseObject({
  modelTopology: z.looseObject({
    class_name: z.literal('Sequential', 'only Sequential models can be trained; save the network as one'),
    config: z.looseObject({ layers: z.array(layerSchema).min(1) }),
  }),
  weightsManifest: z
    .array(
      z.looseObject({
        weights: z.array(z.looseObject({ name: z.string(), shape: z.array(z.int().min(1)) })),
      }),
    )
    .describe('names and shapes of the weights; the values are not used'),
});
export type LayersModel = z.infer<typeof layersModelSchema>;

export function topologyOfLayersModel(
  { modelTopology, weightsManifest }: LayersModel,
  output?: ValueOutput,
): Topology {
  return {
    json: JSON.stringify(modelTopology),
    tensors: weightsManifest.flatMap(({ weights }) => weights.map(({ name, shape }) => ({ name, shape }))),
    ...(output && { output }),
  };
}

/** Dense layers `hidden` wide, then one sigmoid unit, or linear ones for a number. */
export function denseTopology(
  inputs: number,
  hidden: readonly number[],
  activation: string,
  output?: ValueOutput,
): Topology {
  const widths = [...hidden, outputWidth(output)];
  const last = output === undefined ? 'sigmoid' : 'linear';
  const names = widths.map((_, index) => (index < hidden.length ? `hidden_${index + 1}` : 'output'));
  const layers = widths.map((units, index) => ({
    class_name: 'Dense',
    config: {
      name: names[index]!,
      units,
      activation: index < hidden.length ? activation : last,
      use_bias: true,
      trainable: true,
      dtype: 'float32',
      ...(index === 0 ? { batch_input_shape: [null, inputs] } : {}),
    },
  }));
  return {
    json: JSON.stringify({ class_name: 'Sequential', config: { name: 'network', layers } }),
    tensors: widths.flatMap((units, index) => [
      { name: `${names[index]!}/kernel`, shape: [index === 0 ? inputs : widths[index - 1]!, units] },
      { name: `${names[index]!}/bias`, shape: [units] },
    ]),
    ...(output && { output }),
  };
}

/**
 * Where a person's gradient is clipped, a layer must not compute one person's output from another's rows, and a penalty
 * on weights is no part of any person's loss.
 * @throws RangeError naming the layer.
 */
export function refuseWhatMixesPersons({ json }: Topology): void {
  for (const layer of layersOf(json)) {
    const name = `layer ${String(layer.config['name'])}`;
    if (layer.class_name === 'BatchNormalization')
      throw new RangeError(`${name}: BatchNormalization mixes persons; use LayerNormalization`);
    const penalty = Object.entries(layer.config).find(([key, value]) => key.endsWith('regularizer') && value);
    if (penalty) throw new RangeError(`${name}: leave ${penalty[0]} out; clip and noise already regularise`);
  }
}

interface TopologyLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

function layersOf(json: string): readonly TopologyLayer[] {
  return (JSON.parse(json) as { config: { layers: readonly TopologyLayer[] } }).config.layers;
}

/** Rows of the embedding that a network begins with; undefined for one that takes numbers. */
export function embeddedCodes(json: string): number | undefined {
  const first = layersOf(json).find(({ class_name }) => class_name !== 'InputLayer');
  return first?.class_name === 'Embedding' ? Number(first.config['input_dim']) : undefined;
}

/** An embedding takes each category by its place in the dictionary; all other layers take columns of numbers. */
export function networkInput(json: string): InputForm {
  return embeddedCodes(json) === undefined ? DEFAULT_INPUT : { ...DEFAULT_INPUT, categories: 'codes' };
}

/** @throws RangeError where the layers say that they take another number of columns, or give another output than the label takes. */
export function requireFitting({ json, output }: Topology, columns: number): void {
  const layers = layersOf(json);
  const stated = layers[0]!.config['batch_input_shape'];
  if (Array.isArray(stated) && (stated.length !== 2 || stated[1] !== columns))
    throw new RangeError(
      `the network takes [${stated.slice(1).join(', ')}] values a row, the study's features are ${columns} columns: give its first ` +
        `layer batch_input_shape [null, ${columns}], and a Reshape after it where the next layer wants another shape`,
    );
  const { class_name, config } = layers.at(-1)!;
  const width = outputWidth(output);
  const last = output === undefined ? 'sigmoid' : 'linear';
  const { units = width, activation = last } = config;
  if (class_name === 'Dense' && (units !== width || activation !== last))
    throw new RangeError(
      `the network ends in ${String(units)} units, activation ${String(activation)}; ` +
        `${output === undefined ? 'a yes-or-no label' : `this label (likelihood ${output})`} takes ${width} and ${last}`,
    );
}

/** @throws RangeError where an embedding stands elsewhere, or is too small for the columns, or they are no categories. */
export function requireEmbeddable({ json }: Topology, columns: readonly Column[]): void {
  const layers = layersOf(json).filter(({ class_name }) => class_name !== 'InputLayer');
  const late = layers.find(({ class_name }, at) => class_name === 'Embedding' && at > 0);
  if (late)
    throw new RangeError(
      `layer ${String(late.config['name'])}: an Embedding takes the codes of categories, so it has to come first`,
    );
  const codes = embeddedCodes(json);
  if (codes === undefined) return;
  const other = columns.find(({ type }) => type !== 'category');
  if (other)
    throw new RangeError(
      `"${other.name}" is no category: a network that begins with an Embedding takes categories alone`,
    );
  // One more for what the dictionary does not name.
  const needed = Math.max(...columns.map(({ upper }) => upper + 1));
  if (codes !== needed)
    throw new RangeError(
      `the Embedding has input_dim ${codes}, the longest of the study's categories and one for all others take ${needed}`,
    );
}

/** @throws RangeError naming a layer whose averages move without a gradient, which control variates cannot correct. */
export function refuseMovingAverages({ json }: Topology): void {
  const layer = layersOf(json).find(({ class_name }) => class_name === 'BatchNormalization');
  if (layer)
    throw new RangeError(
      `layer ${String(layer.config['name'])}: scaffold corrects gradients, and BatchNormalization moves its averages without any; ` +
        'use LayerNormalization, or another optimiser',
    );
}

/** Values of a tensor of this shape. */
export function sizeOf({ shape }: TensorShape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Weights to start from, the same everywhere: matrices uniform as Glorot and Bengio 2010 have it, scales one, all else
 * zero. They are public constants, not chance.
 */
export function initialWeights(tensors: readonly TensorShape[], seed: number): Float64Array {
  return concatenate(
    tensors.map((tensor) => {
      const size = sizeOf(tensor);
      if (tensor.shape.length < 2)
        return new Float64Array(size).fill(/gamma|variance/.test(tensor.name) ? 1 : 0);
      const fanOut = tensor.shape.at(-1)!;
      const bound = Math.sqrt(6 / (size / fanOut + fanOut));
      return publicUniforms('initial-weights', `${seed}:${tensor.name}`, size).map((u) =>
        Math.fround(bound * (2 * u - 1)),
      );
    }),
  );
}
