// Protocol step 6: after t commits on the same root, the sum over S of a member's shares, for the recipients.
import {
  addShares,
  commit,
  envelopes,
  openSigned,
  release,
  releaseBinding,
  releaseUpload,
  sealToMany,
  signMessage,
  type Entropy,
  type Hash,
  type NodeId,
  type SigningKey,
} from '@chorale/crypto';
import type { AcceptedRound } from '../round/accepted-round.js';
import type { OpenedShares } from './check-shares.js';
import { refuseMissingShares, type FixedSet } from './commit.js';
import { EvidenceError } from './verify-manifest.js';

/** @throws EvidenceError unless t different committee members have bound themselves to this very set. */
export function requireCommits(round: AcceptedRound, set: FixedSet, commitsBytes: Uint8Array): void {
  const members = new Set<NodeId>();
  for (const bytes of envelopes.decode(commitsBytes).envelopes) {
    const { message, signer } = openSigned(commit, bytes, round.id, round.signingKeyOf);
    if (
      message.member !== signer ||
      message.round !== round.id ||
      !round.descriptor.committee.includes(signer)
    )
      throw new EvidenceError(`node ${signer} signed a commit that is not its own`);
    if (message.setRoot === set.root) members.add(signer);
  }
  const { threshold } = round.descriptor;
  if (members.size < threshold)
    throw new EvidenceError(`${members.size} members committed to the set, ${threshold} are needed`);
}

/**
 * The one upload by which this member helps to open the set; stored and re-sent, never made twice.
 * @param recipientKeys in the order of the recipients.
 * @returns an encoded releaseUpload.
 */
export function signRelease(
  round: AcceptedRound,
  key: SigningKey,
  set: FixedSet,
  shares: OpenedShares,
  recipientKeys: readonly Uint8Array[],
  entropy: Entropy,
): Uint8Array {
  refuseMissingShares(set, shares);
  // Side by side in the order of groups: one release opens all of them, or none.
  const sums = set.groups.map((group) =>
    addShares(
      round.parameters,
      group.map(({ message }) => shares.get(message.node)!.share),
    ),
  );
  const sum = Buffer.concat(sums);
  for (const part of sums) part.fill(0);
  const { body, sealedKeys } = sealToMany(
    recipientKeys,
    sum,
    bindRelease(round, round.self, set.root),
    entropy,
  );
  sum.fill(0);
  const signed = signMessage(release, key, round.id, {
    round: round.id,
    member: round.self,
    setRoot: set.root,
    sealedSum: body,
  });
  return releaseUpload.encode({ release: signed.bytes, sealedKeys });
}

export function bindRelease(round: AcceptedRound, member: NodeId, root: Hash): Uint8Array {
  return releaseBinding.encode({ round: round.id, member, setRoot: root });
}
