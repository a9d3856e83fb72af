import type { People } from '../computations/computation.js';
import { inputMatrix } from '../computations/input-matrix.js';
import type { NetworkModel } from '../computations/released-model.js';
import { concatenate } from '../computations/vectors.js';
import { loadNetwork } from './load-network.js';

/** Probabilities of float32 sigmoids reach 0 and 1; log-odds stop here. */
const LEAST_PROBABILITY = 1e-7;
/** TensorFlow.js would take 32 rows at a time, and a hundred times as long. */
const BATCH_ROWS = 8192;

/**
 * Log-odds of every row, as it is and with columns set to their average, one in turn.
 * @param occluded positions of those columns.
 */
export async function networkLogOdds(
  model: NetworkModel,
  people: People,
  occluded: readonly number[],
): Promise<{ whole: Float64Array; without: readonly Float64Array[] }> {
  const columns = model.columns.length;
  const inputs = inputMatrix(people, model.columns, model.normaliser);
  const rows = inputs.length / columns;
  if (rows === 0) return { whole: new Float64Array(0), without: occluded.map(() => new Float64Array(0)) };
  const weights = Float32Array.from(concatenate(model.tensors.map((tensor) => tensor.values)));
  const { tf, network } = await loadNetwork(
    { json: model.topology, tensors: model.tensors },
    weights,
    columns,
  );
  const logOdds = async (matrix: Float32Array): Promise<Float64Array> => {
    const x = tf.tensor2d(matrix, [rows, columns]);
    const y = network.predict(x, { batchSize: BATCH_ROWS });
    const probabilities = await (Array.isArray(y) ? y[0]! : y).data<'float32'>();
    tf.dispose([x, y].flat());
    return Float64Array.from(probabilities, (probability) => {
      const inside = Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, probability));
      return Math.log(inside / (1 - inside));
    });
  };
  try {
    const whole = await logOdds(inputs);
    const without: Float64Array[] = [];
    for (const column of occluded) {
      const averaged = inputs.slice();
      for (let row = 0; row < rows; row += 1) averaged[row * columns + column] = 0;
      without.push(await logOdds(averaged));
    }
    return { whole, without };
  } finally {
    network.dispose();
  }
}
