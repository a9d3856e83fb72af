// What is put before the members: a roster over all nodes that enrolled, a change that an administrator asks for, or what a
// member wrote itself.
import {
  amendedRoster,
  DecodeError,
  firstRoster,
  holdsUnder,
  keyInRoster,
  memberSignedBy,
  MOST_NODES,
  openKnownBallots,
  requireContinuation,
  requireSound,
  roster as rosterMessage,
  rosterChangeInWords,
  rosterChanges,
  rosterHash,
  rosterProposal,
  soundRoster,
  SuccessionError,
  type NodeId,
  type Roster,
  type RosterAmendment,
} from '@chorale/crypto';
import { isVote } from '../governance/ballots-on-record.js';
import type { VoteBox } from '../governance/votes.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import { IsNull } from '../storage/conditions.js';
import type { Database, Transaction } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Nodes, Rosters, type RosterRow } from '../storage/tables/federation-tables.js';
import { Studies } from '../storage/tables/round-tables.js';
import { closed, findNewest, requireInRoster, type ClosedRoster } from './closed-roster.js';
import type { Caller, Federation } from './federation.js';
import { entering, type RosterSignatures } from './roster-signatures.js';
import type { RosterBook } from './rosters.js';

export class RosterProposals {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
    private readonly rosters: RosterBook,
    private readonly signatures: RosterSignatures,
    private readonly votes: VoteBox,
  ) {}

  /** Makes all enrolled nodes the newest version, unless they are that already. */
  async closeWithEnrolled(transaction: Transaction): Promise<ClosedRoster> {
    const { manager } = transaction;
    const waiting = { retiredAt: IsNull(), replaces: IsNull() };
    const enrolled = (
      await manager.find(Nodes, { where: waiting, order: { enrolledAt: 'ASC', id: 'ASC' } })
    ).map(({ id, member, name, region, role, signingKey }) => ({
      id,
      member,
      name,
      region,
      role,
      signingKey,
    }));
    const present = await this.rosters.inForce(manager);
    for (const candidate of [present, ...(await this.rosters.pendingHere(manager))])
      if (candidate && holdsUnder(candidate.message, { nodes: enrolled })) return candidate;
    const version = ((await findNewest(manager))?.version ?? 0) + 1;
    const reason = 'nodes that enrolled are admitted';
    if (present) {
      const known = new Set(present.message.nodes.map(({ id }) => id));
      const admit = enrolled.filter(({ id }) => !known.has(id));
      return this.put(
        transaction,
        amendedRoster(soundRoster(present.bytes), version, { admit }),
        byAdministrator(reason),
      );
    }
    const { id: federation, key } = this.federation;
    const about = { federation, version, coordinatorKey: key.publicKey };
    return this.put(transaction, firstRoster(about, enrolled), byAdministrator(reason));
  }

  /**
   * Puts a change of the roster in force before the members, as an administrator of the coordinator asks for it.
   * @throws CoordinatorError `roster-refused` where it names nobody, or cannot be; `not-found` where nobody enrolled in the
   * place of a lost key.
   */
  proposeChange({ reason, newKeys = [], ...amendment }: RosterChangeWish): Promise<ClosedRoster> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      const rekey: { node: string; key: Uint8Array }[] = [];
      for (const node of newKeys) rekey.push({ node, key: await newKeyOf(manager, node) });
      const present = await this.rosters.requiredInForce(manager);
      const version = (await findNewest(manager))!.version + 1;
      const next = refusing(() =>
        amendedRoster(soundRoster(present.bytes), version, { ...amendment, rekey }),
      );
      return this.put(transaction, next, byAdministrator(reason));
    });
  }

  /**
   * Takes a roster that a member wrote, with the words for it; where they are enough, it is in force at once.
   * @throws CoordinatorError `not-an-administrator` where nobody who signs for a member has signed it.
   */
  async propose(caller: Caller, bytes: Uint8Array): Promise<void> {
    const { roster: rosterBytes, reason, ballots } = rosterProposal.decode(bytes);
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const present = await this.rosters.requiredInForce(manager);
      requireInRoster(present, caller);
      const newest = await findNewest(manager);
      const known = await manager.findOneBy(Rosters, { hash: rosterHash(rosterBytes) });
      const message = rosterMessage.decode(rosterBytes);
      // No version is left out: a member that took the highest there is would let no other roster follow.
      const version = (newest?.version ?? 0) + 1;
      if (!known && message.version !== version)
        throw new CoordinatorError(
          'roster-outdated',
          `the next roster is version ${version}, not ${message.version}; fetch the newest one and try again`,
        );
      const proposal = { reason, actor: caller.id, proposer: this.proposerOf(present, rosterBytes, ballots) };
      const row = closed(known) ?? (await this.put(transaction, message, proposal));
      for (const ballot of ballots)
        if (isVote(ballot))
          await this.votes.keep(transaction, ballot, present.message, {
            matter: 'roster',
            subject: row.hash,
          });
        else await this.signatures.keep(transaction, row, ballot);
      await this.signatures.putInForceIfSigned(transaction, row);
    });
  }

  /** The member that signed for a proposal; whose own business it is, signs with the key that it is about. */
  private proposerOf(present: ClosedRoster, bytes: Uint8Array, envelopes: readonly Uint8Array[]): string {
    const before = soundRoster(present.bytes);
    const next = refusing(() => soundRoster(bytes));
    const words = openKnownBallots(envelopes, this.federation.id, (id) => keyInRoster(before.roster, id));
    const own = words.filter(
      ({ subject, decision }) => subject === rosterHash(bytes) && decision === 'approve',
    );
    for (const { signer } of own) {
      const member = memberSignedBy(before.roster, signer);
      if (member) return member.name;
    }
    const entered = entering(before, next, words);
    if (entered?.ownWordOf !== undefined) return entered.ownWordOf;
    throw new CoordinatorError(
      'not-an-administrator',
      'a roster is proposed with the vote for it of somebody who signs for a member; give that key with --administrator-key',
    );
  }

  private async put(
    transaction: Transaction,
    message: Roster,
    { reason, actor, proposer }: Proposal,
  ): Promise<ClosedRoster> {
    const { manager } = transaction;
    const present = await this.rosters.inForce(manager);
    const bytes = rosterMessage.encode(message);
    refusing(() => {
      requireSound(message);
      if (present) requireContinuation(soundRoster(present.bytes), { roster: message });
    });
    if (message.nodes.length > MOST_NODES)
      throw new CoordinatorError('too-many-nodes', `a federation holds ${MOST_NODES} nodes and no more`);
    const changes = present ? rosterChanges(present.message, message) : [];
    if (present && changes.length === 0)
      throw new CoordinatorError('roster-refused', 'the roster changes nothing; say what is to change');
    await requireNoStudyDisturbed(manager, present?.message, message);
    const row: RosterRow = {
      hash: rosterHash(bytes),
      version: message.version,
      bytes,
      closedAt: this.clock.now(),
      inForceEntry: null,
      reason,
      proposer,
    };
    await manager.insert(Rosters, row);
    await this.ledger.append(transaction, {
      kind: 'roster-closed',
      actor,
      subject: row.hash,
      payload: {
        roster: row.hash,
        version: row.version,
        nodes: message.nodes.map(({ id }) => id),
        reason,
        changes: changes.map(rosterChangeInWords),
      },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'roster-closed' }));
    return { ...row, message };
  }
}

