import type { StudyId } from '@chorale/crypto';
import { Records } from './records.js';

/** A file of scored customers that this node wrote, wherever its owner wanted it. */
export interface ScoredListRecord {
  /** Absolute. */
  readonly path: string;
  /** Study whose model scored it last. */
  readonly study: StudyId;
  /** Grows with each writing. */
  readonly writes: number;
}

export class ScoredListRecords extends Records {
  private readonly upsert = this.statement<[string, string, number]>(
    `INSERT INTO scored_lists VALUES (?, ?, 1, ?) ON CONFLICT (path)
     DO UPDATE SET study = excluded.study, writes = writes + 1, written_at = excluded.written_at`,
  );
  private readonly delete = this.statement<[string]>('DELETE FROM scored_lists WHERE path = ?');
  private readonly selectAll = this.statement<[], ScoredListRecord>(
    'SELECT path, study, writes FROM scored_lists ORDER BY path',
  );

  /** In the transaction in which the file takes its place. */
  wrote(path: string, study: StudyId): void {
    this.upsert.run(path, study, this.clock.now());
  }
  /** The file is gone. */
  forget(path: string): void {
    this.delete.run(path);
  }
  all(): readonly ScoredListRecord[] {
    return this.selectAll.all();
  }
}
