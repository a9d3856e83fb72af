import { inspect } from 'node:util';
import { parametersByName, systemEntropy } from '../../../crypto/src/index.js';
import { MessageMasker } from '../../../crypto/src/encryption/masked-message.js';
import { OneTimeKey } from '../../../crypto/src/encryption/one-time-key.js';
import { newResidues } from '../../../crypto/src/parameters/residues.js';
import { refusal } from './refusal.js';

const p1 = parametersByName('P1');

describe('a one-time key', () => {
  const key = OneTimeKey.generate(p1, systemEntropy());

  test('does not show itself', () => {
    const word = String(key.reveal()[0]);
    expect(inspect(key, { showHidden: true, depth: Infinity })).toBe('OneTimeKey(secret)');
    expect(inspect({ key })).not.toContain(word);
    expect(Object.keys(key)).toEqual([]);
    expect(structuredClone(key)).toEqual({});
    expect(() => JSON.stringify({ key })).toThrow(refusal('secret-erased'));
  });

  test('is gone once erased', () => {
    const erased = OneTimeKey.generate(p1, systemEntropy());
    const residues = erased.reveal();
    erased.erase();
    expect(residues.every((word) => word === 0)).toBe(true);
    expect(() => erased.reveal()).toThrow(refusal('secret-erased'));
  });
});

test('errors follow the centred binomial(42, 42) distribution', () => {
  const masker = new MessageMasker(p1, systemEntropy());
  const counts = new Map<number, number>();
  const polynomials = 10;
  const residues = newResidues(p1);
  for (let left = polynomials; left > 0; left -= 1) {
    masker.write(new Float64Array(p1.degree), residues);
    for (const residue of new BigUint64Array(residues.buffer)) {
      // T e mod q, centred.
      const centred = residue > p1.modulus / 2n ? residue - p1.modulus : residue;
      const error = Number(centred >> 46n);
      expect(BigInt(error) << 46n === centred).toBe(true);
      counts.set(error, (counts.get(error) ?? 0) + 1);
    }
  }
  // Chi-square over the values expected often enough; 99.99 % of 29 degrees of freedom is 65.
  const draws = polynomials * p1.degree;
  let statistic = 0;
  for (let error = -14; error <= 14; error += 1) {
    const expected = draws * binomial84(error + 42);
    statistic += ((counts.get(error) ?? 0) - expected) ** 2 / expected;
  }
  expect(statistic).toBeLessThan(65);
});

test('the system`s entropy fills any length and repeats nothing across its reseeds', () => {
  const entropy = systemEntropy();
  const seen = new Set<string>();
  const block = new Uint8Array(1024 * 1024);
  for (let mebibyte = 0; mebibyte < 34; mebibyte += 1) {
    entropy.fill(block);
    seen.add(Buffer.from(block.subarray(0, 32)).toString('hex'));
  }
  expect(seen.size).toBe(34);
  const words = Array.from({ length: 20_000 }, () => entropy.uint32());
  expect(words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
  const mean = words.reduce((total, word) => total + word / 2 ** 32, 0) / words.length;
  // Six standard deviations of the mean of uniform draws.
  expect(Math.abs(mean - 0.5)).toBeLessThan(6 * Math.sqrt(1 / 12 / words.length));
});

/** Probability of k successes among 84 fair coins. */
function binomial84(k: number): number {
  let probability = 2 ** -84;
  for (let index = 1; index <= k; index += 1) probability *= (84 - index + 1) / index;
  return probability;
}
