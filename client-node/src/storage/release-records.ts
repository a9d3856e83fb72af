// Members' words on models that the release gate holds back, as administrators signed them; whoever asks counts them again.
import type { Hash, NodeId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

export class ReleaseRecords extends Records {
  private readonly upsert = this.statement<[string, string, Uint8Array, number]>(
    `INSERT INTO release_ballots VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET envelope = excluded.envelope, kept_at = excluded.kept_at`,
  );
  private readonly select = this.statement<[string], { envelope: Uint8Array }>(
    'SELECT envelope FROM release_ballots WHERE subject = ? ORDER BY signer',
  );

  private readonly selectStamp = this.statement<[], { stamp: string }>(
    "SELECT count(*) || ' ' || coalesce(max(kept_at), 0) AS stamp FROM release_ballots",
  );

  /** The signature has been checked; the signer's later word takes the place of its earlier one. */
  keep(subject: Hash, signer: NodeId, envelope: Uint8Array): void {
    this.upsert.run(subject, signer, envelope, this.clock.now());
  }
  ballotsOn(subject: Hash): readonly Uint8Array[] {
    return this.select.all(subject).map(({ envelope }) => plainBytes(envelope));
  }
  /** Another one after every word that is kept. */
  stamp(): string {
    return this.selectStamp.get()!.stamp;
  }
}
