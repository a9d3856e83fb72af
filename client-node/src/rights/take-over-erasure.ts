// A home that was set back to an older backup has forgotten who was erased since. The certificates know, by pseudonym.
import type { SigningKey } from '@chorale/crypto';
import type { NodeStore } from '../storage/node-store.js';
import { CertificateRefused, verifyCertificate } from './certificate.js';
import { noticeOf } from './notice.js';

/**
 * The person is left out from here on, as before. What is on record already stays as it is.
 * @throws CertificateRefused unless this node signed it, and still has the key that the pseudonym was made with.
 */
export function takeOverErasure(
  store: NodeStore,
  signingKey: SigningKey,
  certificate: string,
): { readonly number: number; readonly pseudonym: string } {
  const { statement, hash, signingKey: signedWith } = verifyCertificate(certificate);
  if (!Buffer.from(signedWith).equals(Buffer.from(signingKey.publicKey)))
    throw new CertificateRefused('another node signed it');
  if (!store.erasures.pseudonymKey())
    throw new CertificateRefused(
      'this home was never started, so it has no key for pseudonyms; put a later backup back, or erase the person by id',
    );
  const { pseudonym, ground, requestedOn, dueOn, erasedAt } = statement;
  return store.transaction(() => {
    const { number, done } = store.erasures.request({ pseudonym, ground, requestedOn, dueOn });
    if (!done)
      store.erasures.carryOut(number, {
        ...{ at: Date.parse(erasedAt), certificate, hash },
        notice: noticeOf(signingKey, certificate),
      });
    return { number, pseudonym };
  });
}
