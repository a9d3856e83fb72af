// One entry of a ledger and its inclusion proof, checked without the ledger and without the coordinator.
import { nodeIdOf, openSigned, SignatureError } from '../identity/identity.js';
import type { Hash } from '../wire/ids.js';
import { ledgerEntry, ledgerHead, type LedgerEntry, type LedgerHead } from '../wire/ledger-messages.js';
import { DecodeError } from '../wire/codec.js';
import { sha256Hex } from '../wire/message.js';
import { leafHash, verifyInclusion } from './merkle.js';

/** What a coordinator shows beside an entry, so that it has to be believed in nothing. */
export interface EntryProof {
  /** Of the federation, hex: what the head's signature is bound to. */
  readonly federation: Hash;
  /** Raw Ed25519 key, 32 bytes. */
  readonly coordinatorKey: Uint8Array;
  /** Canonical bytes of the entry. */
  readonly entry: Uint8Array;
  /** JSON text that the entry commits to; null where it was erased. */
  readonly payloadText: string | null;
  /** The coordinator's signed head. */
  readonly head: Uint8Array;
  /** From the leaf to the root, RFC 9162, 2.1.3.1; each 32 bytes. */
  readonly path: readonly Uint8Array[];
}

export interface ProvenEntry {
  readonly entry: LedgerEntry;
  readonly head: LedgerHead;
}

/** What was shown does not follow from what was signed. */
export class UnprovenEntryError extends Error {
  override readonly name = 'UnprovenEntryError';
}

/**
 * That an entry stands at its position in the ledger whose head the coordinator signed, and says what its payload says.
 * Whose key that is, the caller compares with what people read to each other ({@link fingerprintOf}).
 * @throws UnprovenEntryError, with the first thing that does not follow.
 */
export function verifyEntry(proof: EntryProof): ProvenEntry {
  const head = read('head', () => openHead(proof));
  const entry = read('entry', () => ledgerEntry.decode(proof.entry));
  if (proof.payloadText !== null && !isHashed(proof.payloadText, entry.payloadHash))
    throw new UnprovenEntryError('the payload is not the one that the entry commits to');
  const root = Buffer.from(head.root, 'hex');
  if (!verifyInclusion(leafHash(proof.entry), entry.index, head.size, proof.path, root))
    throw new UnprovenEntryError(
      `the path does not lead from entry ${entry.index} to the root of the signed head`,
    );
  return { entry, head };
}

function isHashed(payload: string, hash: Hash): boolean {
  // Text that is not well-formed would be encoded as another one.
  return payload.isWellFormed() && sha256Hex(new TextEncoder().encode(payload)) === hash;
}

function openHead({ federation, coordinatorKey, head }: EntryProof): LedgerHead {
  const id = nodeIdOf(coordinatorKey);
  return openSigned(ledgerHead, head, federation, (signer) => (signer === id ? coordinatorKey : undefined))
    .message;
}

function read<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof SignatureError)
      throw new UnprovenEntryError(`the ${what} is not signed by the coordinator whose key is shown`);
    if (error instanceof DecodeError)
      throw new UnprovenEntryError(`the ${what} cannot be read: ${error.message}`);
    throw error;
  }
}
