// Home, passphrase, keys and records; nothing is created.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import type { SigningKey } from '@chorale/crypto';
import { fingerprintOf } from '@chorale/crypto';
import { keyringExists, openKeyring } from '../../keys/keyring.js';
import { homePaths } from '../../storage/home.js';
import type { Membership } from '../../storage/federation-records.js';
import { requireMembership, type CommandContext } from '../command-context.js';
import { forkInWords, forkView } from '../ledger-forks.js';
import { failed, failedBy, passed, warned, type Check } from './check.js';

const OTHERS = 0o077;

export interface HomeFindings {
  readonly checks: readonly Check[];
  readonly signingKey: SigningKey | undefined;
  readonly membership: Membership | undefined;
}

export function checkHome(context: CommandContext): HomeFindings {
  const folder = checkFolder(context);
  if (!folder.ok) return { checks: [folder], signingKey: undefined, membership: undefined };
  const [keys, signingKey] = checkKeys(context);
  const [records, membership] = checkRecords(context);
  const ledger = membership ? checkLedger(context) : [];
  return {
    checks: [folder, ...checkPassphraseFile(context), keys, records, ...ledger],
    ...{ signingKey, membership },
  };
}

function checkFolder({ settings }: CommandContext): Check {
  const { home } = homePaths(settings.home);
  if (!existsSync(home))
    return failed(
      'home',
      `${home} does not exist`,
      'Set CHORALE_HOME, or run chorale-node init --invite TOKEN',
    );
  try {
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return failed(
      'home',
      `${home} cannot be written (${codeOf(error)})`,
      `Make it yours: chown -R "$USER" ${home}`,
    );
  }
  if (process.platform !== 'win32' && (statSync(home).mode & OTHERS) !== 0)
    return warned('home', `${home} is open to other users of this machine`, `Close it: chmod 700 ${home}`);
  return passed('home', home);
}

function checkPassphraseFile({ settings }: CommandContext): Check[] {
  const { passphraseFile } = settings;
  if (passphraseFile === undefined || !existsSync(passphraseFile) || process.platform === 'win32') return [];
  if ((statSync(passphraseFile).mode & OTHERS) === 0) return [passed('passphrase', passphraseFile)];
  return [
    warned(
      'passphrase',
      `${passphraseFile} can be read by other users`,
      `Close it: chmod 600 ${passphraseFile}`,
    ),
  ];
}

function checkKeys(context: CommandContext): [Check, SigningKey | undefined] {
  const { home } = context.settings;
  if (!keyringExists(home))
    return [failed('keys', 'this home has no keys yet', 'Run chorale-node init --invite TOKEN'), undefined];
  try {
    const { signingKey, development } = openKeyring(home, context.passphrase(), context.entropy);
    const fingerprint = `fingerprint ${fingerprintOf(signingKey.publicKey)}`;
    const check = development
      ? warned(
          'keys',
          `${fingerprint}, sealed with --dev`,
          'Never with real customers: enrol a node without --dev',
        )
      : passed('keys', fingerprint);
    return [check, signingKey];
  } catch (error) {
    return [failedBy('keys', error), undefined];
  }
}

function checkRecords(context: CommandContext): [Check, Membership | undefined] {
  try {
    const membership = requireMembership(context.store());
    const { node, name } = membership;
    return [passed('enrolment', `"${node}" in federation "${name}"`), membership];
  } catch (error) {
    return [failedBy('enrolment', error), undefined];
  }
}

/** Nothing to say before two histories were found. */
function checkLedger(context: CommandContext): Check[] {
  return context
    .store()
    .ledgerHeads.forks()
    .map(forkView)
    .map((fork) =>
      (fork.stops ? failed : warned)(
        'ledger',
        forkInWords(fork),
        'Compare heads with the other members ("chorale-node heads check"), and ask the coordinator\'s operator what was restored',
      ),
    );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}
