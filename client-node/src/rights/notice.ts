import { erasureNotice, signMessage, type SigningKey, type StudyId } from '@chorale/crypto';
import { verifyCertificate } from './certificate.js';

/** What the coordinator is told of a certificate, as a signed envelope: its hash, days and studies. */
export function noticeOf(key: SigningKey, certificate: string): Uint8Array {
  const { statement, hash } = verifyCertificate(certificate);
  const { federation, requestedOn, dueOn, erasedAt, studies } = statement;
  return signMessage(erasureNotice, key, federation, {
    node: key.nodeId,
    certificate: hash,
    ...{ requestedOn, dueOn, erasedOn: erasedAt.slice(0, 10) },
    studies: studies.map(({ study }) => study as StudyId),
  }).bytes;
}
