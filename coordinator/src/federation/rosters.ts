// Rosters: who takes part, version by version. A version is in force once the administrators of enough members signed it
// (crypto/src/governance/succession.ts); nodes hold each against those signatures themselves.
import {
  amendedRoster,
  rosterChangeInWords,
  DecodeError,
  firstRoster,
  holdsUnder,
  keyInRoster,
  memberSignedBy,
  MOST_NODES,
  MOST_ROSTERS,
  openBallot,
  openKnownBallots,
  requireContinuation,
  requireSound,
  requireSuccession,
  roster as rosterMessage,
  rosterChanges,
  rosterConsent,
  rosterHash,
  rosterList,
  rosterProposal,
  ROSTER_ENTRY,
  soundRoster,
  successions,
  SuccessionError,
  type Ballot,
  type InForce,
  type NodeId,
  type Roster,
  type RosterAmendment,
  type SoundRoster,
} from '@chorale/crypto';
import { IsNull, MoreThan, Not } from '../storage/conditions.js';
import { ballotEnvelopes, ballotsOnRoster, isVote } from '../governance/ballots-on-record.js';
import { requireLatest } from '../governance/order-of-words.js';
import type { VoteBox } from '../governance/votes.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import { Nodes, RosterConsents, Rosters, type RosterRow } from '../storage/tables/federation-tables.js';
import { Studies } from '../storage/tables/round-tables.js';
import { changeKeys } from './change-keys.js';
import {
  closed,
  findNewest,
  isInForce,
  requireInRoster,
  waitingAmong,
  type ClosedRoster,
} from './closed-roster.js';
import { openFromCaller, type Caller, type Federation } from './federation.js';

