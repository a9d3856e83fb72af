// Old entries move to files of the export's format. What the Merkle tree needs stays: leaf hashes and tiles, heads and
// countersignatures, and by what entries are found; so every proof goes on as before, and the verifier reads archives and live
// part together. An archive is on record in one transaction; what it holds leaves the tables afterwards, page by page.
import { createHash } from 'node:crypto';
import type { Hash } from '@chorale/crypto';
import type { Federation } from '../federation/federation.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { All, Between, In, LessThanOrEqual, MoreThanOrEqual, Not } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import {
  LedgerArchives,
  LedgerEntries,
  LedgerHeads,
  LedgerIndex,
  LedgerPayloads,
  type LedgerArchiveRow,
} from '../storage/tables/ledger-tables.js';
import { archivedTo } from './archived-to.js';
import { exportPart, type LedgerPart } from './export.js';
import type { Ledger } from './ledger.js';

/** What is to be archived; with neither, all of it. */
export interface ArchiveWish {
  /** Milliseconds since 1970: entries from then on stay. */
  readonly before?: number | undefined;
  /** How many of the newest entries stay at least. */
  readonly keep?: number | undefined;
}
/** A file that somebody says to hold. */
export interface HeldArchive extends LedgerPart {
  /** Hex, of all its bytes. */
  readonly sha256: string;
}

const SWEPT_AT_ONCE = 10_000;
const NOTHING = new Uint8Array();

export class LedgerArchivist {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly federation: Federation,
    /** Kinds of entries whose payloads stay beside the file: evidence packs are made of them, over the whole ledger. */
    private readonly staying: readonly string[],
  ) {}

  /**
   * The next entries that a wish covers, from the first that lies in no archive to a signed head.
   * @throws CoordinatorError `nothing-to-archive`.
   */
  next({ before, keep = 0 }: ArchiveWish): Promise<LedgerPart> {
    return this.database.read(async (manager) => {
      const from = await archivedTo(manager);
      const { size } = await this.ledger.head(manager);
      const staying =
        before === undefined
          ? null
          : await manager.findOne(LedgerIndex, {
              where: { at: MoreThanOrEqual(before) },
              order: { position: 'ASC' },
            });
      const most = Math.min(size - keep, staying?.position ?? size);
      const head = await manager.findOne(LedgerHeads, {
        where: { size: LessThanOrEqual(Math.max(most, 0)) },
        order: { size: 'DESC' },
      });
      if (!head || head.size <= from)
        throw new CoordinatorError(
          'nothing-to-archive',
          `of ${size} entries, ${from} lie in archives already, and no others up to a signed head are as old as asked for`,
        );
      return { from, to: head.size };
    });
  }

  /** The archive's lines, without their line ends. */
  lines(part: LedgerPart): AsyncGenerator<string> {
    return exportPart(this.database, this.federation, part);
  }

  /**
   * Puts an archive on record that somebody holds, and lets its entries leave the database. The same again changes nothing.
   * @throws CoordinatorError `archive-differs` for other bytes than lie here, `malformed` for what is not the next part.
   */
  async archive(held: HeldArchive): Promise<LedgerArchiveRow> {
    const { from, to, sha256 } = held;
    const known = await this.database.read((manager) => manager.findOneBy(LedgerArchives, { toSize: to }));
    if (known?.fromSize === from && known.sha256 === sha256) return known;
    await this.database.read((manager) => this.requireNext(manager, held));
    const own = await this.fingerprint(held);
    if (own.sha256 !== sha256)
      throw new CoordinatorError(
        'archive-differs',
        `the file has SHA-256 ${sha256}, these entries ${own.sha256}: it is damaged, or a node has countersigned a head in it since; ` +
          'archive to another file',
      );
    const row = await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const { root } = await this.requireNext(manager, held);
      const facts = { ...{ from, to, root, sha256 }, bytes: own.bytes };
      const entry = await this.ledger.append(transaction, {
        kind: 'ledger-archived',
        actor: 'administrator',
        subject: root,
        payload: facts,
      });
      const archived = { toSize: to, fromSize: from, root, sha256, bytes: own.bytes, entry };
      const kept: LedgerArchiveRow = { ...archived, at: this.clock.now(), sweptTo: from };
      await manager.insert(LedgerArchives, kept);
      return kept;
    });
    await this.sweep();
    return row;
  }

  /** Oldest first. */
  archives(): Promise<LedgerArchiveRow[]> {
    return this.database.read((manager) => manager.find(LedgerArchives, { order: { toSize: 'ASC' } }));
  }

  /** Lets what lies in archives leave the database; goes on where a process that ended had come. */
  async sweep(): Promise<void> {
    for (const { toSize, sweptTo } of await this.archives())
      for (let first = sweptTo; first < toSize; first += SWEPT_AT_ONCE) {
        const next = Math.min(first + SWEPT_AT_ONCE, toSize);
        await this.database.write(async ({ manager }) => {
          const part = Between(first, next - 1);
          const staying = await manager.find(LedgerIndex, {
            select: { position: true },
            where: { position: part, kind: In(this.staying) },
          });
          const kept = In(staying.map(({ position }) => position));
          await manager.delete(LedgerPayloads, { position: All(part, Not(kept))! });
          await manager.update(LedgerEntries, { position: part }, { entry: NOTHING });
          await manager.update(LedgerArchives, { toSize }, { sweptTo: next });
        });
      }
  }

  private async requireNext(manager: Rows, { from, to }: LedgerPart): Promise<{ readonly root: Hash }> {
    const next = await archivedTo(manager);
    const head = await manager.findOneBy(LedgerHeads, { size: to });
    if (from !== next || to <= from || !head)
      throw new CoordinatorError(
        'malformed',
        `the next archive begins with entry ${next} and ends with a signed head; fetch it again`,
      );
    return head;
  }

  private async fingerprint(part: LedgerPart): Promise<{ readonly sha256: string; readonly bytes: number }> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const line of this.lines(part)) {
      const text = Buffer.from(`${line}\n`);
      hash.update(text);
      bytes += text.length;
    }
    return { sha256: hash.digest('hex'), bytes };
  }
}
