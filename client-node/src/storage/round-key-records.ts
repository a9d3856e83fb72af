// One-round keys: made in batches, used for one thing each, then erased for ever.
import type { RoundId, StateHash } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';
import { StoreError } from './store-error.js';

/** What things are sealed to a round key for. */
export type RoundKeyUse = RoundId | StateHash;

interface RoundKeyRow {
  state: 'unused' | 'used' | 'erased';
  used_for: string | null;
  sealed_secret: Uint8Array | null;
}

export class RoundKeyRecords extends Records {
  private readonly selectLast = this.statement<[], { last: number }>(
    `SELECT coalesce(max(seq), -1) AS last FROM sqlite_sequence WHERE name = 'round_keys'`,
  );
  private readonly insert = this.statement<[number, Uint8Array, Uint8Array, number]>(
    `INSERT INTO round_keys (key_index, envelope, sealed_secret, state, created_at) VALUES (?, ?, ?, 'unused', ?)`,
  );
  private readonly selectUnsent = this.statement<[], { key_index: number; envelope: Uint8Array }>(
    `SELECT key_index, envelope FROM round_keys WHERE sent_at IS NULL AND state = 'unused' ORDER BY key_index`,
  );
  private readonly setSent = this.statement<[number, number]>(
    'UPDATE round_keys SET sent_at = ? WHERE key_index = ?',
  );
  private readonly selectOne = this.statement<[number], RoundKeyRow>(
    'SELECT state, used_for, sealed_secret FROM round_keys WHERE key_index = ?',
  );
  private readonly selectEnvelope = this.statement<[number], { envelope: Uint8Array }>(
    'SELECT envelope FROM round_keys WHERE key_index = ?',
  );
  private readonly selectUnused = this.statement<[], { key_index: number; envelope: Uint8Array }>(
    `SELECT key_index, envelope FROM round_keys WHERE state = 'unused' ORDER BY key_index DESC LIMIT 1`,
  );
  private readonly setUsed = this.statement<[string, number]>(
    `UPDATE round_keys SET state = 'used', used_for = ? WHERE key_index = ?`,
  );
  private readonly setErased = this.statement<[number, string]>(
    `UPDATE round_keys SET state = 'erased', sealed_secret = NULL WHERE key_index = ? AND used_for = ?`,
  );

  private readonly eraseUnused = this.statement<[]>(
    `UPDATE round_keys SET state = 'erased', sealed_secret = NULL WHERE state = 'unused'`,
  );

  /** Keys that a lost or retired signing key vouches for: nobody seals to them any more. Not inside a transaction. */
  forgetUnused(): void {
    if (this.database.inTransaction) throw new RangeError('erase round keys after the transaction');
    this.eraseUnused.run();
    this.database.pragma('wal_checkpoint(TRUNCATE)');
  }

  /** Index of the next key; indexes are never given twice. Call it and {@link add} in one transaction. */
  nextIndex(): number {
    return (this.selectLast.get()?.last ?? -1) + 1;
  }
  add(index: number, envelope: Uint8Array, sealedSecret: Uint8Array): void {
    this.insert.run(index, envelope, sealedSecret, this.clock.now());
  }

  /** Keys whose public part the coordinator has not acknowledged. */
  unsent(): readonly { readonly index: number; readonly envelope: Uint8Array }[] {
    return this.selectUnsent
      .all()
      .map(({ key_index: index, envelope }) => ({ index, envelope: plainBytes(envelope) }));
  }
  markSent(indexes: readonly number[]): void {
    this.atomically(() => {
      for (const index of indexes) this.setSent.run(this.clock.now(), index);
    });
  }

  /** Signed public part of a key that this node made. @throws StoreError `round-key-unknown`. */
  envelopeOf(index: number): Uint8Array {
    const row = this.selectEnvelope.get(index);
    if (!row) throw unknownKey(index);
    return plainBytes(row.envelope);
  }

  /** The newest unused key, for what is no round: a state request. */
  newestUnused(): { readonly index: number; readonly envelope: Uint8Array } | undefined {
    const row = this.selectUnused.get();
    return row && { index: row.key_index, envelope: plainBytes(row.envelope) };
  }

  /**
   * Sealed secret of a key, for one use and no other.
   * @throws StoreError `round-key-unknown`, `round-key-reused` or `round-key-erased`.
   */
  take(index: number, use: RoundKeyUse): Uint8Array {
    return this.atomically(() => {
      const row = this.selectOne.get(index);
      if (!row) throw unknownKey(index);
      if (row.sealed_secret === null)
        throw new StoreError(
          'round-key-erased',
          `round key ${index} was erased; its round is over for this node`,
        );
      if (row.state === 'unused') this.setUsed.run(use, index);
      else if (row.used_for !== use)
        throw new StoreError(
          'round-key-reused',
          `round key ${index} serves ${String(row.used_for)} and nothing else`,
        );
      return plainBytes(row.sealed_secret);
    });
  }

  /** Overwrites the secret of a key that served `use`, in the write-ahead log too; that cannot be done inside a transaction. */
  erase(index: number, use: RoundKeyUse): void {
    if (this.database.inTransaction) throw new RangeError('erase round keys after the transaction');
    this.setErased.run(index, use);
    this.database.pragma('wal_checkpoint(TRUNCATE)');
  }
}

function unknownKey(index: number): StoreError {
  return new StoreError('round-key-unknown', `this node made no round key ${index}`);
}
