// The name of an erased person: HMAC-SHA256 (RFC 2104) of the id under a key of this node. Who has the key can ask whether an id
// was erased; who has not learns nothing from a pseudonym, however few ids there are to try.
import { createHmac } from 'node:crypto';
import { CannotOpenSecretError, type Entropy, type StorageKey } from '@chorale/crypto';
import type { NodeStore } from '../storage/node-store.js';
import { StoreError } from '../storage/store-error.js';
import type { Rights } from './rights.js';

const KEY_BYTES = 32;
const PLACE = 'pseudonym_key/sealed/1';
const TAG = 'chorale/erased-person/1';

export class Pseudonyms {
  readonly #key: Uint8Array;

  private constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** With the key of this home. @returns undefined where there is none yet, so nobody was erased. @throws StoreError `key-missing` */
  static of(store: NodeStore, storageKey: StorageKey): Pseudonyms | undefined {
    const sealed = store.erasures.pseudonymKey();
    if (!sealed) return undefined;
    try {
      return new Pseudonyms(storageKey.open(sealed, PLACE));
    } catch (error) {
      if (!(error instanceof CannotOpenSecretError)) throw error;
      throw new StoreError(
        'key-missing',
        'the key of erased persons does not open with the keys of this home, so nobody can be left out; restore keys/ and ' +
          'node.sqlite from one backup',
      );
    }
  }

  /** Likewise; makes the key where there is none. */
  static make(store: NodeStore, storageKey: StorageKey, entropy: Entropy): Pseudonyms {
    const key = new Uint8Array(KEY_BYTES);
    entropy.fill(key);
    store.erasures.keepPseudonymKey(storageKey.seal(key, PLACE));
    key.fill(0);
    return Pseudonyms.of(store, storageKey)!;
  }

  /** @param person as `data.person` gives it. @returns 64 hex digits. */
  name(person: string): string {
    return createHmac('sha256', this.#key).update(TAG).update('\0').update(person, 'utf8').digest('hex');
  }

  toJSON(): string {
    return '[secret]';
  }
}

/**
 * What a reading of rows for a purpose has to know. The keys are asked for only where somebody was erased.
 * @throws StoreError `key-missing`
 */
export function rightsFor(store: NodeStore, storageKey: () => StorageKey, purpose: string): Rights {
  const erased = store.erasures.erasedPseudonyms();
  if (erased.size === 0) return { purpose, isErased: undefined };
  const pseudonyms = Pseudonyms.of(store, storageKey())!;
  return { purpose, isErased: (person) => erased.has(pseudonyms.name(person)) };
}

/**
 * Whether a person has been erased by now, asked of the records each time: for whoever keeps what was read before.
 * @throws StoreError `key-missing`, when asked.
 */
export function erasedByNow(store: NodeStore, storageKey: StorageKey): (person: string) => boolean {
  // The key of pseudonyms is made with the first request, which may come later than this.
  let pseudonyms: Pseudonyms | undefined;
  return (person) => {
    pseudonyms ??= Pseudonyms.of(store, storageKey);
    return pseudonyms !== undefined && store.erasures.find(pseudonyms.name(person))?.done !== undefined;
  };
}
