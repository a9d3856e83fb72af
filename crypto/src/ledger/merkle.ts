// Merkle trees of RFC 9162 (Certificate Transparency 2.0), section 2.1: leaf and node hashes with their own
// prefix bytes, trees of any size, inclusion and consistency proofs.
import { createHash } from 'node:crypto';

/** 32 bytes. */
export type Digest = Uint8Array;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** RFC 9162, 2.1.1: SHA-256(0x00 | entry). */
export function leafHash(entry: Uint8Array): Digest {
  return createHash('sha256').update(LEAF).update(entry).digest();
}
function nodeHash(left: Digest, right: Digest): Digest {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}
function equal(a: Digest, b: Digest): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Largest power of two smaller than n, for n >= 2. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Root of a growing tree from its log2(n) complete subtrees, so that appending costs O(1) hashes on average. */
export class MerkleFrontier {
  readonly #peaks: Digest[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }
  append(leaf: Digest): void {
    let carried = leaf;
    for (let n = this.#size; n % 2 === 1; n = (n - 1) / 2) carried = nodeHash(this.#peaks.pop()!, carried);
    this.#peaks.push(carried);
    this.#size += 1;
  }
  root(): Digest {
    if (this.#size === 0) return createHash('sha256').digest();
    return this.#peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** Root over leaf hashes; SHA-256 of nothing for none. */
export function merkleRoot(leaves: readonly Digest[]): Digest {
  const frontier = new MerkleFrontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}

/** RFC 9162, 2.1.3.1. @throws RangeError unless 0 <= index < leaves.length. */
export function inclusionPath(leaves: readonly Digest[], index: number): Digest[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index} among ${leaves.length}`);
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionPath(leaves.slice(0, k), index), merkleRoot(leaves.slice(k))]
    : [...inclusionPath(leaves.slice(k), index - k), merkleRoot(leaves.slice(0, k))];
}

/** RFC 9162, 2.1.3.2. */
export function verifyInclusion(
  leaf: Digest,
  index: number,
  size: number,
  path: readonly Digest[],
  root: Digest,
): boolean {
  if (index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let computed = leaf;
  for (const sibling of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      computed = nodeHash(sibling, computed);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      computed = nodeHash(computed, sibling);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && equal(computed, root);
}

/** RFC 9162, 2.1.4.1: that the tree of the first `oldSize` leaves is a prefix of this one. */
export function consistencyPath(leaves: readonly Digest[], oldSize: number): Digest[] {
  if (oldSize < 0 || oldSize > leaves.length)
    throw new RangeError(`no tree of ${oldSize} in one of ${leaves.length} leaves`);
  return oldSize === 0 || oldSize === leaves.length ? [] : subproof(leaves, oldSize, true);
}
function subproof(leaves: readonly Digest[], m: number, known: boolean): Digest[] {
  if (m === leaves.length) return known ? [] : [merkleRoot(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(leaves.slice(0, k), m, known), merkleRoot(leaves.slice(k))]
    : [...subproof(leaves.slice(k), m - k, false), merkleRoot(leaves.slice(0, k))];
}

/** Root of the leaves [first, first + count), count >= 1, wherever they are kept; `first` is a multiple of the least power of two >= count. */
export type RangeRoot = (first: number, count: number) => Promise<Digest>;

/** As {@link inclusionPath}, for trees that no memory holds. */
export async function inclusionPathIn(rootOf: RangeRoot, index: number, size: number): Promise<Digest[]> {
  if (index < 0 || index >= size) throw new RangeError(`no leaf ${index} among ${size}`);
  const path: Digest[] = [];
  for (let [first, count] = [0, size]; count > 1;) {
    const k = split(count);
    if (index < first + k) {
      path.unshift(await rootOf(first + k, count - k));
      count = k;
    } else {
      path.unshift(await rootOf(first, k));
      [first, count] = [first + k, count - k];
    }
  }
  return path;
}

/** As {@link consistencyPath}, for trees that no memory holds. */
export async function consistencyPathIn(rootOf: RangeRoot, oldSize: number, size: number): Promise<Digest[]> {
  if (oldSize < 0 || oldSize > size) throw new RangeError(`no tree of ${oldSize} in one of ${size} leaves`);
  const path: Digest[] = [];
  if (oldSize === 0) return path;
  let [first, count, isKnown] = [0, size, true];
  while (first + count !== oldSize) {
    const k = split(count);
    if (oldSize <= first + k) {
      path.unshift(await rootOf(first + k, count - k));
      count = k;
    } else {
      path.unshift(await rootOf(first, k));
      [first, count, isKnown] = [first + k, count - k, false];
    }
  }
  return isKnown ? path : [await rootOf(first, count), ...path];
}

/** RFC 9162, 2.1.4.2. An empty old tree is a prefix of every tree. */
export function verifyConsistency(
  oldSize: number,
  oldRoot: Digest,
  newSize: number,
  newRoot: Digest,
  path: readonly Digest[],
): boolean {
  if (oldSize > newSize) return false;
  if (oldSize === 0) return path.length === 0;
  if (oldSize === newSize) return path.length === 0 && equal(oldRoot, newRoot);
  const proof = isPowerOfTwo(oldSize) ? [oldRoot, ...path] : [...path];
  const first = proof.shift();
  if (!first) return false;
  let fn = oldSize - 1;
  let sn = newSize - 1;
  while (fn % 2 === 1) [fn, sn] = [(fn - 1) / 2, Math.floor(sn / 2)];
  let fr = first;
  let sr = first;
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(sibling, fr);
      sr = nodeHash(sibling, sr);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      sr = nodeHash(sr, sibling);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && equal(fr, oldRoot) && equal(sr, newRoot);
}
function isPowerOfTwo(n: number): boolean {
  return 2 ** Math.round(Math.log2(n)) === n;
}
