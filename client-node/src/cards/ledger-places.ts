// Where a verified ledger speaks of studies and their rounds: what a model card names as proof.
import { ledgerEntry, leafHash, type EntryReader, type LedgerEntry } from '@chorale/crypto';
import { CARD_ROUND_ENTRIES, CARD_STUDY_ENTRIES, type LedgerPlace } from '@chorale/models';

const KINDS = new Set([...CARD_STUDY_ENTRIES, ...CARD_ROUND_ENTRIES]);

export class LedgerPlaces implements EntryReader {
  private readonly bySubject = new Map<string, LedgerPlace[]>();

  read(entry: LedgerEntry): void {
    const { kind, index, subject } = entry;
    if (!KINDS.has(kind)) return;
    const hash = Buffer.from(leafHash(ledgerEntry.encode(entry))).toString('hex');
    this.bySubject.set(subject, [...this.of(subject), { kind, position: index, hash }]);
  }

  /** Entries on one study or round, in the ledger's order. */
  of(subject: string): LedgerPlace[] {
    return this.bySubject.get(subject) ?? [];
  }
}
