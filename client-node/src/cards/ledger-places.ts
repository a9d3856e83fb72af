// Where a verified ledger speaks of studies and their rounds: what a model card names as proof.
import { ledgerEntry, leafHash, type EntryReader, type LedgerEntry } from '@chorale/crypto';
import { CARD_ROUND_ENTRIES, CARD_STUDY_ENTRIES, type LedgerPlace } from '@chorale/models';
import { z } from 'zod';
import { bytesOf, readPayload } from '../ledger/payload.js';

const KINDS = new Set([...CARD_STUDY_ENTRIES, ...CARD_ROUND_ENTRIES]);
const METRICS = 'party-metrics-released';
const metricsPayload = z.object({ report: z.base64() });

export interface PlacedMetrics {
  /** Envelope, as the ledger holds it: nobody has checked its signature here. */
  readonly report: Uint8Array;
  readonly place: LedgerPlace;
}

export class LedgerPlaces implements EntryReader {
  private readonly bySubject = new Map<string, LedgerPlace[]>();

  /** By study. */
  private readonly metrics = new Map<string, PlacedMetrics[]>();

  read(entry: LedgerEntry, payload: string | null): void {
    const { kind, index, subject } = entry;
    if (!KINDS.has(kind) && kind !== METRICS) return;
    const hash = Buffer.from(leafHash(ledgerEntry.encode(entry))).toString('hex');
    const place = { kind, position: index, hash };
    if (KINDS.has(kind)) this.bySubject.set(subject, [...this.of(subject), place]);
    else if (payload !== null) {
      const { report } = readPayload(METRICS, metricsPayload, payload);
      this.metrics.set(subject, [...this.metricsOn(subject), { report: bytesOf(report), place }]);
    }
  }

  /** Entries on one study or round, in the ledger's order. */
  of(subject: string): LedgerPlace[] {
    return this.bySubject.get(subject) ?? [];
  }

  /** What parties released of themselves on a study's model, in the ledger's order. */
  metricsOn(study: string): readonly PlacedMetrics[] {
    return this.metrics.get(study) ?? [];
  }
}
