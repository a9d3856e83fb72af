// The hashes that name things within a round.
import { leafHash, merkleRoot } from '../ledger/merkle.js';
import type { Hash, RoundId } from './ids.js';
import { sha256Hex } from './message.js';

/** rid = H(D), over the encoded descriptor message (not its envelope). */
export function roundId(descriptorBytes: Uint8Array): RoundId {
  return sha256Hex(descriptorBytes) as RoundId;
}

/** Content address of a ciphertext chunk or a sealed share. */
export function contentHash(bytes: Uint8Array): Hash {
  return sha256Hex(bytes) as Hash;
}

/** H(c): Merkle root over the chunk hashes of one contribution. */
export function ciphertextRoot(chunks: readonly Hash[]): Hash {
  return rootOf(chunks.map((chunk) => Buffer.from(chunk, 'hex')));
}

/** root(S): Merkle root over the signed manifests' bytes, in ascending order of node id. */
export function setRoot(signedManifests: readonly Uint8Array[]): Hash {
  return rootOf(signedManifests);
}

function rootOf(entries: readonly Uint8Array[]): Hash {
  return Buffer.from(merkleRoot(entries.map(leafHash))).toString('hex') as Hash;
}
