// Keys to which others seal in one round only (X-Wing). Made and signed in batches, sealed in the database,
// used once, erased on release or burn: what was sealed to them then opens never again.
import {
  createRoundKeyPair,
  envelope,
  roundKey,
  signMessage,
  type Entropy,
  type RoundKeyPair,
} from '@chorale/crypto';
import type { NodeStore } from '../storage/node-store.js';
import type { RoundKeyUse } from '../storage/round-key-records.js';
import type { Keyring } from './keyring.js';

export interface PublishedRoundKey {
  readonly index: number;
  /** Signed {@link roundKey}; context: the federation. */
  readonly envelope: Uint8Array;
}

export class RoundKeys {
  constructor(
    private readonly store: NodeStore,
    private readonly keyring: Pick<Keyring, 'signingKey' | 'storageKey'>,
    /** Id of the federation, 64 hex digits. */
    private readonly federation: string,
    private readonly entropy: Entropy,
  ) {}

  /** Makes `count` keys, durable on return; {@link unsent} hands them out until they are marked as sent. */
  create(count: number): void {
    this.store.transaction(() => {
      for (let made = 0; made < count; made += 1) this.createOne();
    });
  }

  /** Keys whose public part the coordinator has not acknowledged. */
  unsent(): readonly PublishedRoundKey[] {
    return this.store.roundKeys.unsent();
  }
  markSent(keys: readonly PublishedRoundKey[]): void {
    this.store.roundKeys.markSent(keys.map(({ index }) => index));
  }
  /** A fresh key for what is no round, such as a state request; it is never handed out for rounds. */
  reserveOne(): PublishedRoundKey {
    return this.store.transaction(() => {
      this.createOne();
      const key = this.store.roundKeys.newestUnused()!;
      this.store.roundKeys.markSent([key.index]);
      return key;
    });
  }

  /**
   * Key pair for one round or state and for nothing else; the caller erases the secret half.
   * @throws StoreError like {@link secret}.
   */
  pair(index: number, use: RoundKeyUse): RoundKeyPair {
    const secretKey = this.secret(index, use);
    const { publicKey } = roundKey.decode(envelope.decode(this.store.roundKeys.envelopeOf(index)).body);
    return { publicKey, secretKey };
  }

  /**
   * Secret key for one round or state and for nothing else; the caller erases its copy.
   * @throws StoreError `round-key-unknown`, `round-key-reused` or `round-key-erased`.
   */
  secret(index: number, use: RoundKeyUse): Uint8Array {
    return this.keyring.storageKey.open(this.store.roundKeys.take(index, use), placeOf(index));
  }

  /** For ever, unless the key served something else. Not inside a transaction. */
  erase(index: number, use: RoundKeyUse): void {
    // The checkpoint that follows inside waits for the disk.
    this.store.unsynced(() => this.store.roundKeys.erase(index, use));
  }

  private createOne(): void {
    const { signingKey, storageKey } = this.keyring;
    const index = this.store.roundKeys.nextIndex();
    const { publicKey, secretKey } = createRoundKeyPair(this.entropy);
    const signed = signMessage(roundKey, signingKey, this.federation, {
      node: signingKey.nodeId,
      index,
      publicKey,
    });
    this.store.roundKeys.add(index, signed.bytes, storageKey.seal(secretKey, placeOf(index)));
    secretKey.fill(0);
  }
}

function placeOf(index: number): string {
  return `round_keys.sealed_secret/${index}`;
}
