// What nodes tell of persons whom they leave out: bands of counts, for the ledger.
import { personsLeftOut } from '@chorale/crypto';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import type { Ledger } from '../ledger/ledger.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Database } from '../storage/database.js';
import { LedgerIndex } from '../storage/tables/ledger-tables.js';
import { findStudy } from '../studies/study-record.js';

export class LeftOutDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly federation: Federation,
  ) {}

  /**
   * Enters a node's first word on a study. Later ones change nothing: a band that moves from round to round would tell of
   * the one person who moved it.
   * @throws CoordinatorError `malformed` for a word on another study, or by another node.
   */
  async accept(caller: Caller, study: string, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, personsLeftOut, bytes, this.federation.id);
    await this.database.write(async (transaction) => {
      const { id } = await findStudy(transaction.manager, study);
      if (message.study !== id || message.node !== caller.id)
        throw new CoordinatorError(
          'malformed',
          'the message names another node or study than its address and signature',
        );
      const word = { kind: 'persons-left-out' as const, actor: caller.id };
      if (await transaction.manager.existsBy(LedgerIndex, { ...word, study: id })) return;
      const { withoutConsent = null, erased = null } = message;
      await this.ledger.append(transaction, {
        ...word,
        subject: id,
        payload: { study: id, withoutConsent, erased, report: Buffer.from(bytes).toString('base64') },
      });
    });
  }
}
