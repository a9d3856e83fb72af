// A tf.js model of layers that branch and join, written down as its JSON without a tensor library.
import type { TensorShape } from './network-topology.js';

interface LayerRecord {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly unknown[];
}

/** Where a layer's output is taken from: the layer's name. */
export type LayerOutput = string;

export class LayerGraph {
  private readonly layers: LayerRecord[];
  private readonly shapes: TensorShape[] = [];

  /** @param inputs columns of a row. */
  constructor(readonly inputs: number) {
    this.layers = [
      {
        class_name: 'InputLayer',
        name: INPUT,
        config: { name: INPUT, batch_input_shape: [null, inputs], dtype: 'float32', sparse: false },
        inbound_nodes: [],
      },
    ];
  }

  readonly input: LayerOutput = INPUT;

  /** @param weights by name within the layer, in the order that tf.js has them. */
  add(
    class_name: string,
    name: string,
    from: readonly LayerOutput[],
    config: Readonly<Record<string, unknown>> = {},
    weights: Readonly<Record<string, readonly number[]>> = {},
  ): LayerOutput {
    this.layers.push({
      ...{ class_name, name },
      config: { name, trainable: true, ...config },
      inbound_nodes: [from.map((source) => [source, 0, 0, {}])],
    });
    for (const [weight, shape] of Object.entries(weights))
      this.shapes.push({ name: `${name}/${weight}`, shape });
    return name;
  }

  /** @param width of `from`, along its last axis. */
  dense(
    name: string,
    from: LayerOutput,
    width: number,
    { units, activation = 'linear', bias = true }: DenseTerms,
  ): LayerOutput {
    return this.add(
      'Dense',
      name,
      [from],
      { units, activation, use_bias: bias },
      { kernel: [width, units], ...(bias && { bias: [units] }) },
    );
  }

  /** Model and weights once all layers stand. */
  topology(output: LayerOutput): { readonly json: string; readonly tensors: readonly TensorShape[] } {
    const config = {
      name: 'network',
      layers: this.layers,
      input_layers: [[INPUT, 0, 0]],
      output_layers: [[output, 0, 0]],
    };
    return { json: JSON.stringify({ class_name: 'Model', config }), tensors: this.shapes };
  }
}

const INPUT = 'columns';

interface DenseTerms {
  readonly units: number;
  readonly activation?: string;
  readonly bias?: boolean;
}
