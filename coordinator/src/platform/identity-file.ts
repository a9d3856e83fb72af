// The coordinator's Ed25519 key, sealed under a passphrase on the disk and open only in memory.
import {
  openUnderPassphrase,
  sealedFileLabel,
  sealUnderPassphrase,
  SigningKey,
  type Entropy,
} from '@chorale/crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from './atomic-file.js';
import { ConfigurationError } from './config.js';

const KIND = 'coordinator-identity';
/** Published here, so it protects nothing: for trying things out on one machine. */
const DEVELOPMENT_PASSPHRASE = 'chorale development passphrase, known to everybody';
const FEWEST_CHARACTERS = 8;

export type PassphraseSource = { readonly file: string } | { readonly development: true };

/**
 * Opens the key, or makes one on the first start.
 * @throws ConfigurationError for a missing or wrong passphrase, and where development and production meet.
 */
export function openIdentity(path: string, source: PassphraseSource, entropy: Entropy): SigningKey {
  const development = 'development' in source;
  const passphrase = development ? DEVELOPMENT_PASSPHRASE : readPassphrase(source.file);
  if (!existsSync(path)) {
    const { seed } = SigningKey.generate(entropy);
    writeFileAtomically(path, sealUnderPassphrase(passphrase, seed, { kind: KIND, development }, entropy));
    seed.fill(0);
  }
  const sealed = new Uint8Array(readFileSync(path));
  requireSameMode(path, sealedFileLabel(sealed).development, development);
  const seed = open(path, sealed, passphrase);
  const key = SigningKey.fromSeed(seed);
  seed.fill(0);
  return key;
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
