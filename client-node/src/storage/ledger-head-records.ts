import type { Hash } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';
import { StoreError } from './store-error.js';

/** A head of the ledger that this node countersigned: its own copy of history. */
export interface CountersignedHead {
  /** Entries that the head covers. */
  readonly size: number;
  readonly root: Hash;
  /** Signed by the coordinator. */
  readonly envelope: Uint8Array;
}

interface HeadRow {
  size: number;
  root: string;
  envelope: Uint8Array;
}

export class LedgerHeadRecords extends Records {
  private readonly insert = this.statement<[number, string, Uint8Array, number]>(
    'INSERT INTO ledger_heads VALUES (?, ?, ?, ?)',
  );
  private readonly selectNewest = this.statement<[], HeadRow>(
    'SELECT size, root, envelope FROM ledger_heads ORDER BY size DESC LIMIT 1',
  );
  private readonly selectAll = this.statement<[], HeadRow>(
    'SELECT size, root, envelope FROM ledger_heads ORDER BY size',
  );

  private readonly insertFork = this.statement<[number, string, Uint8Array, string, number]>(
    'INSERT INTO ledger_forks VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectFork = this.statement<[], { reason: string }>(
    'SELECT reason FROM ledger_forks ORDER BY found_at LIMIT 1',
  );

  /** Evidence of a second history: a head that the coordinator signed, and to which no proof leads. Stays for ever. */
  keepFork({ size, root, envelope }: CountersignedHead, reason: string): void {
    this.insertFork.run(size, root, envelope, reason, this.clock.now());
  }
  /** Why this node goes on with no coordinator of this federation; undefined where no fork was found. */
  fork(): string | undefined {
    return this.selectFork.get()?.reason;
  }

  newest(): CountersignedHead | undefined {
    const row = this.selectNewest.get();
    return row && headOf(row);
  }
  all(): readonly CountersignedHead[] {
    return this.selectAll.all().map(headOf);
  }

  /**
   * Before the countersignature leaves; the caller has checked that the head extends the newest one.
   * @throws StoreError `ledger-older` or `ledger-forked` (another root of the same size).
   */
  countersign({ size, root, envelope }: CountersignedHead): void {
    this.atomically(() => {
      const newest = this.selectNewest.get();
      if (newest?.size === size && newest.root === root) return;
      if (newest && size < newest.size)
        throw new StoreError(
          'ledger-older',
          `the coordinator shows a ledger of ${size} entries; this node countersigned one of ${newest.size}`,
        );
      if (newest?.size === size)
        throw new StoreError(
          'ledger-forked',
          `the coordinator shows another ledger of ${size} entries than the one this node countersigned; ` +
            'compare heads with the other members',
        );
      this.insert.run(size, root, envelope, this.clock.now());
    });
  }
}

function headOf({ size, root, envelope }: HeadRow): CountersignedHead {
  return { size, root: root as Hash, envelope: plainBytes(envelope) };
}
