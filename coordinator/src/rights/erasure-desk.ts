// Nodes tell that they erased a person: the hash of a certificate and the studies concerned, for the ledger.
import { erasureNotice } from '@chorale/crypto';
import { z } from 'zod';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import type { Ledger } from '../ledger/ledger.js';
import { requireStudyOf } from '../people/member-view.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Database } from '../storage/database.js';
import { Erasures } from '../storage/tables/erasure-tables.js';
import { Nodes } from '../storage/tables/federation-tables.js';
import { LedgerIndex } from '../storage/tables/ledger-tables.js';

export class ErasureDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly federation: Federation,
  ) {}

  /**
   * Enters an erasure once, however often it is told.
   * @throws CoordinatorError `malformed` for what is signed for another node, has no days or names a study twice, `not-found` for
   * studies that are unknown, or under agreements that no node of the member signed: a person of it was in none of them.
   */
  async accept(caller: Caller, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, erasureNotice, bytes, this.federation.id);
    const { node, certificate, requestedOn, dueOn, erasedOn, studies } = message;
    if (node !== caller.id)
      throw new CoordinatorError('malformed', 'the notice names another node than its signature');
    if (![requestedOn, dueOn, erasedOn].every(isDay))
      throw new CoordinatorError('malformed', 'the notice has to name days as YYYY-MM-DD');
    if (new Set(studies).size !== studies.length)
      throw new CoordinatorError('malformed', 'the notice names a study twice; name each one once');
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const entry = { kind: 'erasure-certified' as const, actor: caller.id, subject: certificate };
      if (await manager.existsBy(LedgerIndex, entry)) return;
      // Of the member, because a node that came back under another key tells of what the one before it took part in.
      const { member } = await manager.findOneByOrFail(Nodes, { id: caller.id });
      for (const study of studies) await requireStudyOf(manager, study, member);
      if (await manager.existsBy(Erasures, { certificate }))
        throw new CoordinatorError('malformed', 'another node has told of a certificate with this hash');
      const position = await this.ledger.append(transaction, {
        ...entry,
        payload: {
          ...{ certificate, requestedOn, dueOn, erasedOn, studies },
          notice: Buffer.from(bytes).toString('base64'),
        },
      });
      await manager.insert(Erasures, {
        ...{ certificate, node, requestedOn, dueOn, erasedOn },
        studies: JSON.stringify(studies),
        entry: position,
        toldAt: this.clock.now(),
      });
    });
  }
}

function isDay(text: string): boolean {
  return z.iso.date().safeParse(text).success;
}
