// Rosters: who takes part, version by version. A version is in force once every node in it signed it.
import { roster, rosterConsent, rosterHash, ROSTER_ENTRY, type MessageBody } from '@chorale/crypto';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import { Nodes, RosterConsents, Rosters, type RosterRow } from '../storage/tables/federation-tables.js';
import { openFromCaller, type Caller, type Federation } from './federation.js';

type Roster = MessageBody<typeof roster>;
export interface ClosedRoster extends RosterRow {
  readonly message: Roster;
}

export class RosterBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
  ) {}

  /** The newest version, signed by all or not; undefined before the first was closed. */
  async newest(manager: Rows): Promise<ClosedRoster | undefined> {
    const [row] = await manager.find(Rosters, { order: { version: 'DESC' }, take: 1 });
    return row && { ...row, message: roster.decode(row.bytes) };
  }

  /** The newest version. @throws CoordinatorError `not-found` before the first was closed. */
  async required(manager: Rows): Promise<ClosedRoster> {
    const found = await this.newest(manager);
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
    const enrolled = await manager.find(Nodes, { order: { id: 'ASC' } });
    const current = await this.newest(manager);
    const ids = enrolled.map(({ id }) => id);
    if (
      current &&
      sameIds(
        ids,
        current.message.nodes.map(({ id }) => id),
      )
    )
      return current;

    const message: Roster = {
      federation: this.federation.id,
      version: (current?.version ?? 0) + 1,
      coordinatorKey: this.federation.key.publicKey,
      nodes: enrolled.map(({ id, member, name, region, role, signingKey }) => ({
        id,
        member,
        name,
        region,
        role,
        signingKey,
      })),
    };
    const bytes = roster.encode(message);
    const row: RosterRow = {
      hash: rosterHash(bytes),
      version: message.version,
      bytes,
      closedAt: this.clock.now(),
      inForceEntry: null,
    };
    await manager.insert(Rosters, row);
    await this.ledger.append(transaction, {
      kind: 'roster-closed',
      actor: 'administrator',
      subject: row.hash,
      payload: { roster: row.hash, version: row.version, nodes: ids },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'roster-closed' }));
    return { ...row, message };
  }

  /** Keeps a node's signature under the newest roster; with the last one the roster is in force. */
  async consent(caller: Caller, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, rosterConsent, bytes, this.federation.id);
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const current = await this.required(manager);
      if (message.roster !== current.hash || message.version !== current.version)
        throw new CoordinatorError(
          'roster-outdated',
          `the newest roster is version ${current.version}; fetch it, compare fingerprints and sign that one`,
        );
      requireInRoster(current, caller);
      if (await manager.existsBy(RosterConsents, { roster: current.hash, node: caller.id })) return;
      await manager.insert(RosterConsents, {
        roster: current.hash,
        node: caller.id,
        envelope: bytes,
        at: this.clock.now(),
      });
      await this.ledger.append(transaction, {
        kind: 'roster-consented',
        actor: caller.id,
        subject: current.hash,
        payload: {
          roster: current.hash,
          version: current.version,
          consent: Buffer.from(bytes).toString('base64'),
        },
      });
      await this.putInForceIfComplete(transaction, current);
    });
  }

  /** Signed consents to the newest roster. */
  consents(): Promise<Uint8Array[]> {
    return this.database.read(async (manager) => {
      const { hash } = await this.required(manager);
      const rows = await manager.find(RosterConsents, { where: { roster: hash }, order: { node: 'ASC' } });
      return rows.map(({ envelope }) => envelope);
    });
  }

  private async putInForceIfComplete(transaction: Transaction, current: ClosedRoster): Promise<void> {
    const { manager } = transaction;
    const signed = await manager.countBy(RosterConsents, { roster: current.hash });
    if (signed < current.message.nodes.length) return;
    const position = await this.ledger.append(transaction, {
      kind: ROSTER_ENTRY,
      actor: 'coordinator',
      subject: current.hash,
      payload: {
        rosterHash: current.hash,
        version: current.version,
        roster: Buffer.from(current.bytes).toString('base64'),
      },
    });
    await manager.update(Rosters, { hash: current.hash }, { inForceEntry: position });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'roster-in-force' }));
  }
}

export function requireInRoster(current: ClosedRoster, caller: Caller): void {
  if (!current.message.nodes.some(({ id }) => id === caller.id))
    throw new CoordinatorError(
      'roster-outdated',
      `node "${caller.name}" enrolled after roster version ${current.version} was closed; it joins with the next one`,
    );
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

export function isInForce({ inForceEntry }: { inForceEntry: number | null }): boolean {
  return inForceEntry !== null;
}
