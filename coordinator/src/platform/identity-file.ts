// The coordinator's lasting secrets: its Ed25519 identity and the key that seals single secrets in its database.
// Both lie in one file under a passphrase and are open only in memory.
import {
  defineMessage,
  fixedBytes,
  openUnderPassphrase,
  SEALING_KEY_BYTES,
  sealedFileLabel,
  sealUnderPassphrase,
  SigningKey,
  StorageKey,
  struct,
  type Entropy,
} from '@chorale/crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from './atomic-file.js';
import { ConfigurationError } from './config.js';

const KIND = 'coordinator-identity';
/** Published here, so it protects nothing: for trying things out on one machine. */
const DEVELOPMENT_PASSPHRASE = 'chorale development passphrase, known to everybody';
const FEWEST_CHARACTERS = 8;
const secretsMessage = defineMessage(
  'chorale/coordinator-secrets/1',
  struct({ signingSeed: fixedBytes(32), storageKey: fixedBytes(SEALING_KEY_BYTES) }),
);

export interface CoordinatorKeys {
  readonly signingKey: SigningKey;
  readonly storageKey: StorageKey;
}

export type PassphraseSource = { readonly file: string } | { readonly development: true };

/**
 * Opens the keys, or makes them on the first start.
 * @throws ConfigurationError for a missing or wrong passphrase, and where development and production meet.
 */
export function openIdentity(path: string, source: PassphraseSource, entropy: Entropy): CoordinatorKeys {
  const development = 'development' in source;
  const passphrase = development ? DEVELOPMENT_PASSPHRASE : readPassphrase(source.file);
  if (!existsSync(path)) createSecrets(path, passphrase, development, entropy);
  const sealed = new Uint8Array(readFileSync(path));
  requireSameMode(path, sealedFileLabel(sealed).development, development);
  const opened = open(path, sealed, passphrase);
  const { signingSeed, storageKey } = secretsMessage.decode(opened);
  const keys = {
    signingKey: SigningKey.fromSeed(signingSeed),
    storageKey: new StorageKey(storageKey, entropy),
  };
  for (const secret of [opened, signingSeed, storageKey]) secret.fill(0);
  return keys;
}

function createSecrets(path: string, passphrase: string, development: boolean, entropy: Entropy): void {
  const { seed: signingSeed } = SigningKey.generate(entropy);
  const storageKey = new Uint8Array(SEALING_KEY_BYTES);
  entropy.fill(storageKey);
  const secrets = secretsMessage.encode({ signingSeed, storageKey });
  writeFileAtomically(path, sealUnderPassphrase(passphrase, secrets, { kind: KIND, development }, entropy));
  for (const secret of [signingSeed, storageKey, secrets]) secret.fill(0);
}

function requireSameMode(path: string, sealedForDevelopment: boolean, development: boolean): void {
  if (sealedForDevelopment && !development)
    throw new ConfigurationError([
      `${path} was made with --dev, so its key is no secret; start with --dev, or set CHORALE_HOME to an empty folder`,
    ]);
  if (!sealedForDevelopment && development)
    throw new ConfigurationError([
      `${path} is sealed under a passphrase of its own; leave out --dev and set CHORALE_PASSPHRASE_FILE`,
    ]);
}

function open(path: string, sealed: Uint8Array, passphrase: string): Uint8Array {
  try {
    return openUnderPassphrase(passphrase, sealed, KIND);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'CannotOpenSecretError') throw error;
    throw new ConfigurationError([
      `the passphrase does not open ${path}, or the file was damaged; set CHORALE_PASSPHRASE_FILE to the file the ` +
        'coordinator was set up with, or restore keys/ from a backup',
    ]);
  }
}

function readPassphrase(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigurationError([`CHORALE_PASSPHRASE_FILE: the file ${file} cannot be read`]);
  }
  const passphrase = text.replace(/\r?\n$/, '');
  if (passphrase.length < FEWEST_CHARACTERS)
    throw new ConfigurationError([
      `CHORALE_PASSPHRASE_FILE: the passphrase in ${file} has fewer than ${FEWEST_CHARACTERS} characters; take a longer one`,
    ]);
  return passphrase;
}
