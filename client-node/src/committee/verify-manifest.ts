// A contribution's manifest, checked by whoever relies on it: committee members and recipients alike.
import {
  chunkSizes,
  ciphertextRoot,
  contentHash,
  manifest as manifestMessage,
  openSigned,
  polynomialCount,
  type Manifest,
  type Signed,
} from '@chorale/crypto';
import type { AcceptedRound } from '../round/accepted-round.js';

/** A manifest that its own node signed for this round. */
export type VerifiedManifest = Signed<Manifest>;

/** What a coordinator or node handed us does not hold together; the message names the thing. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError';
}

/** @throws DecodeError, SignatureError or EvidenceError for anything but an honest manifest of this round. */
export function verifyManifest(round: AcceptedRound, bytes: Uint8Array): VerifiedManifest {
  const hash = contentHash(bytes);
  const known = round.verifiedManifests.get(hash);
  if (known) return known;
  const signed = openSigned(manifestMessage, bytes, round.id, round.signingKeyOf);
  const { message, signer } = signed;
  const { committee, cohort } = round.descriptor;
  const fits =
    message.node === signer &&
    message.round === round.id &&
    cohort.includes(message.node) &&
    message.sealedShares.length === committee.length &&
    message.polynomials === polynomialCount(round.parameters, round.layout) &&
    message.chunks.length === chunkSizes(round.parameters, round.layout).length &&
    message.ciphertextRoot === ciphertextRoot(message.chunks);
  if (!fits) throw new EvidenceError(`the manifest of node ${signer} does not fit round ${round.id}`);
  round.verifiedManifests.set(hash, signed);
  return signed;
}
