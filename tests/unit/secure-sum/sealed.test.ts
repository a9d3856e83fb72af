import {
  createRoundKeyPair,
  openFromMany,
  openSealed,
  sealTo,
  sealToMany,
} from '../../../crypto/src/index.js';
import { sodium } from '../../../crypto/src/identity/sodium.js';
import { testEntropy } from '../../../crypto/src/testing/index.js';
import { refusal } from './refusal.js';

const entropy = testEntropy('sealed');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const purpose = bytes('round 7, node 3, member 1');
const secret = bytes('a share of a key');
const pair = createRoundKeyPair(entropy);
const other = createRoundKeyPair(entropy);
const cannotOpen = refusal('cannot-open-sealed');

test('X-Wing agrees with its draft`s first vector', () => {
  // draft-connolly-cfrg-xwing-kem-08, appendix C.
  const seed = '7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26';
  const encapsulationSeed =
    '3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2';
  const { publicKey } = sodium.crypto_kem_xwing_seed_keypair(Buffer.from(seed, 'hex'));
  const { sharedSecret } = sodium.crypto_kem_xwing_enc_deterministic(
    publicKey,
    Buffer.from(encapsulationSeed, 'hex'),
  );
  expect(Buffer.from(sharedSecret).toString('hex')).toBe(
    'd2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384',
  );
});

describe('sealed to one', () => {
  const sealed = sealTo(pair.publicKey, secret, purpose, entropy);

  test('opens with its key for its purpose', () => {
    expect(openSealed(pair, sealed, purpose)).toEqual(Uint8Array.from(secret));
    expect(sealed.length).toBe(secret.length + 1136);
  });

  test('two seals of one secret differ', () => {
    expect(sealTo(pair.publicKey, secret, purpose, entropy)).not.toEqual(sealed);
  });

  test('stays closed for another key or purpose', () => {
    expect(() => openSealed(other, sealed, purpose)).toThrow(cannotOpen);
    expect(() => openSealed(pair, sealed, bytes('round 8, node 3, member 1'))).toThrow(cannotOpen);
    expect(() => openSealed({ ...pair, publicKey: other.publicKey }, sealed, purpose)).toThrow(cannotOpen);
  });

  test('stays closed when any part of it changed, got lost or was added', () => {
    for (const at of [0, 1087, 1088, 1119, 1120, sealed.length - 17, sealed.length - 16, sealed.length - 1]) {
      const changed = Uint8Array.from(sealed);
      changed[at]! ^= 1;
      expect(() => openSealed(pair, changed, purpose)).toThrow(cannotOpen);
    }
    for (const length of [0, 1119, 1135, 1136, sealed.length - 1])
      expect(() => openSealed(pair, sealed.subarray(0, length), purpose)).toThrow(cannotOpen);
    expect(() => openSealed(pair, Buffer.concat([sealed, Buffer.of(0)]), purpose)).toThrow(cannotOpen);
  });

  test('refuses a public key of the wrong length', () => {
    expect(() => sealTo(new Uint8Array(1215), secret, purpose, entropy)).toThrow(refusal('sharing-invalid'));
  });
});

describe('sealed to many', () => {
  const recipients = [pair, other, createRoundKeyPair(entropy)];
  const sealed = sealToMany(
    recipients.map(({ publicKey }) => publicKey),
    secret,
    purpose,
    entropy,
  );

  const { body, sealedKeys } = sealed;

  test('opens for each recipient with the key at its position', () => {
    for (const [position, recipient] of recipients.entries())
      expect(openFromMany(recipient, sealedKeys[position]!, body, purpose)).toEqual(Uint8Array.from(secret));
  });

  test('what is opened shares its memory with no slice of it', () => {
    const opened = openFromMany(recipients[0]!, sealedKeys[0]!, body, purpose);
    const slice = opened.slice();
    opened.fill(0);
    expect(slice).toEqual(Uint8Array.from(secret));
  });

  test("stays closed with another recipient's key, no key or another purpose", () => {
    expect(() => openFromMany(pair, sealedKeys[1]!, body, purpose)).toThrow(cannotOpen);
    expect(() => openFromMany(pair, new Uint8Array(), body, purpose)).toThrow(cannotOpen);
    expect(() => openFromMany(pair, sealedKeys[0]!, body, bytes('another'))).toThrow(cannotOpen);
  });

  test('a key taken from another sealing does not open this body', () => {
    const second = sealToMany(
      recipients.map(({ publicKey }) => publicKey),
      secret,
      purpose,
      entropy,
    );
    expect(() => openFromMany(pair, second.sealedKeys[0]!, body, purpose)).toThrow(cannotOpen);
  });

  test('whoever seals another content key to a recipient shows it nothing', () => {
    const forged = sealTo(pair.publicKey, new Uint8Array(32).fill(1), purpose, entropy);
    expect(() => openFromMany(pair, forged, body, purpose)).toThrow(cannotOpen);
  });

  test('stays closed when the key, the commitment, the body or a length changed', () => {
    for (const at of [0, 1119, 1120, 1167]) {
      const changed = Uint8Array.from(sealedKeys[0]!);
      changed[at]! ^= 1;
      expect(() => openFromMany(pair, changed, body, purpose)).toThrow(cannotOpen);
    }
    for (const at of [0, 31, 32, body.length - 1]) {
      const changed = Uint8Array.from(body);
      changed[at]! ^= 1;
      expect(() => openFromMany(pair, sealedKeys[0]!, changed, purpose)).toThrow(cannotOpen);
    }
    for (const length of [0, 1, 47, body.length - 1])
      expect(() => openFromMany(pair, sealedKeys[0]!, body.subarray(0, length), purpose)).toThrow(cannotOpen);
  });
});
