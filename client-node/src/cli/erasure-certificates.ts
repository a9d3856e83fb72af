// What else can be done with a certificate of erasure: verify it, and take it over after a backup was put back.
import { readFileSync } from 'node:fs';
import { sameFingerprint } from '../agreement/compare-fingerprints.js';
import { rosterKeys } from '../agreement/roster-keys.js';
import { CertificateRefused, verifyCertificate } from '../rights/certificate.js';
import { erasureInWords } from '../rights/erasure-words.js';
import { takeOverErasure } from '../rights/take-over-erasure.js';
import type { CommandContext } from './command-context.js';
import { CommandFailed, ExitCode, UsageError } from './exit-codes.js';

/** Exit code 1 where the certificate is not what that node signed. */
export function verifyErasure(
  context: CommandContext,
  file: string,
  fingerprint: string | undefined,
): Promise<ExitCode> {
  const text = readCertificate(file);
  try {
    const verified = verifyCertificate(text);
    requireKnownSigner(context, verified, fingerprint);
    const { statement, hash } = verified;
    context.result(
      { verified: true, certificate: hash, fingerprint: verified.fingerprint, statement },
      [
        'VERIFIED',
        `signed by ${verified.fingerprint}`,
        `certificate ${hash}`,
        ...erasureInWords(statement),
      ].join('\n'),
    );
    return Promise.resolve(ExitCode.done);
  } catch (error) {
    if (!(error instanceof CertificateRefused)) throw error;
    context.result({ verified: false, reason: error.message }, `NOT VERIFIED: ${error.message}`);
    return Promise.resolve(ExitCode.failed);
  }
}

/** A signature proves nothing by itself: anybody can sign with a key of their own. */
function requireKnownSigner(
  context: CommandContext,
  { fingerprint, signingKey, statement }: ReturnType<typeof verifyCertificate>,
  wanted: string | undefined,
): void {
  if (wanted !== undefined) {
    if (!sameFingerprint(wanted, fingerprint))
      throw new CertificateRefused(`it was signed by ${fingerprint}, which is not the fingerprint given`);
    return;
  }
  const known = rosterKeys(context.knownStore());
  if (!known)
    throw new UsageError('say whose certificate it is: --fingerprint, as "chorale-node members" lists it');
  const isKnown = known.some(
    ({ name, key }) => name === statement.node && Buffer.from(key).equals(Buffer.from(signingKey)),
  );
  if (!isKnown)
    throw new CertificateRefused(
      `it was signed by ${fingerprint}, which is no key of a node "${statement.node}" in the roster that this node signed`,
    );
}

/** The person is left out again, without the id: a certificate holds the pseudonym. */
export function restoreErasure(context: CommandContext, file: string): Promise<undefined> {
  const text = readCertificate(file);
  const store = context.store();
  const { signingKey } = context.keyring();
  try {
    const { number, pseudonym } = takeOverErasure(store, signingKey, text);
    context.result({ number, pseudonym }, `Taken over as request ${number}; the person is left out again.`);
    return Promise.resolve(undefined);
  } catch (error) {
    if (!(error instanceof CertificateRefused)) throw error;
    throw new CommandFailed(`${file} is not taken over: ${error.message}`);
  }
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(`${file} cannot be read (${code}); name a certificate that "erase" wrote`);
  }
}
