import { testEntropy } from '@chorale/crypto/testing';
import { sodium } from '../../../crypto/src/identity/sodium.js';
import { discreteGaussian, type Fraction } from '../../../models/src/privacy/discrete-gaussian.js';
import { referenceDiscreteGaussian, type ByteStream } from './reference-discrete-gaussian.ts';

const squared = (numerator: bigint, denominator = 1n): Fraction => ({
  numerator: numerator ** 2n,
  denominator: denominator ** 2n,
});

/** The seed stream of libprio-rs: TurboSHAKE128, domain 1, over an empty tag's length and 16 zero bytes of seed. */
function libprioZeroStream(): ByteStream {
  const state = sodium.crypto_xof_turboshake128_init_with_domain(1);
  sodium.crypto_xof_turboshake128_update(state, new Uint8Array(1 + 16));
  return (count) => sodium.crypto_xof_turboshake128_squeeze(state, count);
}

test('the reference sampler gives the vector of libprio-rs', () => {
  const stream = libprioZeroStream();
  const samples = Array.from({ length: 20 }, () => Number(referenceDiscreteGaussian(5n, stream)));
  expect(samples).toEqual([0, -3, -2, 3, 2, -1, -5, 4, -7, -5, 2, 7, -8, -3, 1, -3, -3, 6, -3, -1]);
});

/** Counts in cells of equal width `width` around zero, tails in the outermost. */
function histogram(samples: Iterable<number>, width: number, cells: number): Float64Array {
  const counts = new Float64Array(2 * cells + 1);
  for (const sample of samples) {
    const cell = Math.round(sample / width);
    counts[cells + Math.max(-cells, Math.min(cells, cell))]! += 1;
  }
  return counts;
}

/** (chi-square - degrees) / sqrt(2 degrees): about standard normal under the hypothesis. */
function standardisedChiSquare(observed: Float64Array, expected: Float64Array): number {
  let [chiSquare, degrees] = [0, -1];
  let [spareObserved, spareExpected] = [0, 0];
  observed.forEach((count, cell) => {
    // Cells with few expected draws are counted together.
    if (expected[cell]! < 8) {
      spareObserved += count;
      spareExpected += expected[cell]!;
      return;
    }
    chiSquare += (count - expected[cell]!) ** 2 / expected[cell]!;
    degrees += 1;
  });
  if (spareExpected > 8) {
    chiSquare += (spareObserved - spareExpected) ** 2 / spareExpected;
    degrees += 1;
  }
  return (chiSquare - degrees) / Math.sqrt(2 * degrees);
}

/** Exact masses of N_Z(0, sigma^2), in the cells of {@link histogram}. */
function exactMasses(sigma: number, width: number, cells: number): Float64Array {
  const reach = Math.ceil(12 * sigma);
  const integers = Array.from({ length: 2 * reach + 1 }, (_, index) => index - reach);
  const mass = (x: number): number => Math.exp((-x * x) / (2 * sigma * sigma));
  const total = integers.reduce((sum, x) => sum + mass(x), 0);
  const masses = new Float64Array(2 * cells + 1);
  for (const x of integers)
    masses[cells + Math.max(-cells, Math.min(cells, Math.round(x / width)))]! += mass(x) / total;
  return masses;
}

function* draws(sampler: () => number, count: number): Generator<number> {
  for (let index = 0; index < count; index += 1) yield sampler();
}

test.each([
  { sigma: 0.7, variance: squared(7n, 10n), width: 1, cells: 4 },
  { sigma: 2, variance: squared(2n), width: 1, cells: 8 },
  { sigma: 5, variance: squared(5n), width: 1, cells: 20 },
  { sigma: 50, variance: squared(50n), width: 9, cells: 20 },
])('sigma $sigma: 200,000 samples fit the exact masses', ({ sigma, variance, width, cells }) => {
  const count = 200_000;
  const sampler = discreteGaussian(variance, testEntropy(`chi-square ${sigma}`));
  const observed = histogram(draws(sampler, count), width, cells);
  const expected = exactMasses(sigma, width, cells).map((mass) => mass * count);
  expect(Math.abs(standardisedChiSquare(observed, expected))).toBeLessThan(4);
});

test('the fast sampler and the reference draw from one distribution', () => {
  const count = 20_000;
  const entropy = testEntropy('reference');
  const stream: ByteStream = (size) => {
    const bytes = new Uint8Array(size);
    entropy.fill(bytes);
    return bytes;
  };
  const slow = histogram(
    draws(() => Number(referenceDiscreteGaussian(5n, stream)), count),
    1,
    15,
  );
  const fast = histogram(draws(discreteGaussian(squared(5n), testEntropy('fast')), count), 1, 15);
  // Two samples of one size: (a - b)^2 / (a + b) has one degree of freedom a cell.
  const [differences, sums] = [
    slow.map((value, cell) => value - fast[cell]!),
    slow.map((value, cell) => value + fast[cell]!),
  ];
  const used = [...sums.keys()].filter((cell) => sums[cell]! >= 16);
  const chiSquare = used.reduce((total, cell) => total + differences[cell]! ** 2 / sums[cell]!, 0);
  const degrees = used.length - 1;
  expect(Math.abs((chiSquare - degrees) / Math.sqrt(2 * degrees))).toBeLessThan(4);
});

test.each([1e3, 1e4, 1e6])('sigma %d: mean, variance and kurtosis are those of a Gaussian', (sigma) => {
  const count = 100_000;
  const sampler = discreteGaussian(squared(BigInt(sigma)), testEntropy(`moments ${sigma}`));
  let [first, second, fourth] = [0, 0, 0];
  for (const sample of draws(sampler, count)) {
    const x = sample / sigma;
    first += x;
    second += x * x;
    fourth += x ** 4;
  }
  // Five standard errors of each moment.
  expect(Math.abs(first / count)).toBeLessThan(5 / Math.sqrt(count));
  expect(Math.abs(second / count - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  expect(Math.abs(fourth / count - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
});

test('a variance that is no integer is met exactly', () => {
  const count = 200_000;
  const sampler = discreteGaussian({ numerator: 1_000_003n, denominator: 97n }, testEntropy('fraction'));
  let second = 0;
  for (const sample of draws(sampler, count)) second += sample * sample;
  expect(Math.abs(second / count / (1_000_003 / 97) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
});

test.each([
  { numerator: 0n, denominator: 1n },
  { numerator: 1n, denominator: 0n },
  { numerator: -4n, denominator: -1n },
  { numerator: 1n << 90n, denominator: 1n },
])('no sampler for a variance of $numerator/$denominator', (variance) => {
  expect(() => discreteGaussian(variance, testEntropy('none'))).toThrow(RangeError);
});
