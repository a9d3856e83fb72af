// Nodes sign the heads that they saw, so that a coordinator that shows two histories is found out.
import { headCountersignature } from '@chorale/crypto';
import { readClosed } from '../federation/closed-roster.js';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import { CoordinatorError } from '../platform/errors.js';
import { LessThan } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { Rosters } from '../storage/tables/federation-tables.js';
import { Countersignatures, LedgerHeads } from '../storage/tables/ledger-tables.js';
import { archivedTo } from './archived-to.js';

export class CountersignatureDesk {
  constructor(
    private readonly database: Database,
    private readonly federation: Federation,
  ) {}

  /** Keeps a node's signature over a head that was really signed here, and lies in no archive. */
  async accept(caller: Caller, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, headCountersignature, bytes, this.federation.id);
    await this.database.write(async ({ manager }) => {
      const head = await manager.findOneBy(LedgerHeads, { size: message.size });
      if (head?.root !== message.root)
        throw new CoordinatorError(
          'unknown-head',
          `no head of size ${message.size} with this root was signed here; export the ledger and compare`,
        );
      // An archive stays as it was written. The node did nothing wrong: the head was archived while it was taking part in the
      // round that showed it, and the next head that it signs says all of this one.
      if (message.size <= (await archivedTo(manager))) return;
      // A reader of the export must have met the node's key before it meets the signature.
      const earlier = await manager.findBy(Rosters, { inForceEntry: LessThan(message.size) });
      if (!earlier.some((known) => readClosed(known).message.nodes.some(({ id }) => id === caller.id)))
        throw new CoordinatorError(
          'unknown-head',
          `the head of size ${message.size} is older than the roster with node "${caller.name}"; sign a newer one`,
        );
      await manager.upsert(Countersignatures, { size: message.size, node: caller.id, envelope: bytes }, [
        'size',
        'node',
      ]);
    });
  }
}
