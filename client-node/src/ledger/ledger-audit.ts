// Everything that a verified ledger says of cheats, held against what recipients signed.
import type { EntryReader, LedgerEntry, LedgerPreamble } from '@chorale/crypto';
import { BadShareAudit } from '../committee/audit-bad-shares.js';
import { SearchAudit } from '../grouping/audit-searches.js';
import { ArchiveAudit } from './archive-audit.js';
import { RoundWitnesses } from './round-witnesses.js';

/** Rounds end with one of these, and nothing is said of their words afterwards. */
const ENDS = ['round-closed', 'round-burned', 'round-spent'];

export class LedgerAudit implements EntryReader {
  private readonly witnesses = new RoundWitnesses();
  readonly searches = new SearchAudit(this.witnesses);
  readonly archives = new ArchiveAudit();
  readonly badShares = new BadShareAudit(this.witnesses);

  /** @throws FalseEntryError for the first entry that says something else than what was signed. */
  read(entry: LedgerEntry, payload: string | null, ledger: LedgerPreamble): void {
    this.archives.read(entry, payload);
    this.witnesses.read(entry, payload, ledger);
    this.searches.read(entry, payload);
    this.badShares.read(entry, payload);
    if (ENDS.includes(entry.kind)) this.witnesses.forget(entry.subject);
  }
}
