import type { Database, Statement } from 'better-sqlite3';
import type { StudyId } from '@chorale/crypto';

/** Bytes that this node sent, by study. */
export class TrafficRecords {
  private readonly addTo: Statement<[string, number]>;
  private readonly selectOne: Statement<[string], { bytes_sent: number }>;

  constructor(database: Database) {
    this.addTo = database.prepare(
      'INSERT INTO traffic VALUES (?, ?) ON CONFLICT DO UPDATE SET bytes_sent = bytes_sent + excluded.bytes_sent',
    );
    this.selectOne = database.prepare('SELECT bytes_sent FROM traffic WHERE study = ?');
  }

  /** @param study undefined for what serves no single study: wake-ups, keys, agreements. */
  add(study: StudyId | undefined, bytes: number): void {
    this.addTo.run(study ?? '', bytes);
  }
  bytesSent(study: StudyId | undefined): number {
    return this.selectOne.get(study ?? '')?.bytes_sent ?? 0;
  }
}
