// Protocol step 3: integers in, ciphertext chunks and sealed shares out. The one-time key is made, used and
// erased inside the ring engine; only its shares come out, and leave this file sealed.
import {
  ciphertextRoot,
  contentHash,
  manifest,
  polynomialCount,
  sealTo,
  signMessage,
  type Entropy,
  type RingEngine,
  type SigningKey,
} from '@chorale/crypto';
import { bindShare } from '../committee/check-shares.js';
import type { AcceptedRound } from '../round/accepted-round.js';

/** Everything that leaves the node in a round, ready to be stored and sent as it is. */
export interface PreparedContribution {
  /** Packed ciphertext, in order. */
  readonly chunks: readonly Uint8Array[];
  /** Signed manifest. */
  readonly manifest: Uint8Array;
  /** One for each committee member, in committee order. */
  readonly sealedShares: readonly Uint8Array[];
}

/** @param values clipped, noised integers in layout order; erased before this returns. */
export async function encryptContribution(
  round: AcceptedRound,
  values: Float64Array,
  key: SigningKey,
  ring: RingEngine,
  entropy: Entropy,
): Promise<PreparedContribution> {
  const { committee, threshold } = round.descriptor;
  const { chunks, shares } = await ring.encryptAndShare({
    parameters: round.descriptor.parameters,
    round: round.id,
    layout: round.layout,
    values,
    threshold,
    members: committee.length,
  });
  const chunkHashes = chunks.map(contentHash);
  const bound = { node: round.self, ciphertextRoot: ciphertextRoot(chunkHashes) };
  const sealedShares = shares.map((share, index) => {
    const member = committee[index]!;
    const sealed = sealTo(round.partyOf(member).publicKey, share, bindShare(round, bound, member), entropy);
    share.fill(0);
    return sealed;
  });
  const signed = signMessage(manifest, key, round.id, {
    round: round.id,
    node: round.self,
    polynomials: polynomialCount(round.parameters, round.layout),
    chunks: chunkHashes,
    ciphertextRoot: bound.ciphertextRoot,
    sealedShares: sealedShares.map(contentHash),
  });
  return { chunks, manifest: signed.bytes, sealedShares };
}
