import fc from 'fast-check';
import { addShares, parametersByName, type ParametersName } from '../../../crypto/src/index.js';
import { testEntropy } from '../../../crypto/src/testing/index.js';
import { shareKey } from '../../../crypto/src/committee/shamir.js';
import { OneTimeKey } from '../../../crypto/src/encryption/one-time-key.js';
import { combine, newResidues, type Residues } from '../../../crypto/src/parameters/residues.js';
import { interpolateKey } from '../../../crypto/src/release/interpolate-key.js';

const scheme = fc
  .integer({ min: 2, max: 12 })
  .chain((members) =>
    fc.record({ members: fc.constant(members), threshold: fc.integer({ min: 2, max: members }) }),
  );
const parametersName = fc.constantFrom<ParametersName>('P1', 'P2');

test('any t shares of a sum of keys open to that sum', () => {
  fc.assert(
    fc.property(
      parametersName,
      scheme,
      fc.integer({ min: 1, max: 3 }),
      fc.string(),
      fc.infiniteStream(fc.nat()),
      (name, sharing, nodes, seed, order) => {
        const parameters = parametersByName(name);
        const entropy = testEntropy(seed);
        const keys = Array.from({ length: nodes }, () => OneTimeKey.generate(parameters, entropy));
        const shares = keys.map((key) => shareKey(parameters, key, sharing, entropy));
        const sum = newResidues(parameters);
        for (const key of keys) combine(parameters, sum, 1, sum, 1, key.reveal());
        const summed = Array.from({ length: sharing.members }, (_, index) => ({
          x: index + 1,
          share: addShares(
            parameters,
            shares.map((dealt) => dealt[index]!),
          ),
        }));
        const subset = shuffled(summed, order).slice(0, sharing.threshold);
        expect(bytesOf(interpolateKey(parameters, subset).reveal()).equals(bytesOf(sum))).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

test('t - 1 shares miss every coefficient of the key', () => {
  fc.assert(
    fc.property(
      parametersName,
      scheme.filter(({ threshold }) => threshold > 2),
      fc.string(),
      (name, sharing, seed) => {
        const parameters = parametersByName(name);
        const entropy = testEntropy(seed);
        const key = OneTimeKey.generate(parameters, entropy);
        const shares = shareKey(parameters, key, sharing, entropy)
          .slice(0, sharing.threshold - 1)
          .map((share, index) => ({ x: index + 1, share }));
        const guess = new BigUint64Array(interpolateKey(parameters, shares).reveal().slice().buffer);
        const truth = new BigUint64Array(key.reveal().slice().buffer);
        expect(truth.filter((coefficient, index) => coefficient === guess[index]).length).toBe(0);
      },
    ),
    { numRuns: 10 },
  );
});

function shuffled<T>(elements: readonly T[], order: Iterator<number>): T[] {
  const left = [...elements];
  return elements.map(() => left.splice((order.next().value as number) % left.length, 1)[0]!);
}

/** Jest compares typed arrays element by element, slowly. */
function bytesOf(residues: Residues): Buffer {
  return Buffer.from(residues.buffer);
}
