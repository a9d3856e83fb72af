import { systemEntropy } from '@chorale/crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openIdentity } from '../../../coordinator/src/platform/identity-file.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
const entropy = systemEntropy();

function home(passphrase = 'a long passphrase'): { key: string; source: { file: string } } {
  const made = folder();
  writeFileSync(join(made, 'passphrase'), `${passphrase}\n`);
  return { key: join(made, 'coordinator.sealed'), source: { file: join(made, 'passphrase') } };
}

test('the key is made once, kept sealed and private, and opens again', () => {
  const { key, source } = home();
  const first = openIdentity(key, source, entropy);
  const again = openIdentity(key, source, entropy);
  expect(again.signingKey.nodeId).toBe(first.signingKey.nodeId);
  expect(again.storageKey.open(first.storageKey.seal(Uint8Array.of(1, 2, 3), 'here'), 'here')).toEqual(
    Uint8Array.of(1, 2, 3),
  );
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(readFileSync(key).includes(Buffer.from(first.signingKey.publicKey))).toBe(false);
});

test('a wrong passphrase, a short one, a missing file: each says what to do', () => {
  const { key, source } = home();
  openIdentity(key, source, entropy);
  writeFileSync(source.file, 'another passphrase');
  expect(() => openIdentity(key, source, entropy)).toThrow(/does not open/);
  writeFileSync(source.file, 'short');
  expect(() => openIdentity(key, source, entropy)).toThrow(/fewer than 8/);
  expect(() => openIdentity(key, { file: '/nowhere/passphrase' }, entropy)).toThrow(/cannot be read/);
});

test('development keys never serve in production, nor the other way round', () => {
  const { key, source } = home();
  openIdentity(key, { development: true }, entropy);
  expect(() => openIdentity(key, source, entropy)).toThrow(/--dev/);
  const other = home();
  openIdentity(other.key, other.source, entropy);
  expect(() => openIdentity(other.key, { development: true }, entropy)).toThrow(/leave out --dev/);
});
