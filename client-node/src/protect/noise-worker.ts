// Runs in a worker thread of the noise pool, on randomness of its own from the system.
import { systemEntropy } from '@chorale/crypto';
import { addNoise } from '@chorale/models/noise';
import { move } from 'piscina';
import type { NoiseTask } from './noise-messages.js';

const entropy = systemEntropy();

/** @returns independent samples of the discrete Gaussian, handed over without copying. */
export default function drawNoise({ count, variance }: NoiseTask): unknown {
  const samples = new Float64Array(count);
  addNoise(samples, variance, entropy);
  return move(samples);
}
