// What nodes fetch of a round: its descriptor, the set, the sum and the chunks behind it.
import {
  ciphertextSum,
  envelopes,
  parseHash,
  sumParts,
  type Hash,
  type Manifest,
  type NodeId,
  type RoundId,
} from '@chorale/crypto';
import { manifestsByGroup } from '../aggregation/manifests-by-group.js';
import type { Caller } from '../federation/federation.js';
import { CoordinatorError } from '../platform/errors.js';
import {
  descriptorEnvelope,
  findRound,
  requireCommittee,
  requireParty,
  requireRecipient,
  requireUnerased,
  setOf,
  sumOf,
  type RoundRecord,
} from '../rounds/round-record.js';
import type { ChunkStore } from '../storage/chunk-store.js';
import type { Database } from '../storage/database.js';
import { RoundKeys } from '../storage/tables/round-tables.js';
import { KeptAnswers } from './kept-answers.js';
import type { RecipientKeys } from './recipient-keys.js';

/** Sets never change once they are fixed, so the last few are kept decoded: recipients ask for many chunks of one. */
const MOST_SETS_KNOWN = 4;
/** Of one answer with parts of the sum, unless a single part is larger. */
const MOST_PARTS_BYTES = 4 * 1024 * 1024;
/** Of answers that every recipient fetches, in memory; more is read from the disk again. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

export class RoundReader {
  private readonly answers = new KeptAnswers(MOST_KEPT_BYTES);
  private readonly sets = new Map<RoundId, readonly Manifest[][]>();

  constructor(
    private readonly database: Database,
    private readonly chunks: ChunkStore,
    private readonly ownKeys: RecipientKeys,
  ) {}

  /** The descriptor, signed by the coordinator. */
  async descriptor(round: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const { row } = await findRound(manager, round);
      return descriptorEnvelope(manager, row.id);
    });
  }

  /** Entries under the head that the round's descriptor names. */
  async ledgerSizeBefore(round: string): Promise<number> {
    const { descriptor } = await this.database.read((manager) => findRound(manager, round));
    return descriptor.ledgerSize;
  }

  /** Signed one-round keys in the order of the recipients, for whoever seals to them. */
  recipientKeys(caller: Caller, round: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const record = await findRound(manager, round);
      requireCommittee(record, caller);
      const { row, descriptor } = record;
      const rows = await manager.findBy(RoundKeys, { usedFor: row.id });
      const own = await this.ownKeys.ofRound(manager, row.id);
      const keyOf = new Map([...rows, ...(own ? [own] : [])].map(({ node, envelope: key }) => [node, key]));
      return envelopes.encode({ envelopes: descriptor.recipients.map((node) => keyOf.get(node)!) });
    });
  }

  async contributionSet(caller: Caller, round: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const record = await findRound(manager, round);
      requireParty(record, caller);
      return ((await setOf(manager, record.row)) ?? notYet('the set is not fixed yet')).bytes;
    });
  }

  async ciphertextSum(caller: Caller, round: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const record = await findRound(manager, round);
      requireParty(record, caller);
      return (await sumOf(manager, record.row.id)) ?? notYet('the sum is not added up yet');
    });
  }

  async sumChunk(caller: Caller, round: string, chunk: Hash): Promise<Uint8Array> {
    const id = await this.database.read(async (manager) => {
      const record = await findRound(manager, round);
      requireRecipient(record, caller);
      requireUnerased(record);
      const sum = (await sumOf(manager, record.row.id)) ?? notYet('the sum is not added up yet');
      if (!ciphertextSum.decode(sum).chunks.includes(chunk))
        throw new CoordinatorError('not-found', `chunk ${chunk} is none of this round's sum`);
      return record.row.id;
    });
    return this.answers.get(`${id} ${chunk}`, () => this.chunks.read(id, 'sum', chunk));
  }

  /**
   * For recipients that add again: what the sum's chunk at `position` was added up of, by ascending node id.
   * @param from parts that the caller has already; an answer holds as many after them as fit into it.
   */
  async sumParts(caller: Caller, round: string, position: number, from: number): Promise<Uint8Array> {
    const { id, parts } = await this.database.read(async (manager) => {
      const record = await findRound(manager, round);
      requireRecipient(record, caller);
      requireUnerased(record);
      const set = (await setOf(manager, record.row)) ?? notYet('the set is not fixed yet');
      return { id: record.row.id, parts: this.partsAt(record, set.bytes, position).slice(from) };
    });
    if (parts.length === 0)
      throw new CoordinatorError('not-found', `the sum has no part ${from} of chunk ${position}`);
    return this.answers.get(`${id} ${position} ${from}`, () => this.readParts(id, parts));
  }

  private async readParts(
    round: RoundId,
    parts: readonly { readonly node: NodeId; readonly hash: Hash }[],
  ): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (const { node, hash } of parts) {
      const chunk = await this.chunks.read(round, node, hash);
      size += chunk.length;
      if (chunks.length > 0 && size > MOST_PARTS_BYTES) break;
      chunks.push(chunk);
    }
    return sumParts.encode({ chunks });
  }

  /** Chunks of the sum are counted group by group. */
  private partsAt(
    record: RoundRecord,
    set: Uint8Array,
    position: number,
  ): readonly { readonly node: NodeId; readonly hash: Hash }[] {
    const groups = this.groupsOf(record, set);
    const chunksAGroup = groups[0]?.[0]?.chunks.length ?? 1;
    const group = groups[Math.floor(position / chunksAGroup)] ?? [];
    return group.map(({ node, chunks }) => ({ node, hash: chunks[position % chunksAGroup]! }));
  }

  private groupsOf({ row: { id }, descriptor }: RoundRecord, set: Uint8Array): readonly Manifest[][] {
    const known = this.sets.get(id);
    if (known) return known;
    const groups = manifestsByGroup(descriptor, set);
    for (const oldest of this.sets.keys()) {
      if (this.sets.size < MOST_SETS_KNOWN) break;
      this.sets.delete(oldest);
    }
    this.sets.set(id, groups);
    return groups;
  }
}

function notYet(what: string): never {
  throw new CoordinatorError('round-phase', `${what}; wait for a wake-up and ask again`);
}

/** @throws CoordinatorError `malformed` for anything but 64 lower-case hex digits. */
export function requireHash(value: string): Hash {
  const hash = parseHash(value);
  if (!hash) throw new CoordinatorError('malformed', 'expected 64 lower-case hex digits in the address');
  return hash;
}
