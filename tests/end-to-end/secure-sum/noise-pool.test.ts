// Noise of long vectors on worker threads, as built: `npm run build` first.
import { fileURLToPath } from 'node:url';
import { systemEntropy } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { addNoise } from '@chorale/models/noise';
import { NoisePool } from '../../../client-node/src/protect/noise-pool.js';

const workerFile = fileURLToPath(
  new URL('../../../client-node/dist/protect/noise-worker.js', import.meta.url),
);
const SIGMA = 1000;
const variance = { numerator: BigInt(SIGMA ** 2), denominator: 1n };
/** Three stretches and a bit. */
const LONG = 200_001;

const pool = new NoisePool({ threads: 2, entropy: systemEntropy(), workerFile });
afterAll(() => pool.close());

const mean = (values: Float64Array): number => values.reduce((total, value) => total + value) / values.length;

test('every integer of a long vector gets noise of its own, of the right width', async () => {
  const integers = Float64Array.from({ length: LONG }, (_, index) => 10 * index);
  await pool.add(integers, variance);
  const noise = integers.map((value, index) => value - 10 * index);
  expect(noise.every(Number.isInteger)).toBe(true);
  // Five standard errors of mean and variance.
  expect(Math.abs(mean(noise) / SIGMA)).toBeLessThan(5 / Math.sqrt(LONG));
  expect(Math.abs(mean(noise.map((value) => value ** 2)) / SIGMA ** 2 - 1)).toBeLessThan(
    5 * Math.sqrt(2 / LONG),
  );
  // Stretches are drawn apart: nothing of one comes again in another.
  for (const distance of [1, 2 ** 16, 2 ** 17]) {
    const [here, there] = [noise.subarray(0, LONG - distance), noise.subarray(distance)];
    const products = here.map((value, index) => value * there[index]!);
    expect(Math.abs(mean(products) / SIGMA ** 2)).toBeLessThan(5 / Math.sqrt(products.length));
  }
});

test('a short vector is noised here, from the entropy at hand', async () => {
  const here = new NoisePool({ threads: 1, entropy: testEntropy('short'), workerFile: '/no/such/file.js' });
  const [integers, expected] = [new Float64Array(100), new Float64Array(100)];
  await here.add(integers, variance);
  addNoise(expected, variance, testEntropy('short'));
  expect(integers).toEqual(expected);
  await here.close();
});

test.each([
  ['short', 10],
  ['long', LONG],
])('a %s vector is refused a variance of zero', async (_, length) => {
  await expect(pool.add(new Float64Array(length), { numerator: 0n, denominator: 1n })).rejects.toThrow(
    'variance of a discrete Gaussian',
  );
});
