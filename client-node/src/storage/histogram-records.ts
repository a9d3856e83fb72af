import type { StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

/** How this node's features lay when a study first read them, sealed; it never leaves the node. */
export interface HistogramRecord {
  readonly study: StudyId;
  readonly sealed: Uint8Array;
}

export class HistogramRecords extends Records {
  private readonly upsert = this.statement<[string, Uint8Array, number]>(
    `INSERT INTO feature_histograms VALUES (?, ?, ?)
     ON CONFLICT (study) DO UPDATE SET sealed = excluded.sealed`,
  );
  private readonly selectLatest = this.statement<[string], HistogramRecord>(
    'SELECT study, sealed FROM feature_histograms WHERE study <> ? ORDER BY kept_at DESC, rowid DESC LIMIT 1',
  );
  private readonly deleteOf = this.statement<[string]>('DELETE FROM feature_histograms WHERE study = ?');

  /** What a study read; read again, the newer counts replace the older ones, and the place among studies stays. */
  keep(study: StudyId, sealed: Uint8Array): void {
    this.upsert.run(study, sealed, this.clock.now());
  }
  /** Of the study that first read last. @param but not of this one. */
  latest(but?: StudyId): HistogramRecord | undefined {
    const row = this.selectLatest.get(but ?? '');
    return row && { ...row, sealed: plainBytes(row.sealed) };
  }
  forget(study: StudyId): void {
    this.deleteOf.run(study);
  }
}
