// Where every member agreed that the coordinator opens sums, it is one recipient more, with a key for each
// round like any other.
import {
  createRoundKeyPair,
  roundKey,
  signMessage,
  type Entropy,
  type NodeId,
  type RoundId,
  type RoundKeyPair,
  type StorageKey,
} from '@chorale/crypto';
import type { Federation } from '../federation/federation.js';
import type { Rows } from '../storage/rows.js';
import type { Transaction } from '../storage/database.js';
import { RecipientSecrets } from '../storage/tables/round-tables.js';

export interface SignedRoundKey {
  readonly node: NodeId;
  readonly keyIndex: number;
  /** Signed roundKey envelope. */
  readonly envelope: Uint8Array;
}

export class RecipientKeys {
  constructor(
    private readonly entropy: Entropy,
    private readonly federation: Federation,
    private readonly storageKey: StorageKey,
  ) {}

  /** Makes the key for the round that this transaction opens. */
  async create({ manager }: Transaction): Promise<SignedRoundKey> {
    const { publicKey, secretKey } = createRoundKeyPair(this.entropy);
    const keyIndex = await manager.count(RecipientSecrets);
    await manager.insert(RecipientSecrets, {
      keyIndex,
      round: null,
      publicKey,
      sealedSecret: this.storageKey.seal(secretKey, placeOf(keyIndex)),
    });
    secretKey.fill(0);
    return this.signed(keyIndex, publicKey);
  }

  /** @returns undefined where the coordinator is no recipient of the round. */
  async ofRound(manager: Rows, round: RoundId): Promise<SignedRoundKey | undefined> {
    const row = await manager.findOneBy(RecipientSecrets, { round });
    return row ? this.signed(row.keyIndex, row.publicKey) : undefined;
  }

  /** @returns undefined where the round has no key of the coordinator's, or had and it was erased. */
  async open(manager: Rows, round: RoundId): Promise<RoundKeyPair | undefined> {
    const row = await manager.findOneBy(RecipientSecrets, { round });
    if (!row?.sealedSecret) return undefined;
    return {
      publicKey: row.publicKey,
      secretKey: this.storageKey.open(row.sealedSecret, placeOf(row.keyIndex)),
    };
  }

  private signed(keyIndex: number, publicKey: Uint8Array): SignedRoundKey {
    const { id, key } = this.federation;
    const { bytes } = signMessage(roundKey, key, id, { node: key.nodeId, index: keyIndex, publicKey });
    return { node: key.nodeId, keyIndex, envelope: bytes };
  }

  /** Forgets the secret for ever. */
  async erase({ manager }: Transaction, round: RoundId): Promise<void> {
    await manager.update(RecipientSecrets, { round }, { sealedSecret: null });
  }
}

function placeOf(keyIndex: number): string {
  return `recipient_secrets/${keyIndex}`;
}
