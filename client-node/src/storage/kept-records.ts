// What contributions leave behind at this node for its next one, such as a control variate. It counts only once the sum that held the
// contribution has led to the next state: until then the one before it stands.
import type { RoundId, StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

export interface NewKept {
  readonly rid: RoundId;
  readonly study: StudyId;
  /** Position of the round in the study's schedule, from 0. */
  readonly round: number;
  readonly sealed: Uint8Array;
}

interface KeptRow {
  rid: string;
  round: number;
  sealed: Uint8Array;
}

/** Of which nobody has said yet whether it counts. */
export interface PendingKept {
  readonly rid: RoundId;
  readonly round: number;
}

export class KeptRecords extends Records {
  private readonly insert = this.statement<[string, string, number, Uint8Array]>(
    'INSERT INTO kept_by_contributions (rid, study, round, sealed) VALUES (?, ?, ?, ?)',
  );
  private readonly selectCounted = this.statement<[string], KeptRow>(
    `SELECT rid, round, sealed FROM kept_by_contributions WHERE study = ? AND counted = 1
     ORDER BY round DESC LIMIT 1`,
  );
  private readonly selectPending = this.statement<[string], KeptRow>(
    'SELECT rid, round, sealed FROM kept_by_contributions WHERE study = ? AND counted = 0 ORDER BY round, rid',
  );
  private readonly setCounted = this.statement<[string]>(
    'UPDATE kept_by_contributions SET counted = 1 WHERE rid = ?',
  );
  private readonly deleteEarlier = this.statement<[string]>(
    `DELETE FROM kept_by_contributions AS old WHERE counted = 1 AND EXISTS (
       SELECT 1 FROM kept_by_contributions AS new WHERE new.rid = ? AND new.study = old.study AND new.round > old.round)`,
  );
  private readonly deleteOne = this.statement<[string]>(
    'DELETE FROM kept_by_contributions WHERE rid = ? AND counted = 0',
  );
  private readonly deleteOfStudy = this.statement<[string]>(
    'DELETE FROM kept_by_contributions WHERE study = ?',
  );

  /** In the transaction that records the contribution. */
  leave({ rid, study, round, sealed }: NewKept): void {
    this.insert.run(rid, study, round, sealed);
  }
  /** What the last contribution that a sum counted left. */
  counted(study: StudyId): { readonly rid: RoundId; readonly sealed: Uint8Array } | undefined {
    const row = this.selectCounted.get(study);
    return row && { rid: row.rid as RoundId, sealed: plainBytes(row.sealed) };
  }
  pending(study: StudyId): readonly PendingKept[] {
    return this.selectPending.all(study).map(({ rid, round }) => ({ rid: rid as RoundId, round }));
  }
  /** The round's sum held this node's contribution, or did not; what was settled before stays. */
  settle(rid: RoundId, isCounted: boolean): void {
    this.atomically(() => {
      if (!isCounted) {
        this.deleteOne.run(rid);
        return;
      }
      this.setCounted.run(rid);
      this.deleteEarlier.run(rid);
    });
  }
  /** A study that has ended needs none of it. */
  forget(study: StudyId): void {
    this.deleteOfStudy.run(study);
  }
}
