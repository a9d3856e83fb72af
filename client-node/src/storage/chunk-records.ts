// Chunks so small that a file of their own would cost more than they do (chunk-files.ts).
import type { Hash, RoundId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

export class ChunkRecords extends Records {
  private readonly insert = this.statement<[string, string, Uint8Array]>(
    'INSERT INTO chunks (rid, hash, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectOne = this.statement<[string, string], { bytes: Uint8Array }>(
    'SELECT bytes FROM chunks WHERE rid = ? AND hash = ?',
  );
  private readonly selectRounds = this.statement<[], { rid: string }>('SELECT DISTINCT rid FROM chunks');
  private readonly deleteRound = this.statement<[string]>('DELETE FROM chunks WHERE rid = ?');

  keep(rid: RoundId, hash: Hash, bytes: Uint8Array): void {
    this.insert.run(rid, hash, bytes);
  }
  find(rid: RoundId, hash: Hash): Uint8Array | undefined {
    const row = this.selectOne.get(rid, hash);
    return row && plainBytes(row.bytes);
  }
  rounds(): readonly RoundId[] {
    return this.selectRounds.all().map(({ rid }) => rid as RoundId);
  }
  erase(rid: RoundId): void {
    this.deleteRound.run(rid);
  }
}
