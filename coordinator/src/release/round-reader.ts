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
  findRound,
  requireCommittee,
  requireParty,
  requireRecipient,
  requireUnerased,
  type RoundRecord,
} from '../rounds/round-record.js';
import type { ChunkStore } from '../storage/chunk-store.js';
import type { Database } from '../storage/database.js';
import { RoundKeys } from '../storage/tables/round-tables.js';
import type { RecipientKeys } from './recipient-keys.js';

/** Sets never change once they are fixed, so the last few are kept decoded: recipients ask for many chunks of one. */
const MOST_SETS_KNOWN = 4;
/** Of one answer with parts of the sum, unless a single part is larger. */
const MOST_PARTS_BYTES = 4 * 1024 * 1024;

export class RoundReader {
  private readonly sets = new Map<RoundId, readonly Manifest[][]>();

  constructor(
    private readonly database: Database,
    private readonly chunks: ChunkStore,
    private readonly ownKeys: RecipientKeys,
  ) {}

  /** The descriptor, signed by the coordinator. */
  async descriptor(round: string): Promise<Uint8Array> {
    return (await this.find(round)).row.envelope;
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
    const record = await this.find(round);
    requireParty(record, caller);
    const { row } = record;
    return row.contributionSet ?? notYet('the set is not fixed yet');
  }

  async ciphertextSum(caller: Caller, round: string): Promise<Uint8Array> {
    const record = await this.find(round);
    requireParty(record, caller);
    const { row } = record;
    return row.ciphertextSum ?? notYet('the sum is not added up yet');
  }

  async sumChunk(caller: Caller, round: string, chunk: Hash): Promise<Uint8Array> {
    const record = await this.find(round);
    requireRecipient(record, caller);
    requireUnerased(record);
    if (!record.row.ciphertextSum) return notYet('the sum is not added up yet');
    if (!ciphertextSum.decode(record.row.ciphertextSum).chunks.includes(chunk))
      throw new CoordinatorError('not-found', `chunk ${chunk} is none of this round's sum`);
    return this.chunks.read(record.row.id, 'sum', chunk);
  }

  /**
   * For recipients that add again: what the sum's chunk at `position` was added up of, by ascending node id.
   * @param from parts that the caller has already; an answer holds as many after them as fit into it.
   */
  async sumParts(caller: Caller, round: string, position: number, from: number): Promise<Uint8Array> {
    const record = await this.find(round);
    requireRecipient(record, caller);
    requireUnerased(record);
    if (!record.row.contributionSet) return notYet('the set is not fixed yet');
    const { id } = record.row;
    const parts = this.partsAt(record, record.row.contributionSet, position).slice(from);
    if (parts.length === 0)
      throw new CoordinatorError('not-found', `the sum has no part ${from} of chunk ${position}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (const { node, hash } of parts) {
      const chunk = await this.chunks.read(id, node, hash);
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

  private find(round: string): Promise<RoundRecord> {
    return this.database.read((manager) => findRound(manager, round));
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
