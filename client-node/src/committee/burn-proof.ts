// Proof that a round can never be opened: t members signed that they did not release it and erased their keys. At most
// 2t-m-1 of them lie, so t-1 shares are left at most.
import {
  burn,
  envelopes,
  openSigned,
  type Descriptor,
  type NodeId,
  type RosterNode,
  type RoundId,
} from '@chorale/crypto';
import { EvidenceError } from './verify-manifest.js';

/** @throws DecodeError, SignatureError or EvidenceError unless `proof` holds burns of t different committee members. */
export function verifyBurnProof(
  round: RoundId,
  { committee, threshold }: Descriptor,
  roster: readonly RosterNode[],
  proof: Uint8Array,
): void {
  const keyOf = (id: NodeId): Uint8Array | undefined => roster.find((node) => node.id === id)?.signingKey;
  const members = new Set<NodeId>();
  for (const bytes of envelopes.decode(proof).envelopes) {
    const { message, signer } = openSigned(burn, bytes, round, keyOf);
    if (message.round !== round || message.member !== signer || !committee.includes(signer))
      throw new EvidenceError(`node ${signer} signed a burn that is not its own`);
    members.add(signer);
  }
  if (members.size < threshold)
    throw new EvidenceError(`${members.size} members signed that it was burned, ${threshold} are needed`);
}
