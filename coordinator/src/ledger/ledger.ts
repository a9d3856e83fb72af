// The append-only record. Entries are written in the same transaction as the act they tell of, and each
// commit that holds some ends with one signed head.
import {
  consistencyPath,
  leafHash,
  ledgerEntry,
  ledgerHead,
  MerkleFrontier,
  NO_ENTRY,
  sha256Hex,
  signMessage,
  type Hash,
  type NodeId,
  type SigningKey,
} from '@chorale/crypto';
import { MoreThanOrEqual, type EntityManager } from 'typeorm';
import type { AccountActor } from '../people/roles.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Database, Transaction } from '../storage/database.js';
import {
  LedgerEntries,
  LedgerHeads,
  LedgerPayloads,
  type LedgerEntryRow,
  type LedgerPayloadRow,
} from '../storage/tables/ledger-tables.js';
import type { EntryKind, EntryPayloads } from './entry-kinds.js';

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
  /** Leaf hashes of committed entries, for proofs; a copy of what the database holds. */
  readonly #leaves: Uint8Array[] = [];
  #frontier = new MerkleFrontier();
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
    const [entries, payloads]: [LedgerEntryRow[], LedgerPayloadRow[]] = [[], []];
    for (const [offset, act] of acts.entries()) {
      const payload = JSON.stringify(act.payload);
      const position = first + offset;
      const entry = ledgerEntry.encode({
        index: position,
        at: this.clock.now(),
        kind: act.kind,
        actor: act.actor === 'administrator' ? (actor ?? act.actor) : act.actor,
        subject: act.subject,
        payloadHash: sha256Hex(new TextEncoder().encode(payload)) as Hash,
        previous: previous ? (Buffer.from(previous).toString('hex') as Hash) : NO_ENTRY,
      });
      previous = leafHash(entry);
      entries.push({ position, entry, leafHash: previous });
      payloads.push({ position, payload });
    }
    await manager.insert(LedgerEntries, entries);
    await manager.insert(LedgerPayloads, payloads);
    this.#appended = true;
    return first;
  }

  hasEntries(manager: EntityManager): Promise<boolean> {
    return manager.exists(LedgerEntries);
  }

  /** The newest signed head. */
  async head(manager: EntityManager): Promise<SignedHead> {
    const [head] = await manager.find(LedgerHeads, { order: { size: 'DESC' }, take: 1 });
    if (!head) throw new Error('the ledger has no entry yet: a federation begins with one');
    return head;
  }

  /** RFC 9162 proof that the first `fromSize` entries are a prefix of the first `toSize`. */
  async consistency(fromSize: number, toSize: number): Promise<Hash[]> {
    const known = this.#leaves.length;
    const added = await this.database.read((manager) => leavesFrom(manager, known));
    for (const [offset, leaf] of added.entries()) this.#leaves[known + offset] = leaf;
    if (fromSize > toSize || toSize > this.#leaves.length)
      throw new CoordinatorError(
        'unknown-head',
        `the ledger has ${this.#leaves.length} entries, a proof from ${fromSize} to ${toSize} does not exist; fetch the newest head`,
      );
    const path = consistencyPath(this.#leaves.slice(0, toSize), fromSize);
    return path.map((digest) => Buffer.from(digest).toString('hex') as Hash);
  }

  private async sealHead(manager: EntityManager): Promise<void> {
    if (!this.#appended) return;
    this.#appended = false;
    const [head] = await manager.find(LedgerHeads, { order: { size: 'DESC' }, take: 1 });
    // After a commit that failed the frontier is ahead of the database: begin it anew.
    if (this.#frontier.size !== (head?.size ?? 0)) this.#frontier = new MerkleFrontier();
    const added = await leavesFrom(manager, this.#frontier.size);
    for (const leaf of added) this.#frontier.append(leaf);
    const { size } = this.#frontier;
    if (size === (head?.size ?? 0)) return;
    const root = Buffer.from(this.#frontier.root()).toString('hex') as Hash;
    const signed = signMessage(ledgerHead, this.key, this.federation, { size, root, at: this.clock.now() });
    await manager.insert(LedgerHeads, { size, root, envelope: signed.bytes });
  }
}

async function leavesFrom(manager: EntityManager, first: number): Promise<Uint8Array[]> {
  const rows = await manager.find(LedgerEntries, {
    select: { position: true, leafHash: true },
    where: { position: MoreThanOrEqual(first) },
    order: { position: 'ASC' },
  });
  return rows.map(({ leafHash: leaf }) => leaf);
}
