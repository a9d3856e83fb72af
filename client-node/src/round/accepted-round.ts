// A round whose descriptor this node has checked; everything below it may rely on that.
import {
  descriptor as descriptorMessage,
  parametersByName,
  roundId,
  type Descriptor,
  type DescriptorParty,
  type IntegerLayout,
  type NodeId,
  type Parameters,
  type RosterNode,
  type RoundId,
  type SigningPublicKey,
} from '@chorale/crypto';

export class AcceptedRound {
  readonly id: RoundId;
  readonly parameters: Parameters;
  readonly layout: IntegerLayout;
  private readonly parties: ReadonlyMap<NodeId, DescriptorParty>;
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
    this.parties = new Map(descriptor.parties.map((party) => [party.node, party]));
    this.nodes = new Map(roster.map((node) => [node.id, node]));
  }

  /** Signature key by node id, as the signed roster has it. */
  readonly signingKeyOf = (id: NodeId): SigningPublicKey | undefined => this.nodes.get(id)?.signingKey;

  /** Position in the recipients' order, from 0; releases are sealed in it. */
  get recipientPosition(): number {
    return this.descriptor.recipients.indexOf(this.self);
  }

  /** Legal entity that runs a node. */
  memberOf(id: NodeId): string | undefined {
    return this.nodes.get(id)?.member;
  }
  /** Legal entities in the roster. */
  get members(): ReadonlySet<string> {
    return new Set([...this.nodes.values()].map((node) => node.member));
  }

  /** The key of a party to which secrets of this round are sealed. */
  partyOf(id: NodeId): DescriptorParty {
    const party = this.parties.get(id);
    if (!party) throw new RangeError(`node ${id} holds no key in this round`);
    return party;
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
