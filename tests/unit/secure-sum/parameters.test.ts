import { createParameters, parametersByName, type ParametersLiteral } from '../../../crypto/src/index.js';
import { refusal } from './refusal.js';

const p1 = parametersByName('P1');
const literal: ParametersLiteral = {
  name: 'candidate',
  degree: p1.degree,
  modulus: p1.modulus,
  plainBits: p1.plainBits,
  mostNodes: p1.mostNodes,
  securityBits: p1.securityBits,
  parmsId: p1.parmsId,
};

test('P1 and P2 are frozen and take 30,720 and 13,824 bytes a polynomial', () => {
  const p2 = parametersByName('P2');
  expect([p1.polynomialBytes, p2.polynomialBytes]).toEqual([30_720, 13_824]);
  expect([p1.coefficientBits, p2.coefficientBits]).toEqual([60, 54]);
  expect(Object.isFrozen(p1) && Object.isFrozen(p1.parmsId)).toBe(true);
});

test('sums of up to 190 nodes open rightly whatever the errors are', () => {
  // T (190 * 42 + 190) < q / 2, and 191 nodes would be too many.
  const fits = (nodes: bigint): boolean => (nodes * 43n) << 47n < p1.modulus;
  expect(p1.certainNodes).toBe(190);
  expect([fits(190n), fits(191n)]).toEqual([true, false]);
});

test.each<[string, Partial<ParametersLiteral>, RegExp]>([
  ['a degree of no table row', { degree: 4095 }, /degree/],
  ['a composite modulus', { modulus: p1.modulus + 8192n }, /prime/],
  ['a prime without an NTT', { modulus: 1_152_921_504_606_846_883n }, /NTT/],
  ['a modulus too wide for the level', { securityBits: 256 }, /256-bit/],
  ['a modulus too wide for the degree', { degree: 2048, securityBits: 128 }, /128-bit/],
  ['a plaintext modulus beyond float64 lanes', { plainBits: 47 }, /plainBits/],
  ['more nodes than the noise allows', { mostNodes: 8192 }, /drown/],
])('refuses %s', (_, change, message) => {
  expect(() => createParameters({ ...literal, ...change })).toThrow(message);
  expect(() => createParameters({ ...literal, ...change })).toThrow(refusal('parameters-invalid'));
});

test('the same literal unchanged is accepted', () => {
  expect(createParameters(literal).certainNodes).toBe(p1.certainNodes);
});
