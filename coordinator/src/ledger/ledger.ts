// The append-only record. Entries are written in the same transaction as the act they tell of, and each
// commit that holds some ends with one signed head.
import {
  leafHash,
  ledgerEntry,
  ledgerHead,
  NO_ENTRY,
  sha256Hex,
  signMessage,
  type Hash,
  type LedgerEntry,
  type NodeId,
  type SigningKey,
} from '@chorale/crypto';
import type { AccountActor } from '../people/roles.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { MoreThanOrEqual } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import {
  LedgerEntries,
  LedgerHeads,
  LedgerIndex,
  LedgerPayloads,
  LedgerTiles,
  type LedgerEntryRow,
  type LedgerIndexRow,
  type LedgerPayloadRow,
} from '../storage/tables/ledger-tables.js';
import { indexRowOf, KnownRelations } from './entry-index.js';
import type { EntryKind, EntryPayloads } from './entry-kinds.js';
import { LedgerTree } from './ledger-tree.js';

export interface Act<Kind extends EntryKind> {
  readonly kind: Kind;
  /** `administrator` stands for whoever asked for the unit of work, where a person did. */
  readonly actor: NodeId | AccountActor | 'coordinator' | 'administrator';
  /** Id of what it is about. */
  readonly subject: string;
  readonly payload: EntryPayloads[Kind];
}

export interface SignedHead {
  readonly size: number;
  readonly root: Hash;
  /** Signed ledgerHead envelope. */
  readonly envelope: Uint8Array;
}

export class Ledger {
  /** Over the entries of the newest head; undefined until it is asked for, and after a commit that failed. */
  #tree: LedgerTree | undefined;
  readonly #relations = new KnownRelations();
  /** Whether a unit of the present group appended something. */
  #appended = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly key: SigningKey,
    private readonly federation: Hash,
  ) {
    database.beforeCommit((manager) => this.sealHead(manager));
  }

  /**
   * Appends an entry; it becomes part of the signed history with the transaction.
   * @returns its position, from 0.
   */
  append<Kind extends EntryKind>(transaction: Transaction, act: Act<Kind>): Promise<number> {
    return this.appendAll(transaction, [act]);
  }

  /**
   * Appends entries, at least one, in their order.
   * @returns the position of the first, from 0.
   */
  async appendAll({ manager, actor }: Transaction, acts: readonly Act<EntryKind>[]): Promise<number> {
    const [last] = await manager.find(LedgerEntries, { order: { position: 'DESC' }, take: 1 });
    const first = last ? last.position + 1 : 0;
    let previous = last?.leafHash;
    const relations = this.#relations.in(manager);
    const [entries, payloads]: [LedgerEntryRow[], LedgerPayloadRow[]] = [[], []];
    const index: LedgerIndexRow[] = [];
    for (const [offset, act] of acts.entries()) {
      const payload = JSON.stringify(act.payload);
      const position = first + offset;
      const fields: LedgerEntry = {
        index: position,
        at: this.clock.now(),
        kind: act.kind,
        actor: act.actor === 'administrator' ? (actor ?? act.actor) : act.actor,
        subject: act.subject,
        payloadHash: sha256Hex(new TextEncoder().encode(payload)) as Hash,
        previous: previous ? (Buffer.from(previous).toString('hex') as Hash) : NO_ENTRY,
      };
      const entry = ledgerEntry.encode(fields);
      previous = leafHash(entry);
      entries.push({ position, entry, leafHash: previous });
      payloads.push({ position, payload });
      index.push(await indexRowOf(fields, act.payload, relations));
    }
    await manager.insert(LedgerEntries, entries);
    await manager.insert(LedgerPayloads, payloads);
    await manager.insert(LedgerIndex, index);
    this.#appended = true;
    return first;
  }

  hasEntries(manager: Rows): Promise<boolean> {
    return manager.exists(LedgerEntries);
  }

  /** The newest signed head. */
  async head(manager: Rows): Promise<SignedHead> {
    const [head] = await manager.find(LedgerHeads, { order: { size: 'DESC' }, take: 1 });
    if (!head) throw new Error('the ledger has no entry yet: a federation begins with one');
    return head;
  }

  /** RFC 9162 proof that the first `fromSize` entries are a prefix of the first `toSize`. */
  consistency(fromSize: number, toSize: number): Promise<Hash[]> {
    return this.database.read(async (manager) => {
      const { size } = await this.head(manager);
      if (fromSize > toSize || toSize > size)
        throw new CoordinatorError(
          'unknown-head',
          `the ledger has ${size} entries, a proof from ${fromSize} to ${toSize} does not exist; fetch the newest head`,
        );
      const tree = await this.treeOf(manager, size);
      return (await tree.consistency(manager, fromSize, toSize)).map(hexOf);
    });
  }

  /** RFC 9162 proof that an entry is among the first `size`. @param position below `size`, which is that of a signed head. */
  async inclusion(manager: Rows, position: number, size: number): Promise<Hash[]> {
    const tree = await this.treeOf(manager, size);
    return (await tree.inclusion(manager, position, size)).map(hexOf);
  }

  private async sealHead(manager: Rows): Promise<void> {
    if (!this.#appended) return;
    this.#appended = false;
    const [head] = await manager.find(LedgerHeads, { order: { size: 'DESC' }, take: 1 });
    const tree = await this.treeAt(manager, head?.size ?? 0);
    const added = await leavesFrom(manager, tree.size);
    if (added.length === 0) return;
    const tiles = added.flatMap((leaf) => tree.append(leaf));
    if (tiles.length > 0) await manager.insert(LedgerTiles, tiles);
    const { size } = tree;
    const root = hexOf(tree.root());
    const signed = signMessage(ledgerHead, this.key, this.federation, { size, root, at: this.clock.now() });
    await manager.insert(LedgerHeads, { size, root, envelope: signed.bytes });
  }

  /** The tree for what is appended next. After a commit that failed it is ahead of the database, and begun anew. */
  private async treeAt(manager: Rows, size: number): Promise<LedgerTree> {
    if (this.#tree?.size !== size) this.#tree = await LedgerTree.load(manager, size);
    return this.#tree;
  }

  /** A tree with at least the first `size` entries, which stay what they are while others are appended. */
  private async treeOf(manager: Rows, size: number): Promise<LedgerTree> {
    const known = this.#tree;
    if (known && known.size >= size) return known;
    const loaded = await LedgerTree.load(manager, size);
    this.#tree ??= loaded;
    return loaded;
  }
}

async function leavesFrom(manager: Rows, first: number): Promise<Uint8Array[]> {
  const rows = await manager.find(LedgerEntries, {
    select: { position: true, leafHash: true },
    where: { position: MoreThanOrEqual(first) },
    order: { position: 'ASC' },
  });
  return rows.map(({ leafHash: leaf }) => leaf);
}

function hexOf(digest: Uint8Array): Hash {
  return Buffer.from(digest).toString('hex') as Hash;
}
