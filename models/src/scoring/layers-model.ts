// A model as a tf.js LayersModel that takes encoded columns: normalisation is part of it.
import type { NetworkTensor, Normaliser } from '../computations/released-model.js';
import { concatenate } from '../computations/vectors.js';
import type { ModelFile } from './model-kind.js';

export interface Layer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Layers in their order, and their weights in the same. */
export interface LayersPart {
  readonly layers: readonly Layer[];
  readonly tensors: readonly NetworkTensor[];
}

/**
 * Loads with `tf.loadLayersModel`; inputs in the order of `userDefinedMetadata.columns`.
 * @param body takes normalised columns.
 * @returns `model.json`, and `weights.bin` that stands beside it.
 */
export function layersModelFiles(
  { columns, normaliser }: { readonly columns: readonly string[]; readonly normaliser: Normaliser },
  body: LayersPart,
): ModelFile[] {
  const head = normalisation(normaliser);
  const layers = [...head.layers, ...body.layers].map(({ class_name, config }, index) => ({
    class_name,
    config: { ...config, ...(index === 0 ? { batch_input_shape: [null, columns.length] } : {}) },
  }));
  const tensors = [...head.tensors, ...body.tensors];
  const modelJson = JSON.stringify({
    format: 'layers-model',
    generatedBy: 'chorale',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: { name: 'chorale', layers },
      keras_version: 'tfjs-layers 4.22.0',
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: tensors.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: { columns },
  });
  const floats = Float32Array.from(concatenate(tensors.map((tensor) => tensor.values)));
  return [
    { name: 'model.json', bytes: new TextEncoder().encode(modelJson) },
    { name: 'weights.bin', bytes: new Uint8Array(floats.buffer) },
  ];
}

export function denseLayer(name: string, units: number, activation: string): Layer {
  return {
    class_name: 'Dense',
    config: { name, units, activation, use_bias: true, trainable: false, dtype: 'float32' },
  };
}

/** z = (x - centre) / scale; with a limit, relu over z + limit cut at 2 limit, and limit taken off again. */
function normalisation({ centre, scale, limit }: Normaliser): LayersPart {
  const affine = (name: string, factor: Float64Array, shift: Float64Array): NetworkTensor[] => [
    { name: `${name}/kernel`, shape: [factor.length, factor.length], values: diagonal(factor) },
    { name: `${name}/bias`, shape: [factor.length], values: shift },
  ];
  const offset = limit ?? 0;
  const first = affine(
    'normalise',
    scale.map((deviation) => 1 / deviation),
    centre.map((mean, column) => offset - mean / scale[column]!),
  );
  const layers = [denseLayer('normalise', centre.length, 'linear')];
  if (limit === null) return { layers, tensors: first };
  return {
    layers: [
      ...layers,
      { class_name: 'ReLU', config: { name: 'limit', max_value: 2 * limit, trainable: false } },
      denseLayer('recentre', centre.length, 'linear'),
    ],
    tensors: [
      ...first,
      ...affine(
        'recentre',
        centre.map(() => 1),
        centre.map(() => -limit),
      ),
    ],
  };
}

function diagonal(values: Float64Array): Float64Array {
  const matrix = new Float64Array(values.length ** 2);
  values.forEach((value, index) => {
    matrix[index * (values.length + 1)] = value;
  });
  return matrix;
}
