// A ledger as packs read it: facts, and the hash of each entry that a figure may cite.
import { dayOf } from './days.js';
import { noFacts } from './ledger-facts.js';
import { EVIDENCE_KINDS, readEntry, type EvidenceEntry, type ReadRoster } from './read-entry.js';
import type { CitedRecord } from './pack-schema.js';
import type { EvidenceScope } from './scope.js';

export class EvidenceLedger {
  readonly facts = noFacts();
  readonly #records = new Map<number, CitedRecord>();

  /** @param size entries that the pack is over; later ones are passed by, and so is what came after a period's last day. */
  constructor(
    readonly scope: EvidenceScope,
    private readonly size: number,
    private readonly readRoster: ReadRoster,
  ) {}

  /** Whether a pack may tell of an entry: others need not be read. */
  tells(position: number, kind: string): boolean {
    return position < this.size && EVIDENCE_KINDS.includes(kind);
  }

  /** Entries come in the ledger's order; those that no pack tells of may be left out. */
  read(entry: EvidenceEntry): void {
    const { position, at, kind, hash } = entry;
    if (!this.tells(position, kind)) return;
    this.#records.set(position, { entry: position, hash, kind, at });
    if (this.scope.kind === 'period' && dayOf(at) > this.scope.to) return;
    readEntry(this.facts, entry, this.readRoster);
  }

  /** Undefined for what no pack tells of, or lies beyond. */
  record(position: number): CitedRecord | undefined {
    return this.#records.get(position);
  }
}
