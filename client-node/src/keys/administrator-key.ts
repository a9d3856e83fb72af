// The key of a person who signs for a member beside its node: one file under that person's own passphrase, kept wherever the
// person keeps it.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  CannotOpenSecretError,
  defineMessage,
  fixedBytes,
  openUnderPassphrase,
  sealUnderPassphrase,
  SigningKey,
  struct,
  type Entropy,
} from '@chorale/crypto';
import { writeFileAtomically } from '../storage/atomic-file.js';
import { makePrivateFolder } from '../storage/home.js';
import { PassphraseError, readPassphrase, type PassphraseSource } from './passphrase.js';

const KIND = 'administrator-key';
const secret = defineMessage('chorale/administrator-key/1', struct({ signingSeed: fixedBytes(32) }));

/** @throws PassphraseError, also where the file stands already: a key is never overwritten. */
export function createAdministratorKey(file: string, source: PassphraseSource, entropy: Entropy): SigningKey {
  if (existsSync(file))
    throw new PassphraseError(
      `${file} stands already and is left as it is; choose another file for a new key`,
    );
  const { key, seed } = SigningKey.generate(entropy);
  const plain = secret.encode({ signingSeed: seed });
  const label = { kind: KIND, development: 'development' in source };
  const sealed = sealUnderPassphrase(readPassphrase(source), plain, label, entropy);
  for (const bytes of [seed, plain]) bytes.fill(0);
  makePrivateFolder(dirname(resolve(file)));
  writeFileAtomically(file, sealed, 0o600);
  return key;
}

/** @throws PassphraseError for a file that is not there, or another passphrase than its own. */
export function openAdministratorKey(file: string, source: PassphraseSource): SigningKey {
  if (!existsSync(file))
    throw new PassphraseError(
      `there is no key in ${file}; make one with "chorale-node administrator create --key ${file}"`,
    );
  try {
    const opened = openUnderPassphrase(readPassphrase(source), readFileSync(file), KIND);
    const { signingSeed } = secret.decode(opened);
    const key = SigningKey.fromSeed(signingSeed);
    for (const bytes of [opened, signingSeed]) bytes.fill(0);
    return key;
  } catch (error) {
    if (!(error instanceof CannotOpenSecretError)) throw error;
    throw new PassphraseError(
      `the passphrase does not open ${file}, or the file was damaged; set CHORALE_ADMINISTRATOR_PASSPHRASE_FILE to the ` +
        'file with its passphrase',
      { cause: error },
    );
  }
}
