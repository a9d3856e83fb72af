// Rosters: who takes part, version by version. A version is in force once the administrators of enough members signed it
// (crypto/src/governance/succession.ts); nodes hold each against those signatures themselves.
//
// This is what there is to read: roster-proposals.ts puts versions before the members, roster-signatures.ts keeps what they
// sign.
import { holdsUnder, MOST_ROSTERS, rosterList, successions } from '@chorale/crypto';
import { ballotEnvelopes } from '../governance/ballots-on-record.js';
import { CoordinatorError } from '../platform/errors.js';
import { IsNull, MoreThan, Not } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { RosterConsents, Rosters } from '../storage/tables/federation-tables.js';
import { closed, waitingAmong, type ClosedRoster } from './closed-roster.js';

/** As many as one answer holds; whoever is further behind asks again. */
const MOST_SUCCESSIONS = 64;

export class RosterBook {
  constructor(private readonly database: Database) {}

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

  /** The same, but for what a member proposed: nobody's proposal takes the place of these. */
  async pendingHere(manager: Rows): Promise<ClosedRoster[]> {
    return (await this.pending(manager)).filter(({ proposer }) => proposer === null);
  }

  /** What nodes sign together with an agreement: the roster in force, or the newest by which the coordinator lets nodes join it. */
  async toSign(manager: Rows): Promise<ClosedRoster | undefined> {
    const present = await this.inForce(manager);
    const pending = await this.pendingHere(manager);
    return pending.findLast(({ message }) => !present || !holdsUnder(present.message, message)) ?? present;
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
}
