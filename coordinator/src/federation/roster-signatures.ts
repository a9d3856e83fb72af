// What is signed under a roster: by nodes that consent to it, and with enough members' words it is in force.
import {
  openBallot,
  requireSuccession,
  rosterChangeInWords,
  rosterConsent,
  ROSTER_ENTRY,
  soundRoster,
  SuccessionError,
  type Ballot,
  type InForce,
  type SoundRoster,
} from '@chorale/crypto';
import { ballotsOnRoster } from '../governance/ballots-on-record.js';
import { requireLatest } from '../governance/order-of-words.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import { IsNull } from '../storage/conditions.js';
import type { Database, Transaction } from '../storage/database.js';
import { Nodes, RosterConsents, Rosters } from '../storage/tables/federation-tables.js';
import { changeKeys } from './change-keys.js';
import { isInForce, requireInRoster, type ClosedRoster } from './closed-roster.js';
import { openFromCaller, type Caller, type Federation } from './federation.js';
import type { RosterBook } from './rosters.js';

export class RosterSignatures {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
    private readonly rosters: RosterBook,
  ) {}

  /** Keeps a node's signature under the roster that is to be signed. */
  async consent(caller: Caller, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, rosterConsent, bytes, this.federation.id);
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const candidates = [await this.rosters.toSign(manager), ...(await this.rosters.pending(manager))];
      const row = candidates.find((candidate) => candidate?.hash === message.roster);
      if (row?.version !== message.version) {
        const { version } = await this.rosters.required(manager);
        throw new CoordinatorError(
          'roster-outdated',
          `the newest roster is version ${version}; fetch it, compare fingerprints and sign that one`,
        );
      }
      const present = await this.rosters.inForce(manager);
      if (!present?.message.nodes.some(({ id }) => id === caller.id)) requireInRoster(row, caller);
      await this.keep(transaction, row, bytes);
      await this.putInForceIfSigned(transaction, row);
    });
  }

  /** By a node of the roster, of the one before it, or by an administrator; the same again changes nothing. */
  async keep(transaction: Transaction, row: ClosedRoster, bytes: Uint8Array): Promise<void> {
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
    const voters = (await this.rosters.inForce(manager)) ?? row;
    await requireLatest(manager, voters.message, ballot, this.clock.now());
    await manager.insert(RosterConsents, { roster: row.hash, node, envelope: bytes, at: this.clock.now() });
    await this.ledger.append(transaction, {
      kind: 'roster-consented',
      actor: node,
      subject: row.hash,
      payload: { roster: row.hash, version: row.version, consent: Buffer.from(bytes).toString('base64') },
    });
  }

  /** With enough members' words for it the roster is in force; called after each of them. */
  async putInForceIfSigned(transaction: Transaction, row: ClosedRoster): Promise<void> {
    const { manager } = transaction;
    if (isInForce(row)) return;
    const present = await this.rosters.inForce(manager);
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
}

/** What these words put in force; undefined while signatures are awaited, and where another roster came into force meanwhile. */
export function entering(
  before: SoundRoster | undefined,
  after: SoundRoster,
  words: readonly Ballot[],
): InForce | undefined {
  try {
    return requireSuccession(before, after, words);
  } catch (error) {
    if (error instanceof SuccessionError) return undefined;
    throw error;
  }
}
