// Networks of dense layers alone, whose gradients a person's norm can be told from without forming them.
import type { Topology } from '../computations/neural-network/network-topology.js';

const ACTIVATIONS = ['linear', 'relu', 'tanh', 'sigmoid', 'elu', 'selu', 'swish'] as const;
export type DenseActivation = (typeof ACTIVATIONS)[number];

export interface DenseLayer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: DenseActivation;
  /** Where kernel (inputs x units, row-major) and bias begin among all weights; no bias: undefined. */
  readonly kernelAt: number;
  readonly biasAt: number | undefined;
}

interface LayerRecord {
  readonly class_name: string;
  readonly config: {
    readonly name: string;
    readonly activation?: string | null;
    readonly trainable?: boolean;
  };
}

/** The layers from input to output; undefined where any is not dense, or the network is none of `inputs` to one output. */
export function denseLayersOf(
  { json, tensors, output: says }: Topology,
  inputs: number,
): readonly DenseLayer[] | undefined {
  const { class_name, config } = JSON.parse(json) as {
    class_name: string;
    config: { layers: readonly LayerRecord[] };
  };
  // Elsewhere layers do not follow one after the other.
  if (class_name !== 'Sequential') return undefined;
  const offsets = new Map<string, { at: number; shape: readonly number[] }>();
  let at = 0;
  for (const { name, shape } of tensors) {
    offsets.set(name, { at, shape });
    at += shape.reduce((product, length) => product * length, 1);
  }
  const layers: DenseLayer[] = [];
  for (const layer of config.layers.filter(({ class_name }) => class_name !== 'InputLayer')) {
    const { name, activation, trainable } = layer.config;
    const kernel = offsets.get(`${name}/kernel`);
    const known = ACTIVATIONS.find((candidate) => candidate === (activation ?? 'linear'));
    if (layer.class_name !== 'Dense' || trainable === false || kernel?.shape.length !== 2 || !known)
      return undefined;
    const [width, units] = kernel.shape as [number, number];
    if (width !== (layers.at(-1)?.units ?? inputs)) return undefined;
    layers.push({
      inputs: width,
      units,
      activation: known,
      kernelAt: kernel.at,
      biasAt: offsets.get(`${name}/bias`)?.at,
    });
  }
  const output = layers.at(-1);
  const wanted = says === 'value' ? 'linear' : 'sigmoid';
  return output?.units === 1 && says !== 'zero-inflated' && output.activation === wanted ? layers : undefined;
}
