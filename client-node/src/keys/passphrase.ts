// Where the passphrase comes from. It is read when needed and kept nowhere.
import { readFileSync } from 'node:fs';

/** Published here, so it protects nothing: for trying things out on one machine. */
const DEVELOPMENT_PASSPHRASE = 'chorale development passphrase, known to everybody';

const FEWEST_CHARACTERS = 8;

/** `variable` of the environment names the file. */
export type PassphraseSource =
  { readonly file: string; readonly variable?: string } | { readonly development: true };

/** No passphrase, a wrong one, or one that this mode does not allow; the message says how to mend it. */
export class PassphraseError extends Error {
  override readonly name = 'PassphraseError';
}

/**
 * From `--dev` and CHORALE_PASSPHRASE_FILE.
 * @throws PassphraseError when there is neither.
 */
export function passphraseSource(
  development: boolean,
  file: string | undefined,
  variable = 'CHORALE_PASSPHRASE_FILE',
): PassphraseSource {
  if (development) return { development: true };
  if (file !== undefined) return { file, variable };
  throw new PassphraseError(
    'the keys of this node are sealed under a passphrase, and none is given: write one into a file that only ' +
      'this user can read (for example: openssl rand -base64 24 > passphrase && chmod 600 passphrase) and set ' +
      `${variable} to its path; to try things out on this machine, use --dev instead`,
  );
}

/** @throws PassphraseError for a file that cannot be read, or a passphrase of fewer than 8 characters. */
export function readPassphrase(source: PassphraseSource): string {
  if ('development' in source) return DEVELOPMENT_PASSPHRASE;
  let text: string;
  try {
    text = readFileSync(source.file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new PassphraseError(
      `the passphrase file ${source.file} cannot be read (${code}); check ${source.variable ?? 'CHORALE_PASSPHRASE_FILE'} and the ` +
        'permissions of the file',
      { cause: error },
    );
  }
  // Editors end a file with a line break that nobody meant to be part of the passphrase.
  const passphrase = text.replace(/[\r\n]+$/, '');
  if (passphrase.length < FEWEST_CHARACTERS)
    throw new PassphraseError(
      `the passphrase in ${source.file} has fewer than ${FEWEST_CHARACTERS} characters; write a longer one, ` +
        `for example: openssl rand -base64 24 > ${source.file}`,
    );
  return passphrase;
}
