import type { Entropy } from '@chorale/crypto';
import { outputWidth, type Topology } from '../computations/neural-network/network-topology.js';
import type { AveragingSettings } from '../computations/neural-network/neural-network-settings.js';
import { shuffledPositions } from '../privacy/uniform-integers.js';
import { loadNetwork, readWeights, trainedVariables } from './load-network.js';
import { lossOf } from './network-loss.js';
import { pullGradients, type Pull } from './pulled-gradients.js';

/** How a node steps through its rows. */
export type LocalTraining = Pick<
  AveragingSettings,
  'epochs' | 'batchSize' | 'localOptimiser' | 'learningRate'
>;

export interface LocallyTrained {
  readonly weights: Float32Array;
  /** Steps taken. */
  readonly steps: number;
}

/**
 * Trains on one node's rows, by binary cross-entropy or what the topology's output asks for. Which values a Dropout layer or a recurrent
 * one's dropout leaves out TensorFlow.js draws from Math.random, or from a seed that is the same each time; no other source can be given.
 * That chance trains and carries no privacy, which rests on the clip of what comes out and on noise from `Entropy`.
 * @param inputs rows x columns, row-major; at least one row.
 * @param labels 0 or 1 a row, or a number on the scale of the output.
 * @param pull what is added to each gradient; undefined: nothing.
 */
export async function trainLocally(
  topology: Topology,
  weights: Float32Array,
  inputs: Float32Array,
  labels: Float32Array,
  { epochs, batchSize, localOptimiser, learningRate }: LocalTraining,
  entropy: Entropy,
  pull?: Pull,
): Promise<LocallyTrained> {
  const rows = labels.length;
  const columns = inputs.length / rows;
  const { tf, network } = await loadNetwork(topology, weights, columns);
  const rule = localOptimiser === 'adam' ? tf.train.adam(learningRate) : tf.train.sgd(learningRate);
  const pulled = pull && pullGradients(tf, rule, trainedVariables(tf, topology, network), weights, pull);
  let steps = 0;
  try {
    network.compile({
      optimizer: rule,
      loss: topology.output ? lossOf(tf, topology.output) : 'binaryCrossentropy',
    });
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      // Not the shuffle of TensorFlow.js, which draws from Math.random.
      const order = shuffledPositions(rows, entropy);
      for (let first = 0; first < rows; first += batchSize) {
        const batch = order.subarray(first, first + batchSize);
        const x = tf.tensor2d(gatherRows(inputs, columns, batch), [batch.length, columns]);
        // TensorFlow.js wants labels as wide as outputs; a loss that takes one column finds it first.
        const y = tf.tidy(() =>
          tf
            .tensor2d(gatherRows(labels, 1, batch), [batch.length, 1])
            .tile([1, outputWidth(topology.output)]),
        );
        await network.trainOnBatch(x, y);
        steps += 1;
        tf.dispose([x, y]);
      }
    }
    return { weights: await readWeights(topology, network), steps };
  } finally {
    pulled?.dispose();
    rule.dispose();
    network.dispose();
  }
}

function gatherRows(values: Float32Array, width: number, rows: Uint32Array): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  rows.forEach((row, index) => gathered.set(values.subarray(row * width, (row + 1) * width), index * width));
  return gathered;
}
