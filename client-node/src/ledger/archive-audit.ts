// What a verified ledger says of its own archives: which entries went into which file.
import { FalseEntryError, type LedgerEntry } from '@chorale/crypto';
import { z } from 'zod';
import { readPayload, requireThat } from './payload.js';

const archivedPayload = z.object({
  from: z.int().min(0),
  to: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ArchiveOnRecord = Readonly<z.output<typeof archivedPayload>>;

export class ArchiveAudit {
  private readonly archives: ArchiveOnRecord[] = [];
  private count = 0;

  /** Read so far. */
  get entries(): number {
    return this.count;
  }

  /** @throws FalseEntryError for an archive that cannot be. */
  read({ kind, index }: LedgerEntry, payload: string | null): void {
    this.count = index + 1;
    if (kind !== 'ledger-archived') return;
    // Names nobody, so nothing erases it; without it a file could be put in place of the archive.
    if (payload === null)
      throw new FalseEntryError(
        'the payload of a ledger-archived entry is missing; it is never erased, and says which file is the archive',
      );
    const archive = readPayload(kind, archivedPayload, payload);
    const follows = archive.from === (this.archives.at(-1)?.to ?? 0);
    requireThat(
      follows && archive.from < archive.to && archive.to <= index,
      'the archive does not continue the one before it, or holds entries that were not there yet',
    );
    this.archives.push(archive);
  }

  /**
   * @param parts the files that were read.
   * @returns an archive on record that is none of these files, such as one whose lines were split or joined anew: what its
   * heads and countersignatures were, nothing else proves. Undefined where each is there as it was written.
   */
  missingFrom(parts: readonly ArchiveOnRecord[]): ArchiveOnRecord | undefined {
    return this.archives.find(
      (one) =>
        !parts.some(({ from, to, sha256 }) => from === one.from && to === one.to && sha256 === one.sha256),
    );
  }

  /** @returns null where no archive was made of exactly these entries. */
  isArchive(from: number, to: number, sha256: string): boolean | null {
    const archive = this.archives.find((one) => one.from === from && one.to === to);
    return archive ? archive.sha256 === sha256 : null;
  }
}
