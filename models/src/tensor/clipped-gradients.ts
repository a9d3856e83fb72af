// The sum of clipped gradients that a node contributes to a step of DP-SGD (Abadi 2016, arXiv:1607.00133).
import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { Topology } from '../computations/neural-network/network-topology.js';
import { clipFactor, normL2 } from '../privacy/clip.js';
import { openTensorFlow, type TensorFlow } from './backend.js';
import { DenseNetwork, type RowBatch } from './dense-gradients.js';
import { denseLayersOf } from './dense-layers.js';
import { loadNetwork, trainedVariables } from './load-network.js';
import { lossOf } from './network-loss.js';

/** All rows of a node's persons, one person after the other. */
export interface PersonRows {
  /** Rows x columns, row-major. */
  readonly inputs: Float32Array;
  readonly columns: number;
  /** 0 or 1 a row, or a number on the scale of the output. */
  readonly labels: Float32Array;
  /** `persons + 1` offsets, ascending from 0. */
  readonly rowStart: Uint32Array;
}

/** What adds up the gradients of some persons, in float32 within a batch and in float64 beyond it. */
interface Road {
  /** @param clipNormL2 null: a person's gradient is not cut. */
  addGradients(total: Float64Array, batch: RowBatch, clipNormL2: number | null): Promise<void>;
  dispose(): void;
}

/** Rows in a batch: large enough to keep the backend busy, small enough for a matrix of their inner products. */
const BATCH_ROWS = 1024;
const GROUPED_BATCH_ROWS = 512;

/**
 * The sum over persons of gradients of the loss, a person's being the mean over its rows, each at most
 * `clipNormL2` long (to float32's rounding).
 * @param weights all tensors of the topology one after the other.
 * @param clipNormL2 null: no gradient is cut, for what clipping costs.
 * @returns as long as the weights.
 * @throws TensorBackendError where topology and weights do not fit.
 */
export async function gradientSum(
  topology: Topology,
  weights: Float32Array,
  rows: PersonRows,
  clipNormL2: number | null,
  batchRows?: number,
): Promise<Float64Array> {
  const total = new Float64Array(weights.length);
  const layers = denseLayersOf(topology, rows.columns);
  const road = layers
    ? new DenseNetwork(await openTensorFlow(), layers, weights)
    : await generalRoad(topology, weights, rows.columns);
  const limit = batchRows ?? (isGrouped(rows) ? GROUPED_BATCH_ROWS : BATCH_ROWS);
  try {
    for (const batch of batchesOf(rows, limit))
      if (batch.rowsOf.length === 1 && batch.labels.length > limit)
        await addLargePerson(total, road, batch, limit, clipNormL2);
      else await road.addGradients(total, batch, clipNormL2);
  } finally {
    road.dispose();
  }
  return total;
}

function isGrouped({ labels, rowStart }: PersonRows): boolean {
  return labels.length !== rowStart.length - 1;
}

/** Whole persons, as many as fit; a person of more rows than that stands alone. */
function* batchesOf({ inputs, columns, labels, rowStart }: PersonRows, limit: number): Generator<RowBatch> {
  const persons = rowStart.length - 1;
  for (let first = 0, end = 0; first < persons; first = end) {
    const rowsOf: number[] = [];
    const start = rowStart[first]!;
    while (end < persons && (end === first || rowStart[end + 1]! - start <= limit)) {
      rowsOf.push(rowStart[end + 1]! - rowStart[end]!);
      end += 1;
    }
    const stop = rowStart[end]!;
    if (stop === start) continue;
    yield {
      inputs: inputs.subarray(start * columns, stop * columns),
      labels: labels.subarray(start, stop),
      rowsOf: rowsOf.filter((count) => count > 0),
    };
  }
}

/** One person's rows, too many for one batch: their sum first, then its norm. */
async function addLargePerson(
  total: Float64Array,
  road: Road,
  { inputs, labels }: RowBatch,
  limit: number,
  clipNormL2: number | null,
): Promise<void> {
  const rows = labels.length;
  const columns = inputs.length / rows;
  const own = new Float64Array(total.length);
  for (let first = 0; first < rows; first += limit) {
    const end = Math.min(rows, first + limit);
    await road.addGradients(
      own,
      {
        inputs: inputs.subarray(first * columns, end * columns),
        labels: labels.subarray(first, end),
        rowsOf: Array.from({ length: end - first }, () => 1),
      },
      null,
    );
  }
  const kept = clipNormL2 === null ? 1 : clipFactor(normL2(own) / rows, clipNormL2);
  for (let at = 0; at < total.length; at += 1) total[at]! += (kept / rows) * own[at]!;
}

/** Any layers: person by person, each by TensorFlow's own gradients. Dropout draws anew for each, from Math.random (train-locally.ts). */
async function generalRoad(topology: Topology, weights: Float32Array, columns: number): Promise<Road> {
  const { tf, network } = await loadNetwork(topology, weights, columns);
  const variables = trainedVariables(tf, topology, network);
  const loss = lossOf(tf, topology.output);
  return {
    addGradients: async (total, { inputs, labels, rowsOf }, clipNormL2) => {
      let row = 0;
      for (const count of rowsOf) {
        const own = new Float64Array(total.length);
        const x = inputs.subarray(row * columns, (row + count) * columns);
        await addPersonGradient(tf, network, loss, variables, own, x, labels.subarray(row, row + count));
        const factor = clipNormL2 === null ? 1 : clipFactor(normL2(own), clipNormL2);
        for (let at = 0; at < total.length; at += 1) total[at]! += factor * own[at]!;
        row += count;
      }
    },
    dispose: () => {
      network.dispose();
    },
  };
}

/** The gradient of the mean loss of these rows. */
async function addPersonGradient(
  tf: TensorFlow,
  network: LayersModel,
  loss: (labels: Tensor, outputs: Tensor) => Scalar,
  variables: readonly { readonly variable: Variable; readonly at: number }[],
  total: Float64Array,
  inputs: Float32Array,
  labels: Float32Array,
): Promise<void> {
  const x = tf.tensor2d(inputs, [labels.length, inputs.length / labels.length]);
  const y = tf.tensor2d(labels, [labels.length, 1]);
  const { value, grads } = tf.variableGrads(
    () => loss(y, network.apply(x, { training: true }) as Tensor),
    variables.map(({ variable }) => variable),
  );
  for (const { variable, at } of variables) {
    const values = await grads[variable.name]!.data<'float32'>();
    for (let index = 0; index < values.length; index += 1) total[at + index]! += values[index]!;
  }
  tf.dispose([x, y, value, ...Object.values(grads)]);
}
