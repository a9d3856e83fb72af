// A released model as a tf.js LayersModel that takes encoded columns: normalisation is part of it.
import type {
  LogisticModel,
  NetworkModel,
  NetworkTensor,
  Normaliser,
  ReleasedModel,
} from '../computations/released-model.js';
import { concatenate } from '../computations/vectors.js';

export interface LayersModelFiles {
  /** Text of `model.json`. */
  readonly modelJson: string;
  /** Bytes of `weights.bin`, which stands beside it. */
  readonly weights: Uint8Array;
}

interface Layer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Loads with `tf.loadLayersModel`; inputs in the order of `userDefinedMetadata.columns`, output the probability. */
export function toLayersModel(model: ReleasedModel): LayersModelFiles {
  const body = model.kind === 'logistic' ? logisticBody(model) : networkBody(model);
  const head = normalisation(model.normaliser);
  const columns = model.columns.length;
  const layers = [...head.layers, ...body.layers].map(({ class_name, config }, index) => ({
    class_name,
    config: { ...config, ...(index === 0 ? { batch_input_shape: [null, columns] } : {}) },
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
    userDefinedMetadata: { columns: model.columns },
  });
  const floats = Float32Array.from(concatenate(tensors.map((tensor) => tensor.values)));
  return { modelJson, weights: new Uint8Array(floats.buffer) };
}

interface Part {
  readonly layers: readonly Layer[];
  readonly tensors: readonly NetworkTensor[];
}

function dense(name: string, units: number, activation: 'linear' | 'sigmoid'): Layer {
  return {
    class_name: 'Dense',
    config: { name, units, activation, use_bias: true, trainable: false, dtype: 'float32' },
  };
}

/** z = (x - centre) / scale; with a limit, relu over z + limit cut at 2 limit, and limit taken off again. */
function normalisation({ centre, scale, limit }: Normaliser): Part {
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
  const layers = [dense('normalise', centre.length, 'linear')];
  if (limit === null) return { layers, tensors: first };
  return {
    layers: [
      ...layers,
      { class_name: 'ReLU', config: { name: 'limit', max_value: 2 * limit, trainable: false } },
      dense('recentre', centre.length, 'linear'),
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

function logisticBody({ weights, intercept }: LogisticModel): Part {
  return {
    layers: [dense('logistic', 1, 'sigmoid')],
    tensors: [
      { name: 'logistic/kernel', shape: [weights.length, 1], values: weights },
      { name: 'logistic/bias', shape: [1], values: Float64Array.of(intercept) },
    ],
  };
}

function networkBody({ topology, tensors }: NetworkModel): Part {
  const { layers } = (JSON.parse(topology) as { config: { layers: readonly Layer[] } }).config;
  // The normalising layer takes the input now.
  return {
    layers: layers.filter((layer) => layer.class_name !== 'InputLayer').map(withoutInputShape),
    tensors,
  };
}

function withoutInputShape({ class_name, config }: Layer): Layer {
  return {
    class_name,
    config: Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'batch_input_shape')),
  };
}
