// What exact noise costs: a million samples of the discrete Gaussian at sigma 1,000, on one core and on the threads of a
// node. Needs the built packages.
import { availableParallelism } from 'node:os';
import { systemEntropy } from '@chorale/crypto';
import { addNoise } from '@chorale/models/noise';
import { NoisePool } from '../../client-node/dist/protect/noise-pool.js';
import { median, type BenchRow } from '../bench-row.ts';
import { processorSeconds } from '../processor-time.ts';

const MILLION = 1_000_000;
const VARIANCE = { numerator: 1_000_000n, denominator: 1n };
const REPETITIONS = 5;

export async function exactNoise(): Promise<BenchRow[]> {
  const entropy = systemEntropy();
  const pool = new NoisePool({ threads: availableParallelism(), entropy });
  const [core, spread]: [number[], number[]] = [[], []];
  for (let repetition = 0; repetition <= REPETITIONS; repetition += 1) {
    const spent = await processorSeconds(() => addNoise(new Float64Array(MILLION), VARIANCE, entropy));
    const start = performance.now();
    await pool.add(new Float64Array(MILLION), VARIANCE);
    // The first repetition compiles, and starts the threads.
    if (repetition === 0) continue;
    core.push(spent);
    spread.push((performance.now() - start) / 1000);
  }
  await pool.close();
  return [
    { id: 'noise.core-s.1m', value: median(core), unit: 's' },
    { id: 'noise.all-cores-s.1m', value: median(spread), unit: 's' },
  ];
}
