// What a verified ledger says of its own archives: which entries went into which file.
import type { LedgerEntry } from '@chorale/crypto';
import { z } from 'zod';
import { readPayload, requireThat } from './payload.js';

const archivedPayload = z.object({
  from: z.int().min(0),
  to: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export class ArchiveAudit {
  private readonly archives: z.output<typeof archivedPayload>[] = [];
  private count = 0;

  /** Read so far. */
  get entries(): number {
    return this.count;
  }

  /** @throws FalseEntryError for an archive that cannot be. */
  read({ kind, index }: LedgerEntry, payload: string | null): void {
    this.count = index + 1;
    if (kind !== 'ledger-archived' || payload === null) return;
    const archive = readPayload(kind, archivedPayload, payload);
    const follows = archive.from === (this.archives.at(-1)?.to ?? 0);
    requireThat(
      follows && archive.from < archive.to && archive.to <= index,
      'the archive does not continue the one before it, or holds entries that were not there yet',
    );
    this.archives.push(archive);
  }

  /** @returns null where no archive was made of exactly these entries. */
  isArchive(from: number, to: number, sha256: string): boolean | null {
    const archive = this.archives.find((one) => one.from === from && one.to === to);
    return archive ? archive.sha256 === sha256 : null;
  }
}
