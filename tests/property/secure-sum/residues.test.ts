import fc from 'fast-check';
import { parametersByName, type ParametersName } from '../../../crypto/src/index.js';
import { packCoefficients, unpackCoefficients } from '../../../crypto/src/packing/coefficients.js';
import {
  acceptUniform,
  combine,
  MULTIPLIER_BITS,
  negate,
  newResidues,
  type Residues,
} from '../../../crypto/src/parameters/residues.js';

describe.each<ParametersName>(['P1', 'P2'])('%s', (name) => {
  const parameters = parametersByName(name);
  const { modulus } = parameters;
  const edges = fc.constantFrom(
    0n,
    1n,
    modulus - 1n,
    modulus - 2n,
    0xffff_ffffn,
    1n << 32n,
    (1n << 32n) - 2n,
  );
  const element = fc.oneof(edges, fc.bigInt({ min: 0n, max: modulus - 1n }));
  const multiplier = fc.oneof(
    fc.constantFrom(0, 1, 2 ** MULTIPLIER_BITS),
    fc.integer({ min: 0, max: 2 ** MULTIPLIER_BITS }),
  );

  test('combine is a x + b y mod q', () => {
    fc.assert(
      fc.property(multiplier, element, multiplier, element, (a, x, b, y) => {
        const target = residuesOf([0n]);
        combine(parameters, target, a, residuesOf([x]), b, residuesOf([y]));
        expect(elementsOf(target)).toEqual([(BigInt(a) * x + BigInt(b) * y) % modulus]);
      }),
      { numRuns: 2000 },
    );
  });

  test('negate is -x mod q', () => {
    fc.assert(
      fc.property(element, (x) => {
        const target = residuesOf([x]);
        negate(parameters, target);
        expect(elementsOf(target)).toEqual([(modulus - x) % modulus]);
      }),
    );
  });

  test('packed coefficients come back, wherever the bytes lie', () => {
    const polynomials = fc.integer({ min: 1, max: 2 });
    fc.assert(
      fc.property(
        polynomials,
        fc.array(element, { minLength: 1, maxLength: 40 }),
        fc.nat(9),
        (count, some, shift) => {
          const residues = newResidues(parameters, count);
          for (let at = 0; at < residues.length / 2; at += 1)
            residues.set(residuesOf([some[at % some.length]!]), 2 * at);
          const packed = packCoefficients(parameters, residues);
          expect(packed.length).toBe(count * parameters.polynomialBytes);
          const elsewhere = Buffer.alloc(shift + packed.length);
          elsewhere.set(packed, shift);
          const unpacked = newResidues(parameters, count);
          unpackCoefficients(parameters, elsewhere.subarray(shift), unpacked);
          expect(Buffer.from(unpacked.buffer).equals(Buffer.from(residues.buffer))).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('rejection keeps the words below q, in order, and no other', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), { maxLength: 20 }), (some) => {
        const mask = (1n << BigInt(parameters.coefficientBits)) - 1n;
        const words = [...some, modulus, modulus - 1n, mask];
        const target = newResidues(parameters);
        const filled = acceptUniform(parameters, residuesOf(words), target, 0);
        const expected = words.map((word) => word & mask).filter((value) => value < modulus);
        expect(elementsOf(target.subarray(0, 2 * filled))).toEqual(expected);
      }),
    );
  });
});

function residuesOf(values: readonly bigint[]): Residues {
  return new Uint32Array(BigUint64Array.from(values).buffer);
}

function elementsOf(residues: Residues): bigint[] {
  return [...new BigUint64Array(residues.slice().buffer)];
}
