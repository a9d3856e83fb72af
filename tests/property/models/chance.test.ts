import { testEntropy } from '@chorale/crypto/testing';
import type { Entropy } from '@chorale/crypto';
import { samplePeople, selectPeople } from '@chorale/models';
import fc from 'fast-check';
import { bernoulli, bernoulliOfRatio, wordsOf } from '../../../models/src/privacy/bernoulli.js';
import { clipInPlace, normL2 } from '../../../models/src/privacy/clip.js';
import { roundNearest, roundStochastic } from '../../../models/src/privacy/quantise.js';
import { shuffledPositions, uniformBelow } from '../../../models/src/privacy/uniform-integers.js';
import { peopleOfColumns } from '../../support/people.ts';

/** Gives exactly these words and then no more. */
function scripted(...words: readonly number[]): Entropy {
  let at = 0;
  return {
    fill: () => {
      throw new Error('only words are scripted');
    },
    uint32: () => {
      const word = words[at];
      if (word === undefined) throw new Error('the script is over');
      at += 1;
      return word;
    },
  };
}

test('a coin is decided at the first word that differs from the probability', () => {
  expect(bernoulli(0.5, scripted(2 ** 31 - 1))).toBe(true);
  expect(bernoulli(0.5, scripted(2 ** 31 + 1))).toBe(false);
  // Equal so far: 0.5 has no further bits, so the uniform number is not below it.
  expect(bernoulli(0.5, scripted(2 ** 31))).toBe(false);
  expect(bernoulli(1, scripted(2 ** 32 - 1))).toBe(true);
  expect(bernoulli(0, scripted())).toBe(false);
  // 2^-40 takes two words: 0, then 2^24.
  expect(bernoulli(2 ** -40, scripted(1))).toBe(false);
  expect(bernoulli(2 ** -40, scripted(0, 2 ** 24 - 1))).toBe(true);
  expect(bernoulli(2 ** -40, scripted(0, 2 ** 24))).toBe(false);
  expect(bernoulliOfRatio(1n, 3n, scripted(0x55555555, 0x55555554))).toBe(true);
  expect(bernoulliOfRatio(1n, 3n, scripted(0x55555555, 0x55555556))).toBe(false);
});

test('both coins agree on every fraction that a float64 holds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 20 }),
      fc.array(fc.nat(2 ** 32 - 1), { minLength: 8, maxLength: 8 }),
      (n, words) => {
        const asFloat = bernoulli(n / 2 ** 20, scripted(...words));
        expect(bernoulliOfRatio(BigInt(n), 2n ** 20n, scripted(...words))).toBe(asFloat);
      },
    ),
  );
});

test('uniform integers are in range and reach all of it', () => {
  const entropy = wordsOf(testEntropy('uniform'));
  for (const size of [1, 2, 3, 7, 2 ** 32, 2 ** 32 + 1, 2 ** 53]) {
    const drawn = Array.from({ length: 200 }, () => uniformBelow(size, entropy));
    expect(drawn.every((value) => Number.isSafeInteger(value) && value >= 0 && value < size)).toBe(true);
    if (size <= 7) expect(new Set(drawn).size).toBe(size);
    else expect(Math.max(...drawn)).toBeGreaterThan(size * 0.9);
  }
});

test('all permutations are as likely, and a word that would favour some is not taken', () => {
  const entropy = wordsOf(testEntropy('permutations'));
  const seen = new Map<string, number>();
  for (let draw = 0; draw < 6000; draw += 1) {
    const order = shuffledPositions(3, entropy).join();
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect([...seen.keys()].sort()).toEqual(['0,1,2', '0,2,1', '1,0,2', '1,2,0', '2,0,1', '2,1,0']);
  // Four standard deviations around 1000.
  for (const count of seen.values())
    expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(6000 * (5 / 36)));
  // 2^32 - 1 is the one word that would make three places unequal: 1 is drawn in its place.
  expect([...shuffledPositions(3, scripted(2 ** 32 - 1, 1, 0))]).toEqual([2, 0, 1]);
});

test('rounding lands beside the value; stochastic rounding keeps the mean', () => {
  const entropy = wordsOf(testEntropy('rounding'));
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
      expect(Math.abs(roundNearest(value) - value)).toBeLessThanOrEqual(0.5);
      expect(Object.is(roundNearest(value), -0)).toBe(false);
      expect([Math.floor(value), Math.ceil(value)]).toContain(roundStochastic(value, entropy));
    }),
  );
  const count = 40_000;
  let total = 0;
  for (let index = 0; index < count; index += 1) total += roundStochastic(-2.3, entropy);
  expect(Math.abs(total / count + 2.3)).toBeLessThan(5 * Math.sqrt((0.7 * 0.3) / count));
});

test('clipping keeps direction and bounds the norm', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 }), (values) => {
      const vector = Float64Array.from(values);
      const before = normL2(vector);
      clipInPlace(vector, 2);
      expect(normL2(vector)).toBeLessThanOrEqual(2 * (1 + 1e-12));
      if (before <= 2) expect([...vector]).toEqual(values);
    }),
  );
});

test('sampling keeps persons whole, at the given rate', () => {
  const size = 20_000;
  const people = peopleOfColumns({ x: Array.from({ length: size }, (_, person) => person) });
  const sample = samplePeople(people, 0.1, testEntropy('sampling'));
  expect(Math.abs(sample.size - 0.1 * size)).toBeLessThan(5 * Math.sqrt(0.09 * size));
  expect(samplePeople(people, 1, scripted())).toBe(people);

  const rows = {
    size: 3,
    rowStart: Uint32Array.of(0, 2, 3, 6),
    columns: new Map([['x', Float64Array.of(1, 2, 3, 4, 5, 6)]]),
  };
  const chosen = selectPeople(rows, [2, 0]);
  expect([...chosen.rowStart]).toEqual([0, 3, 5]);
  expect([...chosen.columns.get('x')!]).toEqual([4, 5, 6, 1, 2]);
});
