// A round whose descriptor this node has checked; everything below it may rely on that.
import {
  contributorsOf,
  descriptor as descriptorMessage,
  envelope,
  parametersByName,
  roundId,
  roundKey,
  type Descriptor,
  type Hash,
  type IntegerLayout,
  type Manifest,
  type NodeId,
  type Parameters,
  type RosterNode,
  type RoundId,
  type Signed,
  type SigningPublicKey,
} from '@chorale/crypto';

export class AcceptedRound {
  readonly id: RoundId;
  readonly parameters: Parameters;
  readonly layout: IntegerLayout;
  /** X-Wing public keys of the committee, in its order. */
  readonly committeePublicKeys: readonly Uint8Array[];
  /** Manifests that were found good, by the hash of their bytes: a member meets them with the shares, and in the set. */
  readonly verifiedManifests = new Map<Hash, Signed<Manifest>>();
  private readonly nodes: ReadonlyMap<NodeId, RosterNode>;

  constructor(
    readonly self: NodeId,
    readonly descriptor: Descriptor,
    roster: readonly RosterNode[],
  ) {
    this.id = roundId(descriptorMessage.encode(descriptor));
    this.parameters = parametersByName(descriptor.parameters);
    this.layout = {
      blocks: descriptor.blocks.map(({ name, length, laneBits, limbs }) => ({
        name,
        length,
        laneBits,
        limbs,
      })),
    };
    this.committeePublicKeys = descriptor.committeeKeys.map(
      (bytes) => roundKey.decode(envelope.decode(bytes).body).publicKey,
    );
    this.nodes = new Map(roster.map((node) => [node.id, node]));
  }

  /** Signature key by node id, as the signed roster has it. */
  readonly signingKeyOf = (id: NodeId): SigningPublicKey | undefined => this.nodes.get(id)?.signingKey;

  /** Legal entity that runs a node. */
  memberOf(id: NodeId): string | undefined {
    return this.nodes.get(id)?.member;
  }
  /** Legal entities that bring rows. */
  get contributingMembers(): ReadonlySet<string> {
    return new Set(contributorsOf([...this.nodes.values()]).map((node) => node.member));
  }

  get contributes(): boolean {
    return this.descriptor.cohort.includes(this.self);
  }
  get onCommittee(): boolean {
    return this.descriptor.committee.includes(this.self);
  }
  get receives(): boolean {
    return this.descriptor.recipients.includes(this.self);
  }
  /** Shamir evaluation point, from 1. */
  pointOf(member: NodeId): number {
    return this.descriptor.committee.indexOf(member) + 1;
  }
}

/** Which of this node's one-round keys the round uses; undefined for a node that nothing is sealed to. */
export function ownKeyIndex(
  { recipients, recipientKeyIndexes, committee, committeeKeys }: Descriptor,
  self: NodeId,
): number | undefined {
  const received = recipientKeyIndexes[recipients.indexOf(self)];
  if (received !== undefined) return received;
  const served = committeeKeys[committee.indexOf(self)];
  return served && roundKey.decode(envelope.decode(served).body).index;
}
