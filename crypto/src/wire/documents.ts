// Documents for people (agreement, study) travel as the JSON text their author wrote once; everybody signs
// and hashes these bytes.
import type { AgreementHash, Hash, RosterHash, StudyId } from './ids.js';
import { documentHash, sha256Hex } from './message.js';

/** Names an agreement: hash of its very bytes, as its members sign them. */
export function agreementHash(bytes: Uint8Array): AgreementHash {
  return documentHash('chorale/agreement/1', bytes) as AgreementHash;
}
/** Names a study: hash of its very bytes. */
export function studyId(bytes: Uint8Array): StudyId {
  return documentHash('chorale/study/1', bytes) as StudyId;
}
/** @param bytes an encoded roster message. */
export function rosterHash(bytes: Uint8Array): RosterHash {
  return sha256Hex(bytes) as RosterHash;
}
/** Names a federation: its name and its coordinator's key. */
export function federationId(name: string, coordinatorKey: Uint8Array): Hash {
  const label = new TextEncoder().encode(name);
  const joined = new Uint8Array(label.length + coordinatorKey.length);
  joined.set(coordinatorKey);
  joined.set(label, coordinatorKey.length);
  return documentHash('chorale/federation/1', joined) as Hash;
}
