// What a network looks like, known without a tensor library: layers, weights and their shapes, first values.
import { z } from 'zod';
import { publicUniforms } from './public-uniforms.js';
import { concatenate } from './vectors.js';

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

// The wasm backend, which every node has, holds no gradient kernels for the others.
const TRAINABLE_LAYERS: ReadonlySet<string> = new Set([
  ...['InputLayer', 'Dense', 'Activation', 'ReLU', 'LeakyReLU', 'ELU', 'Dropout', 'Flatten', 'Reshape'],
  ...['LayerNormalization', 'BatchNormalization', 'LSTM', 'GRU', 'SimpleRNN', 'GlobalAveragePooling1D'],
]);

const layerSchema = z.looseObject({
  class_name: z.string().superRefine((name, context) => {
    if (TRAINABLE_LAYERS.has(name)) return;
    const reason = /conv|embedding/i.test(name)
      ? 'lacks the gradients of convolutions and embeddings'
      : 'cannot train it';
    const instead = /embedding/i.test(name)
      ? 'give categories as columns of their own instead'
      : 'use Dense, LSTM or GRU';
    context.addIssue({ code: 'custom', message: `layer ${name}: the wasm backend ${reason}; ${instead}` });
  }),
  config: z.looseObject({ name: z.string() }),
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
    .min(1)
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
  const { config } = JSON.parse(json) as {
    config: { layers: readonly { class_name: string; config: Record<string, unknown> }[] };
  };
  for (const layer of config.layers) {
    const name = `layer ${String(layer.config['name'])}`;
    if (layer.class_name === 'BatchNormalization')
      throw new RangeError(`${name}: BatchNormalization mixes persons; use LayerNormalization`);
    const penalty = Object.entries(layer.config).find(([key, value]) => key.endsWith('regularizer') && value);
    if (penalty) throw new RangeError(`${name}: leave ${penalty[0]} out; clip and noise already regularise`);
  }
}

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
