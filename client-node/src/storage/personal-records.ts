import type { StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

/** Networks that this node fitted to its own customers, sealed; they never leave the node. An erasure empties them all. */
export class PersonalRecords extends Records {
  private readonly upsert = this.statement<[string, Uint8Array, number]>(
    `INSERT INTO personal_networks VALUES (?, ?, ?)
     ON CONFLICT (study) DO UPDATE SET sealed = excluded.sealed, kept_at = excluded.kept_at`,
  );
  private readonly selectOne = this.statement<[string], { sealed: Uint8Array }>(
    'SELECT sealed FROM personal_networks WHERE study = ?',
  );
  private readonly deleteOne = this.statement<[string]>('DELETE FROM personal_networks WHERE study = ?');

  private readonly selectStamp = this.statement<[], { stamp: string }>(
    `SELECT count(*) || ' ' || total(length(sealed) > 0) || ' ' || coalesce(max(kept_at), 0) AS stamp
     FROM personal_networks`,
  );

  /** In the transaction that has found nobody erased since the rows were read. The newer one of a study stands. */
  keep(study: StudyId, sealed: Uint8Array): void {
    this.upsert.run(study, sealed, this.clock.now());
  }
  /** Empty where somebody was erased since the network read their rows; undefined where there is none. */
  find(study: StudyId): Uint8Array | undefined {
    const row = this.selectOne.get(study);
    return row && plainBytes(row.sealed);
  }
  /** @returns whether there was one. */
  forget(study: StudyId): boolean {
    return this.deleteOne.run(study).changes > 0;
  }
  /** Another one after every network that is kept, emptied or forgotten. */
  stamp(): string {
    return this.selectStamp.get()!.stamp;
  }
}
