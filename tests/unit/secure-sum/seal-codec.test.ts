import { parametersByName, systemEntropy } from '../../../crypto/src/index.js';
import {
  newCiphertextObject,
  readCiphertext,
  readPlaintext,
} from '../../../crypto/src/encryption/seal-codec.js';
import { SealRuntime, use } from '../../../crypto/src/encryption/seal-runtime.js';
import { newResidues } from '../../../crypto/src/parameters/residues.js';
import { fillUniform } from '../../../crypto/src/parameters/uniform.js';
import { refusal } from './refusal.js';

const p1 = parametersByName('P1');
let runtime: SealRuntime;
beforeAll(async () => {
  runtime = await SealRuntime.open();
});
afterAll(() => runtime.dispose());

/** What SEAL itself saves for two random polynomials in NTT form. */
function savedCiphertext(): Uint8Array {
  const ring = runtime.ring(p1);
  const object = newCiphertextObject(p1, 2, true);
  fillUniform(p1, object.residues, systemEntropy());
  return use([ring.newCiphertext()], (ciphertext) => {
    ciphertext.loadFromArray(ring.context, object.bytes);
    return ring.save(ciphertext);
  });
}

test('a ciphertext passes through SEAL unchanged', () => {
  const ring = runtime.ring(p1);
  const object = newCiphertextObject(p1, 16, true);
  fillUniform(p1, object.residues, systemEntropy());
  const saved = use([ring.newCiphertext()], (ciphertext) => {
    ciphertext.loadFromArray(ring.context, object.bytes);
    return ring.save(ciphertext);
  });
  expect(Buffer.from(saved).equals(object.bytes)).toBe(true);
  const read = newResidues(p1, 16);
  readCiphertext(p1, saved, read);
  expect(Buffer.from(read.buffer).equals(new Uint8Array(object.residues.slice().buffer))).toBe(true);
});

test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
  ['nothing', () => new Uint8Array(0)],
  ['a truncated ciphertext', (bytes) => bytes.subarray(0, -8)],
  ['an overlong ciphertext', (bytes) => Buffer.concat([bytes, Buffer.alloc(8)])],
  ['a wrong magic number', with1(0, 0)],
  ['another SEAL version', with1(3, 5)],
  ['zlib', with1(5, 1)],
  ['Zstandard', with1(5, 2)],
  ['a lying size', with1(8, 1)],
  ['other parameters', with1(16, 0xff)],
  ['a lying NTT flag', with1(48, 0)],
  ['a lying polynomial count', with1(49, 3)],
  ['a lying degree', with1(57, 1)],
  ['a second prime', with1(65, 2)],
  ['another scale', with1(79, 0)],
  ['a correction factor', with1(81, 2)],
  ['a compressed inner array', with1(94, 1)],
  ['a lying coefficient count', with1(105, 1)],
  ['a coefficient that is not below q', (bytes) => Uint8Array.from(bytes).fill(0xff, -8)],
])('reading refuses %s', (_, spoil) => {
  const spoilt = spoil(savedCiphertext());
  expect(() => readCiphertext(p1, spoilt, newResidues(p1, 2))).toThrow(refusal('seal-object'));
});

test('reading a plaintext refuses what a ciphertext holds, and other lengths', () => {
  const message = new Float64Array(p1.degree);
  for (const bytes of [savedCiphertext(), new Uint8Array(88), new Uint8Array(87), new Uint8Array(96)])
    expect(() => readPlaintext(p1, bytes, message)).toThrow(refusal('seal-object'));
});

test('an exception of SEAL`s becomes a SecureSumError and leaves the ring usable', () => {
  const ring = runtime.ring(p1);
  const loadGarbage = (): void =>
    use([ring.newCiphertext()], (ciphertext) => ciphertext.loadFromArray(ring.context, new Uint8Array(200)));
  expect(loadGarbage).toThrow(refusal('seal-failure'));
  expect(savedCiphertext().length).toBeGreaterThan(0);
});

test('a disposed runtime says so', async () => {
  const closed = await SealRuntime.open();
  closed.dispose();
  expect(() => closed.ring(p1)).toThrow(refusal('engine-closed'));
});

/** Sets one byte. */
function with1(at: number, value: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const changed = Uint8Array.from(bytes);
    expect(changed[at]).not.toBe(value);
    changed[at] = value;
    return changed;
  };
}
