// The Merkle tree over the ledger, in tiles: 256 hashes of one level side by side, written once when they are complete.
// A proof reads a few tiles whatever the number of entries, and a start reads the incomplete ones alone.
import { merkleRoot, consistencyPathIn, inclusionPathIn, type Digest, type RangeRoot } from '@chorale/crypto';
import { Between } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import { LedgerEntries, LedgerTiles } from '../storage/tables/ledger-tables.js';

/** Hashes of a tile. */
const TILE = 256;
const HASH_BYTES = 32;
/** 8 KiB each. */
const MOST_KEPT_TILES = 512;

/** A complete tile. Level 0 holds leaf hashes; a hash of level n stands for 256^n leaves. */
export interface Tile {
  readonly level: number;
  /** Position among the tiles of its level, from 0. */
  readonly tile: number;
  /** 256 x 32 bytes. */
  readonly hashes: Uint8Array;
}

export class LedgerTree {
  /** Hashes of each level that make no complete tile yet. */
  readonly #open: Digest[][] = [];
  readonly #kept = new Map<string, readonly Digest[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns the tree over the first `size` entries of the database. */
  static async load(manager: Rows, size: number): Promise<LedgerTree> {
    const tree = new LedgerTree();
    tree.#size = size;
    const leaves = await manager.find(LedgerEntries, {
      select: { position: true, leafHash: true },
      where: { position: Between(size - (size % TILE), size - 1) },
      order: { position: 'ASC' },
    });
    tree.#open.push(leaves.map(({ leafHash }) => leafHash));
    for (let [level, count] = [1, Math.floor(size / TILE)]; count > 0; level += 1) {
      const complete = await manager.find(LedgerTiles, {
        where: { level: level - 1, tile: Between(count - (count % TILE), count - 1) },
        order: { tile: 'ASC' },
      });
      tree.#open.push(complete.map(({ hashes }) => merkleRoot(unpack(hashes))));
      count = Math.floor(count / TILE);
    }
    return tree;
  }

  /** @returns the tiles that this leaf completes; they belong into the same transaction. */
  append(leaf: Digest): Tile[] {
    this.#size += 1;
    return this.push(0, leaf);
  }

  /** Of all leaves; at least one. */
  root(): Digest {
    const root = this.#open.reduce<Digest | undefined>((rest, hashes) => {
      const all = rest === undefined ? hashes : [...hashes, rest];
      return all.length === 0 ? undefined : merkleRoot(all);
    }, undefined);
    if (root === undefined) throw new Error('an empty ledger has no root');
    return root;
  }

  /** RFC 9162 proof that entry `index` is among the first `size`. */
  inclusion(manager: Rows, index: number, size: number): Promise<Digest[]> {
    return inclusionPathIn(this.rangesOf(manager), index, size);
  }
  /** RFC 9162 proof that the first `oldSize` entries are a prefix of the first `size`. */
  consistency(manager: Rows, oldSize: number, size: number): Promise<Digest[]> {
    return consistencyPathIn(this.rangesOf(manager), oldSize, size);
  }

  private push(level: number, hash: Digest): Tile[] {
    const open = (this.#open[level] ??= []);
    open.push(hash);
    if (open.length < TILE) return [];
    this.#open[level] = [];
    const above = this.push(level + 1, merkleRoot(open));
    const before = this.#size / TILE ** (level + 1) - 1;
    this.keep(level, before, open);
    return [{ level, tile: before, hashes: pack(open) }, ...above];
  }

  private rangesOf(manager: Rows): RangeRoot {
    return (first, count) => this.rootOf(manager, 0, first, count, undefined);
  }

  /** @param tail root of what follows those hashes and fills none of their level. */
  private async rootOf(
    manager: Rows,
    level: number,
    first: number,
    count: number,
    tail: Digest | undefined,
  ): Promise<Digest> {
    if (count < TILE || (count === TILE && tail === undefined)) {
      const hashes = await this.hashes(manager, level, first, count);
      return merkleRoot(tail === undefined ? hashes : [...hashes, tail]);
    }
    const complete = Math.floor(count / TILE);
    const rest = await this.hashes(manager, level, first + complete * TILE, count % TILE);
    const all = tail === undefined ? rest : [...rest, tail];
    const restRoot = all.length === 0 ? undefined : merkleRoot(all);
    return this.rootOf(manager, level + 1, first / TILE, complete, restRoot);
  }

  /** Hashes inside one tile. */
  private async hashes(
    manager: Rows,
    level: number,
    first: number,
    count: number,
  ): Promise<readonly Digest[]> {
    if (count === 0) return [];
    const [tile, offset] = [Math.floor(first / TILE), first % TILE];
    const openTile = Math.floor(this.#size / TILE ** (level + 1));
    const all = tile === openTile ? this.#open[level]! : await this.complete(manager, level, tile);
    return all.slice(offset, offset + count);
  }

  private async complete(manager: Rows, level: number, tile: number): Promise<readonly Digest[]> {
    const known = this.#kept.get(`${level} ${tile}`);
    if (known) return known;
    const { hashes } = await manager.findOneByOrFail(LedgerTiles, { level, tile });
    return this.keep(level, tile, unpack(hashes));
  }

  private keep(level: number, tile: number, hashes: readonly Digest[]): readonly Digest[] {
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= MOST_KEPT_TILES && !oldest.done) this.#kept.delete(oldest.value);
    this.#kept.set(`${level} ${tile}`, hashes);
    return hashes;
  }
}

function pack(hashes: readonly Digest[]): Uint8Array {
  return new Uint8Array(Buffer.concat(hashes));
}
function unpack(hashes: Uint8Array): Digest[] {
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, index) =>
    hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}