/** Who puts a roster before the members, and why. */
interface Proposal extends Pick<RosterRow, 'reason' | 'proposer'> {
  readonly actor: NodeId | 'administrator';
}
function byAdministrator(reason: string): Proposal {
  return { reason, actor: 'administrator', proposer: null };
}

/** What an administrator may ask members to vote on. */
export interface RosterChangeWish extends Pick<
  RosterAmendment,
  'suspend' | 'reinstate' | 'removeNodes' | 'removeMembers' | 'votesNeeded'
> {
  /** Nodes that enrolled again because their key was lost. */
  readonly newKeys?: readonly string[] | undefined;
  readonly reason: string;
}

/** @throws CoordinatorError `not-found` where nobody enrolled in the node's place. */
async function newKeyOf(manager: Rows, node: string): Promise<Uint8Array> {
  const known = await manager.findOneBy(Nodes, { name: node, retiredAt: IsNull() });
  const next =
    known && (await manager.findOne(Nodes, { where: { replaces: known.id }, order: { enrolledAt: 'DESC' } }));
  if (!next)
    throw new CoordinatorError(
      'not-found',
      `nobody enrolled in the place of node "${node}"; invite it with "chorale-coordinator invite --new-key" first`,
    );
  return next.signingKey;
}

function refusing<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError || error instanceof DecodeError || error instanceof SuccessionError)
      throw new CoordinatorError('roster-refused', error.message);
    throw error;
  }
}

/** What makes everybody sign anew would leave a running study without an agreement; suspending and leaving do not. */
async function requireNoStudyDisturbed(
  manager: Rows,
  present: Roster | undefined,
  next: Roster,
): Promise<void> {
  if (!present || holdsUnder(present, next)) return;
  if (await manager.existsBy(Studies, { status: 'running' }))
    throw new CoordinatorError(
      'study-running',
      'a study is running under the present roster; let nodes join or change keys when it has ended',
    );
}
