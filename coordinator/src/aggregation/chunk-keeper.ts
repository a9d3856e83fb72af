// Chunks and sealed shares live no longer than somebody may need them.
import type { RoundId } from '@chorale/crypto';
import type { Clock } from '../platform/clock.js';
import { descriptorOf, messagesOf } from '../rounds/round-record.js';
import type { ChunkStore } from '../storage/chunk-store.js';
import { In, IsNull, Not } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database } from '../storage/database.js';
import {
  Contributions,
  RecipientSecrets,
  RoundMessages,
  Rounds,
  SealedShares,
  SealedSumKeys,
  type RoundRow,
} from '../storage/tables/round-tables.js';

/** What was wrong with a spent round can be looked into, and a missed one opened, for so long. */
const EVIDENCE_MS = 7 * 24 * 3600 * 1000;

export class ChunkKeeper {
  constructor(
    private readonly database: Database,
    private readonly chunks: ChunkStore,
    private readonly clock: Clock,
  ) {}

  /** Erases what ended rounds no longer need; safe to be interrupted anywhere. */
  async eraseUnneeded(): Promise<void> {
    const unneeded = await this.database.read(async (manager) => {
      const ended = await manager.findBy(Rounds, {
        phase: In(['closed', 'burned', 'spent']),
        chunksErased: false,
      });
      const answers = await Promise.all(ended.map((row) => this.isUnneeded(manager, row)));
      return ended.filter((_, index) => answers[index]).map(({ id }) => id);
    });
    for (const id of unneeded) await this.erase(id);
  }

  private async erase(round: RoundId): Promise<void> {
    await this.chunks.erase(round);
    await this.database.write(async ({ manager }) => {
      await manager.delete(SealedShares, { round });
      await manager.delete(SealedSumKeys, { round });
      await manager.update(RoundMessages, { round, kind: 'release' }, { envelope: new Uint8Array() });
      await manager.update(Rounds, { id: round }, { chunksErased: true });
    });
  }

  /** A closed round is kept for recipients that have not opened it yet, up to the close of a later one. */
  private async isUnneeded(manager: Rows, row: RoundRow): Promise<boolean> {
    if (row.phase === 'burned' || this.clock.now() - (row.endedAt ?? 0) > EVIDENCE_MS) return true;
    if (row.phase === 'spent') return false;
    // The coordinator itself has not opened it yet.
    if (await manager.existsBy(RecipientSecrets, { round: row.id, sealedSecret: Not(IsNull()) }))
      return false;
    const later = await manager.existsBy(Rounds, { study: row.study, round: row.round + 1, phase: 'closed' });
    if (later) return true;
    const contributed = await manager.findBy(Contributions, { round: row.id });
    const adopted = new Set((await messagesOf(manager, row.id, 'adoption')).map(({ node }) => node));
    const { recipients } = descriptorOf(row);
    return contributed.every(({ node }) => !recipients.includes(node) || adopted.has(node));
  }
}
