import {
  CannotOpenSecretError,
  DecodeError,
  openSecret,
  openUnderPassphrase,
  sealedFileLabel,
  sealSecret,
  sealUnderPassphrase,
} from '@chorale/crypto';
import { systemEntropy } from '../../../crypto/src/random/system-entropy.js';

const entropy = systemEntropy();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const label = { kind: 'node-identity', development: false };

describe('a secret under one key', () => {
  const key = new Uint8Array(32).fill(7);
  const sealed = sealSecret(key, bytes('secret'), bytes('row 1'), entropy);

  it('opens with its key in its place only', () => {
    expect(openSecret(key, sealed, bytes('row 1'))).toEqual(bytes('secret'));
    expect(() => openSecret(key, sealed, bytes('row 2'))).toThrow(CannotOpenSecretError);
    expect(() => openSecret(new Uint8Array(32), sealed, bytes('row 1'))).toThrow(CannotOpenSecretError);
  });
  it('never looks the same twice', () => {
    expect(sealSecret(key, bytes('secret'), bytes('row 1'), entropy)).not.toEqual(sealed);
  });
});

describe('a file under a passphrase', () => {
  const file = sealUnderPassphrase('correct horse', bytes('seed'), label, entropy);

  it('opens with its passphrase, however that is composed', () => {
    expect(openUnderPassphrase('correct horse', file, 'node-identity')).toEqual(bytes('seed'));
    const accented = sealUnderPassphrase('cafe\u0301', bytes('seed'), label, entropy);
    expect(openUnderPassphrase('caf\u00e9', accented, 'node-identity')).toEqual(bytes('seed'));
  });
  it('says what it is, and nobody can change that unseen', () => {
    expect(sealedFileLabel(file)).toEqual(label);
    const at = Buffer.from(file).indexOf('node-identity') + 'node-identity'.length;
    const marked = file.slice();
    marked[at] = 1;
    expect(sealedFileLabel(marked).development).toBe(true);
    expect(() => openUnderPassphrase('correct horse', marked, 'node-identity')).toThrow(
      CannotOpenSecretError,
    );
  });
  it('refuses a wrong passphrase, another kind, cut and foreign bytes', () => {
    expect(() => openUnderPassphrase('wrong', file, 'node-identity')).toThrow(CannotOpenSecretError);
    expect(() => openUnderPassphrase('correct horse', file, 'coordinator-identity')).toThrow(DecodeError);
    expect(() => openUnderPassphrase('correct horse', file.slice(0, -1), 'node-identity')).toThrow(
      DecodeError,
    );
    expect(() => openUnderPassphrase('correct horse', bytes('not sealed'), 'node-identity')).toThrow(
      DecodeError,
    );
  });
  it('does not start to stretch with a header that asks for all memory', () => {
    const at = Buffer.from(file).indexOf('node-identity') + 'node-identity'.length + 1;
    const greedy = file.slice();
    greedy.fill(0xff, at, at + 4);
    expect(() => openUnderPassphrase('correct horse', greedy, 'node-identity')).toThrow(/out of bounds/);
  });
});
