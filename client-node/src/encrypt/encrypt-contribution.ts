// Protocol step 3: integers in, ciphertext chunks and sealed shares out. Chunks are kept one by one as they are made. The one-time key is made, used and
// erased inside the ring engine; only its shares come out, and leave this file sealed.
import {
  ciphertextRoot,
  contentHash,
  manifest,
  polynomialCount,
  sealTo,
  signMessage,
  type Entropy,
  type Hash,
  type RingEngine,
  type SigningKey,
} from '@chorale/crypto';
import { bindShare } from '../committee/check-shares.js';
import type { AcceptedRound } from '../round/accepted-round.js';

/** Everything that leaves the node in a round, ready to be stored and sent as it is. */
export interface PreparedContribution {
  /** Content hashes of the packed ciphertext's chunks, in order; the chunks themselves are kept. */
  readonly chunks: readonly Hash[];
  /** Signed manifest. */
  readonly manifest: Uint8Array;
  /** One for each committee member, in committee order. */
  readonly sealedShares: readonly Uint8Array[];
}

/** Keeps a chunk until it is sent. @returns its content hash. */
export type KeepChunk = (chunk: Uint8Array) => Hash;

/** @param values clipped, noised integers in layout order; erased before this returns. */
export async function encryptContribution(
  round: AcceptedRound,
  values: Float64Array,
  key: SigningKey,
  ring: RingEngine,
  entropy: Entropy,
  keepChunk: KeepChunk,
): Promise<PreparedContribution> {
  const { committee, threshold } = round.descriptor;
  const chunks: Hash[] = [];
  const shares = await ring.encryptAndShare({
    parameters: round.descriptor.parameters,
    round: round.id,
    layout: round.layout,
    values,
    threshold,
    members: committee.length,
    takeChunk: (chunk) => void chunks.push(keepChunk(chunk)),
  });
  const bound = { node: round.self, ciphertextRoot: ciphertextRoot(chunks) };
  const sealedShares = shares.map((share, index) => {
    const member = committee[index]!;
    const sealed = sealTo(round.committeePublicKeys[index]!, share, bindShare(round, bound, member), entropy);
    share.fill(0);
    return sealed;
  });
  const signed = signMessage(manifest, key, round.id, {
    round: round.id,
    node: round.self,
    polynomials: polynomialCount(round.parameters, round.layout),
    chunks,
    ciphertextRoot: bound.ciphertextRoot,
    sealedShares: sealedShares.map(contentHash),
  });
  return { chunks, manifest: signed.bytes, sealedShares };
}
