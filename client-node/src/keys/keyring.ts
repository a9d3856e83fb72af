// A node's lasting secrets: its Ed25519 identity and the key that seals single secrets in its database. They
// lie in one file under a passphrase; everything else on disk is public, or sealed under the storage key.
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  CannotOpenSecretError,
  defineMessage,
  fixedBytes,
  openUnderPassphrase,
  sealedFileLabel,
  SEALING_KEY_BYTES,
  sealUnderPassphrase,
  SigningKey,
  StorageKey,
  struct,
  type Entropy,
} from '@chorale/crypto';
import { syncFolder, writeFileAtomically } from '../storage/atomic-file.js';
import { homePaths, makePrivateFolder } from '../storage/home.js';
import { PassphraseError, readPassphrase, type PassphraseSource } from './passphrase.js';

const KIND = 'node-identity';
const nodeSecrets = defineMessage(
  'chorale/node-secrets/1',
  struct({ signingSeed: fixedBytes(32), storageKey: fixedBytes(SEALING_KEY_BYTES) }),
);

export interface Keyring {
  readonly signingKey: SigningKey;
  readonly storageKey: StorageKey;
  /** The keys were made just now. */
  readonly created: boolean;
  /** Sealed under the published development passphrase: anybody who copies the home owns the keys. */
  readonly development: boolean;
}

export function keyringExists(home: string): boolean {
  return existsSync(homePaths(home).identity);
}

/**
 * Opens the keys of a home, or creates them where there are none.
 * @throws PassphraseError for a wrong passphrase, or where development and production meet; DecodeError
 * for a file that is no key file.
 */
export function openKeyring(home: string, source: PassphraseSource, entropy: Entropy): Keyring {
  const development = 'development' in source;
  const file = homePaths(home).identity;
  const passphrase = readPassphrase(source);
  const created = !existsSync(file);
  if (created) createSecrets(file, passphrase, development, entropy);
  const secrets = openSecrets(file, passphrase, development);
  const keyring: Keyring = {
    signingKey: SigningKey.fromSeed(secrets.signingSeed),
    storageKey: new StorageKey(secrets.storageKey, entropy),
    created,
    development,
  };
  secrets.signingSeed.fill(0);
  secrets.storageKey.fill(0);
  return keyring;
}

/**
 * A new signing key for this home, beside the one that it uses; asked for again, the same one.
 * @throws like {@link openKeyring}
 */
export function stageSigningKey(home: string, source: PassphraseSource, entropy: Entropy): SigningKey {
  const development = 'development' in source;
  const passphrase = readPassphrase(source);
  const { identity, nextIdentity } = homePaths(home);
  if (!existsSync(nextIdentity)) {
    const { signingSeed, storageKey } = openSecrets(identity, passphrase, development);
    signingSeed.fill(0);
    createSecrets(nextIdentity, passphrase, development, entropy, storageKey);
  }
  const secrets = openSecrets(nextIdentity, passphrase, development);
  const key = SigningKey.fromSeed(secrets.signingSeed);
  secrets.signingSeed.fill(0);
  secrets.storageKey.fill(0);
  return key;
}

/** From here on the staged key is this home's; the old one is gone. */
export function adoptStagedKey(home: string): void {
  const { identity, nextIdentity } = homePaths(home);
  renameSync(nextIdentity, identity);
  syncFolder(dirname(identity));
}

/** @param storageKey of another key file of this home; left out: a new one. Erased on return. */
function createSecrets(
  file: string,
  passphrase: string,
  development: boolean,
  entropy: Entropy,
  storageKey = newStorageKey(entropy),
): void {
  const { seed } = SigningKey.generate(entropy);
  const secrets = nodeSecrets.encode({ signingSeed: seed, storageKey });
  const sealed = sealUnderPassphrase(passphrase, secrets, { kind: KIND, development }, entropy);
  for (const secret of [seed, storageKey, secrets]) secret.fill(0);
  makePrivateFolder(dirname(file));
  writeFileAtomically(file, sealed, 0o600);
}

function newStorageKey(entropy: Entropy): Uint8Array {
  const key = new Uint8Array(SEALING_KEY_BYTES);
  entropy.fill(key);
  return key;
}

function openSecrets(
  file: string,
  passphrase: string,
  development: boolean,
): ReturnType<(typeof nodeSecrets)['decode']> {
  const sealed = readFileSync(file);
  const label = sealedFileLabel(sealed);
  if (label.development && !development)
    throw new PassphraseError(
      `${file} was made with --dev, so its keys are no secret; start with --dev, or enrol a new node with ` +
        'CHORALE_HOME set to an empty folder',
    );
  if (!label.development && development)
    throw new PassphraseError(
      `${file} is sealed under a passphrase of its own; leave out --dev and set CHORALE_PASSPHRASE_FILE`,
    );
  try {
    const opened = openUnderPassphrase(passphrase, sealed, KIND);
    const secrets = nodeSecrets.decode(opened);
    opened.fill(0);
    return secrets;
  } catch (error) {
    if (!(error instanceof CannotOpenSecretError)) throw error;
    throw new PassphraseError(
      `the passphrase does not open ${file}, or the file was damaged; set CHORALE_PASSPHRASE_FILE to the file ` +
        'with the passphrase that the node was set up with, or restore keys/ from a backup',
      { cause: error },
    );
  }
}
