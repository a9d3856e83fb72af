import {
  blockOfBits,
  chunkSizes,
  parametersByName,
  polynomialCount,
  systemEntropy,
  valueBits,
  type IntegerBlock,
} from '../../../crypto/src/index.js';
import { packCoefficients, unpackCoefficients } from '../../../crypto/src/packing/coefficients.js';
import { MessagePacker, MessageUnpacker } from '../../../crypto/src/packing/message-polynomials.js';
import { newResidues } from '../../../crypto/src/parameters/residues.js';
import { refusal } from './refusal.js';

const p1 = parametersByName('P1');
const block = (change: Partial<IntegerBlock>): IntegerBlock => ({
  name: 'gradient',
  length: 10,
  laneBits: 23,
  limbs: 1,
  ...change,
});

describe('layout', () => {
  test('a million 23-bit values take 123 polynomials in two chunks', () => {
    const layout = { blocks: [block({ length: 1_000_000 })] };
    expect(polynomialCount(p1, layout)).toBe(123);
    expect(chunkSizes(p1, layout)).toEqual([64, 59]);
  });

  test('every polynomial gives up one coefficient for the canary', () => {
    expect(polynomialCount(p1, { blocks: [block({ length: 2 * 4095 })] })).toBe(1);
    expect(polynomialCount(p1, { blocks: [block({ length: 2 * 4095 + 1 })] })).toBe(2);
  });

  test.each([
    [23, { laneBits: 23, limbs: 1 }, 23],
    [46, { laneBits: 46, limbs: 1 }, 46],
    [47, { laneBits: 46, limbs: 2 }, 54],
    [54, { laneBits: 46, limbs: 2 }, 54],
  ])('%i bits', (bits, shape, opened) => {
    const found = blockOfBits(p1, 'gradient', 10, bits);
    expect(found).toMatchObject(shape);
    expect(valueBits(p1, found)).toBe(opened);
  });

  test.each<[string, IntegerBlock[]]>([
    ['no block', []],
    ['an empty block', [block({ length: 0 })]],
    ['half a value', [block({ length: 1.5 })]],
    ['a lane of one bit', [block({ laneBits: 1 })]],
    ['a lane wider than a coefficient', [block({ laneBits: 47 })]],
    ['narrow limbs', [block({ limbs: 2 })]],
    ['too many limbs', [block({ laneBits: 46, limbs: 3 })]],
    ['more polynomials than chunks can hold', [block({ length: 2 ** 32, laneBits: 46 })]],
  ])('refuses %s', (_, blocks) => {
    expect(() => polynomialCount(p1, { blocks })).toThrow(refusal('layout-invalid'));
  });
});

describe('values', () => {
  test.each<[string, number[]]>([
    ['too few values', [1]],
    ['too many values', [1, 2, 3]],
    ['NaN', [NaN, 0]],
    ['an infinite value', [0, Infinity]],
    ['a fraction', [0.5, 0]],
    ['a value beyond 2^53', [2 ** 53, 0]],
  ])('refuses %s and does not repeat it', (_, values) => {
    const pack = (): unknown =>
      new MessagePacker(p1, { blocks: [block({ length: 2 })] }, Float64Array.from(values), systemEntropy());
    expect(pack).toThrow(refusal('values-invalid'));
    expect(pack).not.toThrow(/NaN|Infinity|0\.5|9007199254740992/);
  });

  test('values far outside their lane wrap and are not refused', () => {
    const layout = { blocks: [block({ length: 1, laneBits: 23 })] };
    const message = new Float64Array(p1.degree);
    const packer = new MessagePacker(p1, layout, Float64Array.of(Number.MIN_SAFE_INTEGER), systemEntropy());
    packer.nextPolynomial(message);
    const unpacker = new MessageUnpacker(p1, layout);
    expect(unpacker.nextPolynomial(message)).toBe(1);
    expect([...unpacker.values]).toEqual([1]);
  });

  test('the further limb of a wide integer is hidden by a fresh summand', () => {
    const layout = { blocks: [block({ length: 1, laneBits: 46, limbs: 2 })] };
    const messages = Array.from({ length: 2 }, () => {
      const message = new Float64Array(p1.degree);
      new MessagePacker(p1, layout, Float64Array.of(2 ** 50 + 5), systemEntropy()).nextPolynomial(message);
      return message;
    });
    const [first, second] = messages;
    expect(first![1]).toBe(second![1]);
    expect(first![2]).not.toBe(second![2]);
  });
});

describe('packed coefficients from outside', () => {
  const packed = packCoefficients(p1, newResidues(p1));

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['a truncated chunk', packed.subarray(1)],
    ['an overlong chunk', new Uint8Array(packed.length + 1)],
  ])('refuses %s', (_, bytes) => {
    expect(() => unpackCoefficients(p1, bytes, newResidues(p1))).toThrow(refusal('chunk-length'));
  });

  test.each([0, 1, 7, 4095])('refuses q itself, at coefficient %i', (coefficient) => {
    const residues = newResidues(p1);
    residues.set([p1.modulusLow, p1.modulusHigh], 2 * coefficient);
    expect(() => unpackCoefficients(p1, packCoefficients(p1, residues), newResidues(p1))).toThrow(
      refusal('coefficient-range', { coefficient }),
    );
  });
});
