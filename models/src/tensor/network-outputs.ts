import type { People } from '../computations/computation.js';
import { inputMatrix } from '../computations/neural-network/input-matrix.js';
import { embeddedCodes } from '../computations/neural-network/network-topology.js';
import type { NetworkModel } from '../computations/released-model.js';
import { concatenate } from '../computations/vectors.js';
import { loadNetwork } from './load-network.js';

/** TensorFlow.js would take 32 rows at a time, and a hundred times as long. */
const BATCH_ROWS = 8192;

/**
 * Outputs of every row, as it is and with columns set to their average, one in turn; rows x outputs, row-major.
 * @param occluded positions of those columns.
 */
export async function networkOutputs(
  model: NetworkModel,
  people: People,
  occluded: readonly number[],
): Promise<{ whole: Float32Array; without: readonly Float32Array[] }> {
  const columns = model.columns.length;
  const inputs = inputMatrix(people, model.columns, model.normaliser);
  const rows = inputs.length / columns;
  if (rows === 0) return { whole: new Float32Array(0), without: occluded.map(() => new Float32Array(0)) };
  const { topology: json, tensors, value } = model;
  const weights = Float32Array.from(concatenate(tensors.map((tensor) => tensor.values)));
  const { tf, network } = await loadNetwork(
    { json, tensors, ...(value && { output: value.output }) },
    weights,
    columns,
  );
  const outputsOf = async (matrix: Float32Array): Promise<Float32Array> => {
    const x = tf.tensor2d(matrix, [rows, columns]);
    const y = network.predict(x, { batchSize: BATCH_ROWS });
    const outputs = await (Array.isArray(y) ? y[0]! : y).data<'float32'>();
    tf.dispose([x, y].flat());
    return outputs;
  };
  // The normalised average; of codes, which have none, that of a category that the dictionary does not name.
  const average = (embeddedCodes(json) ?? 1) - 1;
  try {
    const whole = await outputsOf(inputs);
    const without: Float32Array[] = [];
    for (const column of occluded) {
      const averaged = inputs.slice();
      for (let row = 0; row < rows; row += 1) averaged[row * columns + column] = average;
      without.push(await outputsOf(averaged));
    }
    return { whole, without };
  } finally {
    network.dispose();
  }
}