export class RosterBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
    private readonly votes: VoteBox,
  ) {}

  /** The newest that members signed; undefined before the first is. */
  async inForce(manager: Rows): Promise<ClosedRoster | undefined> {
    const where = { inForceEntry: Not(IsNull()) };
    return closed(await manager.findOne(Rosters, { where, order: { version: 'DESC' } }));
  }

  /** @throws CoordinatorError `not-found` before the first is in force. */
  async requiredInForce(manager: Rows): Promise<ClosedRoster> {
    const found = await this.inForce(manager);
    if (!found)
      throw new CoordinatorError(
        'not-found',
        'no roster is in force yet; members sign one with "chorale-node agreement sign"',
      );
    return found;
  }

  /** What was put before the members and waits for their signatures, oldest version first. */
  async pending(manager: Rows): Promise<ClosedRoster[]> {
    return waitingAmong(await manager.find(Rosters, { order: { version: 'ASC' } }));
  }

  /** What nodes sign together with an agreement: the roster in force, or the newest by which the coordinator lets nodes join it. */
  async toSign(manager: Rows): Promise<ClosedRoster | undefined> {
    const present = await this.inForce(manager);
    const pending = await this.pendingHere(manager);
    return pending.findLast(({ message }) => !present || !holdsUnder(present.message, message)) ?? present;
  }

  /** What waits and was not proposed by a member: nobody's proposal takes the place of these. */
  private async pendingHere(manager: Rows): Promise<ClosedRoster[]> {
    return (await this.pending(manager)).filter(({ proposer }) => proposer === null);
  }

  /** The same. @throws CoordinatorError `not-found` before the first was closed. */
  async required(manager: Rows): Promise<ClosedRoster> {
    const found = await this.toSign(manager);
    if (!found)
      throw new CoordinatorError(
        'not-found',
        'there is no roster yet; it is closed when an agreement is proposed',
      );
    return found;
  }

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
    const present = await this.inForce(manager);
    for (const candidate of [present, ...(await this.pendingHere(manager))])
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
   * Puts a change of the roster in force before the members.
   * @throws CoordinatorError `roster-refused` where it names nobody, or cannot be.
   */
  async amend(transaction: Transaction, amendment: RosterAmendment, reason: string): Promise<ClosedRoster> {
    const { manager } = transaction;
    const present = await this.requiredInForce(manager);
    const newest = closed(await findNewest(manager));
    const next = refusing(() => amendedRoster(soundRoster(present.bytes), newest!.version + 1, amendment));
    return this.put(transaction, next, byAdministrator(reason));
  }

  /** Puts a change before the members, as an administrator of the coordinator asks for it. */
  proposeChange(change: RosterChangeWish): Promise<ClosedRoster> {
    const { reason, newKeys = [], ...amendment } = change;
    return this.database.write(async (transaction) => {
      const rekey = [];
      for (const node of newKeys) rekey.push({ node, key: await newKeyOf(transaction.manager, node) });
      return this.amend(transaction, { ...amendment, rekey }, reason);
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
      const present = await this.requiredInForce(manager);
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
        else await this.keepConsent(transaction, row, ballot);
      await this.putInForceIfSigned(transaction, row);
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

  /** Keeps a node's signature under the roster that is to be signed. */
  async consent(caller: Caller, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, rosterConsent, bytes, this.federation.id);
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const candidates = [await this.toSign(manager), ...(await this.pending(manager))];
      const row = candidates.find((candidate) => candidate?.hash === message.roster);
      if (row?.version !== message.version) {
        const { version } = await this.required(manager);
        throw new CoordinatorError(
          'roster-outdated',
          `the newest roster is version ${version}; fetch it, compare fingerprints and sign that one`,
        );
      }
      const present = await this.inForce(manager);
      if (!present?.message.nodes.some(({ id }) => id === caller.id)) requireInRoster(row, caller);
      await this.keepConsent(transaction, row, bytes);
      await this.putInForceIfSigned(transaction, row);
    });
  }

  /** Signed consents to the roster that is to be signed. */
  consents(): Promise<Uint8Array[]> {
    return this.database.read(async (manager) => {
      const { hash } = await this.required(manager);
      const rows = await manager.find(RosterConsents, { where: { roster: hash }, order: { node: 'ASC' } });
      return rows.map(({ envelope }) => envelope);
    });
  }

  /** What waits for members' votes, as a rosterList: the newest where it is more than one holds. */
  pendingBytes(): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const pending = await this.pending(manager);
      return rosterList.encode({ rosters: pending.slice(-MOST_ROSTERS).map(({ bytes }) => bytes) });
    });
  }

  /** Every roster that came into force after a version, with the words that put it in force. */
  successions(afterVersion: number): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const rows = await manager.find(Rosters, {
        where: { inForceEntry: Not(IsNull()), version: MoreThan(afterVersion) },
        order: { version: 'ASC' },
        take: MOST_SUCCESSIONS,
      });
      const steps = [];
      for (const { hash, bytes } of rows)
        steps.push({ roster: bytes, ballots: await ballotEnvelopes(manager, hash) });
      return successions.encode({ steps });
    });
  }

  /** With enough members' words for it the roster is in force; called after each of them. */
  async putInForceIfSigned(transaction: Transaction, row: ClosedRoster): Promise<void> {
    const { manager } = transaction;
    if (isInForce(row)) return;
    const present = await this.inForce(manager);
    const next = soundRoster(row.bytes);
    const entered = entering(
      present && soundRoster(present.bytes),
      next,
      await ballotsOnRoster(manager, row.hash),
    );
    if (!entered) return;
    const { changes, approvedBy, ownWordOf } = entered;
    const position = await this.ledger.append(transaction, {
      kind: ROSTER_ENTRY,
      actor: 'coordinator',
      subject: row.hash,
      payload: {
        rosterHash: row.hash,
        version: row.version,
        roster: Buffer.from(row.bytes).toString('base64'),
        approvedBy: [...approvedBy],
        ownWordOf: ownWordOf ?? null,
        changes: changes.map(rosterChangeInWords),
      },
    });
    await manager.update(Rosters, { hash: row.hash }, { inForceEntry: position });
    await changeKeys(manager, changes, row, this.clock.now());
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'roster-in-force' }));
  }

  private async put(
    transaction: Transaction,
    message: Roster,
    { reason, actor, proposer }: Proposal,
  ): Promise<ClosedRoster> {
    const { manager } = transaction;
    const present = await this.inForce(manager);
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

  /** By a node of the roster, of the one before it, or by an administrator; the same again changes nothing. */
  private async keepConsent(transaction: Transaction, row: ClosedRoster, bytes: Uint8Array): Promise<void> {
    const { manager } = transaction;
    const known = await manager.find(Nodes, { where: { retiredAt: IsNull() } });
    const ballot = openBallot(
      bytes,
      this.federation.id,
      (id) => known.find((node) => node.id === id)?.signingKey,
    );
    if (ballot.matter !== 'roster' || ballot.subject !== row.hash)
      throw new CoordinatorError(
        'malformed',
        'a signature that came with the roster is about something else',
      );
    const node = ballot.signer;
    if (await manager.existsBy(RosterConsents, { roster: row.hash, node })) return;
    const voters = (await this.inForce(manager)) ?? row;
    await requireLatest(manager, voters.message, ballot, this.clock.now());
    await manager.insert(RosterConsents, { roster: row.hash, node, envelope: bytes, at: this.clock.now() });
    await this.ledger.append(transaction, {
      kind: 'roster-consented',
      actor: node,
      subject: row.hash,
      payload: { roster: row.hash, version: row.version, consent: Buffer.from(bytes).toString('base64') },
    });
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

/** As many as one answer holds; whoever is further behind asks again. */
const MOST_SUCCESSIONS = 64;

function entering(
  before: SoundRoster | undefined,
  after: SoundRoster,
  words: readonly Ballot[],
): InForce | undefined {
  try {
    return requireSuccession(before, after, words);
  } catch (error) {
    // Signatures are still awaited, or another roster came into force meanwhile.
    if (error instanceof SuccessionError) return undefined;
    throw error;
  }
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
