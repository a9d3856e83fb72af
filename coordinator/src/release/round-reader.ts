// What nodes fetch of a round: its descriptor, the set, the sum and the chunks behind it.
import {
  ciphertextSum,
  contributionSet,
  envelope,
  envelopes,
  manifest,
  parseHash,
  type Hash,
  type NodeId,
  type RoundId,
} from '@chorale/crypto';
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

export class RoundReader {
  private readonly owners = new Map<RoundId, ReadonlyMap<Hash, NodeId>>();

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

  /** One chunk of a contribution in the set, for recipients that add again. */
  async chunk(caller: Caller, round: string, chunk: Hash): Promise<Uint8Array> {
    const record = await this.find(round);
    requireRecipient(record, caller);
    requireUnerased(record);
    const { id, contributionSet: set } = record.row;
    if (!set) return notYet('the set is not fixed yet');
    const owner = this.ownersIn(id, set).get(chunk);
    if (!owner)
      throw new CoordinatorError('not-found', `chunk ${chunk} belongs to no contribution in the set`);
    return this.chunks.read(id, owner, chunk);
  }

  /** Who contributed each chunk of a fixed set. */
  private ownersIn(round: RoundId, set: Uint8Array): ReadonlyMap<Hash, NodeId> {
    const known = this.owners.get(round);
    if (known) return known;
    const owners = new Map<Hash, NodeId>();
    for (const bytes of contributionSet.decode(set).manifests) {
      const { node, chunks } = manifest.decode(envelope.decode(bytes).body);
      for (const chunk of chunks) owners.set(chunk, node);
    }
    for (const oldest of this.owners.keys()) {
      if (this.owners.size < MOST_SETS_KNOWN) break;
      this.owners.delete(oldest);
    }
    this.owners.set(round, owners);
    return owners;
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
