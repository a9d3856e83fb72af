// Enrolment: a node proves that it holds an invitation and the key it signs with.
import {
  enrolment,
  envelope,
  MOST_NODES,
  nodeIdOf,
  openSigned,
  PROTOCOL_VERSION,
  sha256Hex,
  type MessageBody,
  type NodeId,
} from '@chorale/crypto';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { VERSION } from '../platform/version.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { Database, Transaction } from '../storage/database.js';
import { Invites, Nodes, type InviteRow } from '../storage/tables/federation-tables.js';
import type { Federation } from './federation.js';

/** Names are shown on terminals and typed by people: printable, without space around. */
const SHOWABLE = /^(?! )[^\p{C}\p{Zl}\p{Zp}=]{1,80}(?<! )$/u;

type Enrolment = MessageBody<typeof enrolment>;

export class EnrolmentDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
  ) {}

  /**
   * Takes a node in; the same enrolment again is accepted again.
   * @param bytes envelope of an enrolment, signed by the key inside it.
   */
  async enrol(bytes: Uint8Array): Promise<NodeId> {
    const claimed = enrolment.decode(envelope.decode(bytes).body);
    if (claimed.protocol !== PROTOCOL_VERSION) throw upgradeNeeded(claimed.protocol);
    // A federation whose agreements name no regions leaves them empty.
    for (const name of claimed.region === '' ? [claimed.node] : [claimed.node, claimed.region])
      if (!SHOWABLE.test(name))
        throw new CoordinatorError(
          'malformed',
          'names of nodes and regions are 1 to 80 printable characters without "=" and without spaces around; choose another',
        );
    const { message, signer } = openSigned(enrolment, bytes, this.federation.id, () => claimed.signingKey);
    return await this.database.write(async (transaction) => {
      const invite = await this.inviteOf(transaction, message);
      if (invite.usedBy === signer) return signer;
      if (invite.usedBy !== null)
        throw new CoordinatorError(
          'invite-used',
          'this invitation was used by another node; ask for a new one',
        );
      await this.takeIn(transaction, invite, message, bytes);
      transaction.afterCommit(() => this.wakeups.wake({ reason: 'node-enrolled' }));
      return signer;
    });
  }

  private async inviteOf(
    { manager }: Transaction,
    { secret, member, node, role }: Enrolment,
  ): Promise<InviteRow> {
    const invite = await manager.findOneBy(Invites, { secretHash: sha256Hex(secret) });
    if (!invite || invite.member !== member)
      throw new CoordinatorError(
        'invite-unknown',
        `there is no such invitation for "${member}"; ask for a new one`,
      );
    if (invite.usedBy === null && invite.expiresAt < this.clock.now())
      throw new CoordinatorError(
        'invite-expired',
        'the invitation has expired; ask the coordinator for a new one',
      );
    if (invite.node !== null && invite.node !== node)
      throw new CoordinatorError('invite-unknown', `the invitation is for a node named "${invite.node}"`);
    if (invite.role !== role)
      throw new CoordinatorError(
        'invite-unknown',
        `the invitation is for the role "${invite.role}", not "${role}"; ask for another one`,
      );
    return invite;
  }

  private async takeIn(
    transaction: Transaction,
    invite: InviteRow,
    { member, node: name, region, role, signingKey }: Enrolment,
    bytes: Uint8Array,
  ): Promise<void> {
    const { manager } = transaction;
    const id = nodeIdOf(signingKey);
    const { replaces } = invite;
    // The name belongs to the old key until members have voted for the new one.
    const shownName = replaces === null ? name : `${name} (new key ${id.slice(0, 8)})`;
    if (await manager.existsBy(Nodes, [{ name: shownName }, { id }]))
      throw new CoordinatorError('name-taken', `a node named "${name}", or this key, is enrolled already`);
    // A roster holds no more, and closes over all that are enrolled.
    if ((await manager.count(Nodes)) >= MOST_NODES)
      throw new CoordinatorError(
        'too-many-nodes',
        `${MOST_NODES} nodes are enrolled, and a federation holds no more; found another one`,
      );
    await manager.insert(Nodes, {
      id,
      member,
      name: shownName,
      region,
      role,
      signingKey,
      envelope: bytes,
      enrolledAt: this.clock.now(),
      retiredAt: null,
      replaces,
      succeeds: null,
    });
    await manager.update(Invites, { secretHash: invite.secretHash }, { usedBy: id });
    await this.ledger.append(transaction, {
      kind: 'node-enrolled',
      actor: id,
      subject: id,
      payload: {
        node: id,
        member,
        name,
        region,
        role,
        replaces,
        enrolment: Buffer.from(bytes).toString('base64'),
      },
    });
  }
}

/** @param theirs protocol version of the peer. */
export function upgradeNeeded(theirs: number): CoordinatorError {
  const older = theirs < PROTOCOL_VERSION;
  return new CoordinatorError(
    'upgrade',
    `this coordinator speaks protocol ${PROTOCOL_VERSION}, the node speaks ${theirs}; install ` +
      (older ? `chorale-node ${VERSION}` : `a coordinator of protocol ${theirs}`),
  );
}
