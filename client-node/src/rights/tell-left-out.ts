// Bands of counts leave the node for the ledger, once a study: never an id, and never how a count changed.
import { personBand, personsLeftOut, signMessage, type StudyId } from '@chorale/crypto';
import type { NodeParts } from '../round/node-parts.js';
import type { LeftOut } from './rights.js';

/** Says nothing where nothing was asked; the coordinator keeps the first word on a study alone. */
export async function tellLeftOut(
  {
    self,
    federation,
    signingKey,
    coordinator,
  }: Pick<NodeParts, 'self' | 'federation' | 'signingKey' | 'coordinator'>,
  study: StudyId,
  { withoutConsent, erased }: LeftOut,
): Promise<void> {
  if (withoutConsent === null && erased === null) return;
  const band = (persons: number | null) => (persons === null ? undefined : personBand(persons));
  const word = { study, node: self, withoutConsent: band(withoutConsent), erased: band(erased) };
  const { bytes } = signMessage(personsLeftOut, signingKey, federation, word);
  await coordinator.request('leaveOut', { params: { study }, body: bytes, study });
}
