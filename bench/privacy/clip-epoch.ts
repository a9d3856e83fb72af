// What clipping each person costs in an epoch of training: 20,000 persons, a network 32-64-32-1, batches of 256, on the
// backend that nodes use. Both sides step alike after each batch. Needs the built packages.
import { systemEntropy } from '@chorale/crypto';
import {
  denseTopology,
  initialWeights,
} from '../../models/dist/computations/neural-network/network-topology.js';
import { gradientSum, type PersonRows } from '../../models/dist/tensor/clipped-gradients.js';
import { trainLocally } from '../../models/dist/tensor/train-locally.js';
import { median, type BenchRow } from '../bench-row.ts';

const PERSONS = 20_000;
const COLUMNS = 32;
const BATCH = 256;
const REPETITIONS = 7;
const CLIP_NORM = 1;
const LEARNING_RATE = 0.1;

const topology = denseTopology(COLUMNS, [64, 32], 'relu');
const firstWeights = Float32Array.from(initialWeights(topology.tensors, 1));
const inputs = Float32Array.from({ length: PERSONS * COLUMNS }, (_, at) => Math.sin(1 + 7 * at));
const labels = Float32Array.from({ length: PERSONS }, (_, person) => (person % 3 === 0 ? 1 : 0));

/** Median ratio of processor times of epochs that take turns, after one to warm up. */
export async function clipEpoch(): Promise<BenchRow[]> {
  const ratios: number[] = [];
  for (let repetition = 0; repetition <= REPETITIONS; repetition += 1) {
    const clipped = await secondsOf(() => epoch(CLIP_NORM));
    const unclipped = await secondsOf(() => epoch(null));
    const plain = await secondsOf(plainEpoch);
    // Against the faster of the same code without the clip and of TensorFlow.js as it trains by itself.
    if (repetition > 0) ratios.push(clipped / Math.min(unclipped, plain));
  }
  return [{ id: 'dp.clip-epoch-ratio', value: median(ratios), unit: 'x an epoch without clipping' }];
}

/** @param clipNormL2 of a person's gradient; null: no clipping. */
async function epoch(clipNormL2: number | null): Promise<void> {
  const weights = Float64Array.from(firstWeights);
  for (let first = 0; first < PERSONS; first += BATCH) {
    const end = Math.min(PERSONS, first + BATCH);
    const batch: PersonRows = {
      inputs: inputs.subarray(first * COLUMNS, end * COLUMNS),
      columns: COLUMNS,
      labels: labels.subarray(first, end),
      rowStart: Uint32Array.from({ length: end - first + 1 }, (_, row) => row),
    };
    const gradient = await gradientSum(topology, Float32Array.from(weights), batch, clipNormL2);
    for (let at = 0; at < weights.length; at += 1)
      weights[at]! -= (LEARNING_RATE * gradient[at]!) / (end - first);
  }
}

async function plainEpoch(): Promise<void> {
  const training = {
    epochs: 1,
    batchSize: BATCH,
    localOptimiser: 'sgd',
    learningRate: LEARNING_RATE,
  } as const;
  await trainLocally(topology, firstWeights, inputs, labels, training, systemEntropy());
}

async function secondsOf(run: () => Promise<void>): Promise<number> {
  // Processor time: other programs' load falls on neither side.
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
