// The audit's bound against the algorithm that its authors published.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { chanceOfGuesses, epsilonLowerBound } from '../../../models/src/privacy/canary-audit.js';

interface Vector {
  readonly canaries: number;
  readonly guesses: number;
  readonly correct: number;
  readonly delta: number;
  readonly chanceAtEpsilon1: number;
  readonly epsilonLower95: number;
}
const vectors = JSON.parse(
  readFileSync(new URL('canary-audit.json', import.meta.url), 'utf8'),
) as readonly Vector[];

test.each(vectors)('$correct of $guesses of $canaries at delta $delta', (vector) => {
  const chance = chanceOfGuesses(vector, 1, vector.delta);
  expect(Math.abs(chance - vector.chanceAtEpsilon1)).toBeLessThan(1e-9 * vector.chanceAtEpsilon1 + 1e-14);
  expect(epsilonLowerBound(vector, vector.delta, 0.95)).toBeCloseTo(vector.epsilonLower95, 7);
});

test('more right guesses never prove less, a larger delta or more confidence never more', () => {
  const guesses = fc
    .integer({ min: 1, max: 300 })
    .chain((count) =>
      fc.record({ guesses: fc.constant(count), correct: fc.integer({ min: 0, max: count - 1 }) }),
    );
  fc.assert(
    fc.property(guesses, fc.double({ min: 0, max: 1e-3, noNaN: true }), (asked, delta) => {
      const vector = { ...asked, canaries: 300 };
      const bound = epsilonLowerBound(vector, delta, 0.95);
      expect(
        epsilonLowerBound({ ...vector, correct: vector.correct + 1 }, delta, 0.95),
      ).toBeGreaterThanOrEqual(bound);
      expect(epsilonLowerBound(vector, 2 * delta, 0.95)).toBeLessThanOrEqual(bound);
      expect(epsilonLowerBound(vector, delta, 0.99)).toBeLessThanOrEqual(bound);
    }),
    { numRuns: 40 },
  );
});

test.each([
  [{ canaries: 10, guesses: 11, correct: 5 }, 1, 0, 'cannot be'],
  [{ canaries: 10, guesses: 5, correct: 6 }, 1, 0, 'cannot be'],
  [{ canaries: 10, guesses: 5.5, correct: 5 }, 1, 0, 'cannot be'],
  [{ canaries: 10, guesses: 5, correct: 5 }, -1, 0, 'epsilon'],
  [{ canaries: 10, guesses: 5, correct: 5 }, 1, 1.5, 'delta'],
])('refuses %j at epsilon %d and delta %d', (guesses, epsilon, delta, reason) => {
  expect(() => chanceOfGuesses(guesses, epsilon, delta)).toThrow(reason);
});
