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

/** Two heads that the coordinator signed, of which none continues the other. */
export interface LedgerFork {
  /** Of the history that this node countersigned. */
  readonly own: CountersignedHead;
  readonly other: CountersignedHead;
  readonly reason: string;
  /** UTC milliseconds. */
  readonly foundAt: number;
  /** Whether this node takes part in nothing more; otherwise it refused the round in which it was shown the other head. */
  readonly stops: boolean;
}

interface ForkRow extends HeadRow {
  own_size: number;
  own_root: string;
  own_envelope: Uint8Array;
  reason: string;
  found_at: number;
  stops: number;
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

  private readonly selectAt = this.statement<[number], HeadRow>(
    'SELECT size, root, envelope FROM ledger_heads WHERE size = ?',
  );

  private readonly insertFork = this.statement<[number, string, Uint8Array, string, number, number, number]>(
    `INSERT INTO ledger_forks (size, root, envelope, reason, found_at, own_size, stops) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET stops = max(stops, excluded.stops)`,
  );
  private readonly selectFork = this.statement<[], { reason: string }>(
    'SELECT reason FROM ledger_forks WHERE stops = 1 ORDER BY found_at LIMIT 1',
  );
  private readonly selectForks = this.statement<[], ForkRow>(
    `SELECT fork.*, own.root AS own_root, own.envelope AS own_envelope
     FROM ledger_forks AS fork JOIN ledger_heads AS own ON own.size = fork.own_size ORDER BY found_at, fork.size`,
  );

  /** Evidence of a second history: a head that the coordinator signed, and to which no proof leads. Stays for ever. */
  keepFork(
    { size, root, envelope }: CountersignedHead,
    { own, reason, stops }: { readonly own: number; readonly reason: string; readonly stops: boolean },
  ): void {
    this.insertFork.run(size, root, envelope, reason, this.clock.now(), own, Number(stops));
  }
  /** Why this node goes on with no coordinator of this federation; undefined where it does. */
  fork(): string | undefined {
    return this.selectFork.get()?.reason;
  }
  /** All that were found, the first one first. */
  forks(): readonly LedgerFork[] {
    return this.selectForks.all().map(forkOf);
  }

  newest(): CountersignedHead | undefined {
    const row = this.selectNewest.get();
    return row && headOf(row);
  }
  /** Over so many entries. */
  at(size: number): CountersignedHead | undefined {
    const row = this.selectAt.get(size);
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

function forkOf({
  own_size,
  own_root,
  own_envelope,
  reason,
  found_at,
  stops,
  ...other
}: ForkRow): LedgerFork {
  return {
    own: headOf({ size: own_size, root: own_root, envelope: own_envelope }),
    other: headOf(other),
    ...{ reason, foundAt: found_at, stops: stops === 1 },
  };
}
