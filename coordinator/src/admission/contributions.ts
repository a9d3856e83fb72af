// The door for contributions: chunks first, then the signed manifest with the sealed shares. Nothing is
// acknowledged before it is on the disk, and a node counts once in a round.
import {
  checkChunk,
  chunkInventory,
  chunkSizes,
  ciphertextRoot,
  contentHash,
  contributedRounds,
  contribution as contributionMessage,
  manifest as manifestMessage,
  parametersByName,
  polynomialCount,
  SecureSumError,
  type Descriptor,
  type Hash,
  type Manifest,
  type Parameters,
  type RoundId,
} from '@chorale/crypto';
import { openFromCaller, type Caller } from '../federation/federation.js';
import { keysOf } from '../federation/keys-of-node.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import { findRound, isSame, requireCohort, requirePhase, type RoundRecord } from '../rounds/round-record.js';
import type { RoundRunner } from '../rounds/round-runner.js';
import type { ChunkStore } from '../storage/chunk-store.js';
import type { Rows } from '../storage/rows.js';
import { In } from '../storage/conditions.js';
import type { Database, Transaction } from '../storage/database.js';
import { Contributions, SealedShares } from '../storage/tables/round-tables.js';
import { CopyWatch } from './copy-watch.js';

/** Contributions that come so close together are told as one, so that members fetch their shares together. */
const TOLD_TOGETHER_MS = 400;
/** A restarted node may have begun with other chunks; more than this is no restart. */
const MOST_UPLOADS_A_CHUNK = 4;

/** The most that one answer holds. */
const MOST_ROUNDS_TOLD = 65_536;

export class ContributionDesk {
  private readonly copies = new CopyWatch();
  /** Chunks that are on their way in, by round and node. */
  private readonly arriving = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly chunks: ChunkStore,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly rounds: RoundRunner,
  ) {}

  /** Chunks of the caller that are held already: it sends only the others. */
  async chunksHeld(caller: Caller, round: string): Promise<Uint8Array> {
    const record = await this.database.read((manager) => findRound(manager, round));
    requireCohort(record, caller);
    return chunkInventory.encode({ held: await this.chunks.list(record.row.id, caller.id) });
  }

  /** All rounds that the caller has contributed to, whatever became of them. */
  async roundsOf({ id }: Caller): Promise<Uint8Array> {
    const rows = await this.database.read(async (manager) =>
      manager.find(Contributions, {
        select: { round: true, node: true },
        where: { node: In(await keysOf(manager, id)) },
        order: { at: 'DESC', round: 'ASC' },
        take: MOST_ROUNDS_TOLD,
      }),
    );
    return contributedRounds.encode({ rounds: rows.map(({ round }) => round) });
  }

  /** What the caller signed in a round. @throws CoordinatorError `not-found`. */
  async manifestOf({ id }: Caller, round: string): Promise<Uint8Array> {
    const row = await this.database.read(async (manager) =>
      manager.findOneBy(Contributions, {
        round: round as RoundId,
        node: In(await keysOf(manager, id)),
      }),
    );
    if (!row) throw new CoordinatorError('not-found', 'this node has contributed nothing to the round');
    return row.manifest;
  }

  /** Takes one chunk in; the same one again is accepted again. */
  async putChunk(
    caller: Caller,
    round: string,
    chunk: Hash,
    source: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const record = await this.database.read((manager) => findRound(manager, round));
    requireCohort(record, caller);
    requirePhase(record, 'chunk', ['collecting']);
    const { id } = record.row;
    const sizes = chunkLengths(record.descriptor);
    const key = `${id} ${caller.id}`;
    // Counted before it is looked how many are here, so that side by side they are no more than one after the other.
    const others = this.arriving.get(key) ?? 0;
    this.arriving.set(key, others + 1);
    try {
      const held = (await this.chunks.list(id, caller.id)).filter((name) => name !== chunk).length;
      if (held + others >= MOST_UPLOADS_A_CHUNK * sizes.length)
        throw new CoordinatorError(
          'too-large',
          `${held + others} chunks are held or on their way of ${sizes.length}; contribute them`,
        );
      await this.chunks.put(id, caller.id, chunk, new Set(sizes), source);
    } finally {
      const left = this.arriving.get(key)! - 1;
      if (left > 0) this.arriving.set(key, left);
      else this.arriving.delete(key);
    }
  }

  /** Takes the contribution in, once all its chunks are here; the same one again is accepted again. */
  async contribute(caller: Caller, round: string, bytes: Uint8Array): Promise<void> {
    const { manifest: envelope, sealedShares } = contributionMessage.decode(bytes);
    const record = await this.database.read((manager) => findRound(manager, round));
    requireCohort(record, caller);
    const { message } = openFromCaller(caller, manifestMessage, envelope, record.row.id);
    checkManifest(record, caller, message, sealedShares);
    if (await this.database.read((manager) => this.isKnown(manager, record, caller, envelope))) return;
    requirePhase(record, 'contribution', ['collecting']);
    const ciphertextBytes = await this.requireChunks(record, caller, message);
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const present = await findRound(manager, round);
      if (await this.isKnown(manager, present, caller, envelope)) return;
      requirePhase(present, 'contribution', ['collecting']);
      const at = this.clock.now();
      if (at >= present.row.collectBy)
        throw new CoordinatorError(
          'round-closed',
          'the deadline for contributions has passed; wait for the next round',
        );
      const key = { round: present.row.id, node: caller.id };
      const position = await manager.countBy(Contributions, { round: present.row.id });
      await this.copies.refuseCopy(transaction, present.row.id, message, position);
      await manager.insert(Contributions, { ...key, manifest: envelope, ciphertextBytes, at, position });
      await manager.insert(
        SealedShares,
        present.descriptor.committee.map((member, index) => ({
          ...key,
          member,
          sealedShare: sealedShares[index]!,
        })),
      );
      await this.record(transaction, caller, present, message, envelope, ciphertextBytes);
      const contributed = position + 1;
      transaction.afterCommit(() =>
        this.wakeups.wake({
          reason: 'contribution',
          study: present.row.study,
          round: present.row.id,
          progress: { phase: 'collecting', contributed },
          // Only members of the committee have something to do before the set is fixed.
          audience: present.descriptor.committee,
          patienceMs: contributed < present.descriptor.cohort.length ? TOLD_TOGETHER_MS : 0,
        }),
      );
      await this.rounds.advance(transaction, present.row.id);
    });
  }

  /**
   * Whether this very contribution was accepted before.
   * @throws CoordinatorError `contribution-differs` where another one was.
   */
  private async isKnown(
    manager: Rows,
    { row }: RoundRecord,
    caller: Caller,
    envelope: Uint8Array,
  ): Promise<boolean> {
    const earlier = await manager.findOneBy(Contributions, { round: row.id, node: caller.id });
    if (!earlier) return false;
    if (isSame(earlier.manifest, envelope)) return true;
    throw new CoordinatorError(
      'contribution-differs',
      `node "${caller.name}" has contributed to this round already; only the same bytes may be sent again`,
    );
  }

  /**
   * Checks that every chunk is here and can be added.
   * @returns bytes of all chunks together.
   */
  private async requireChunks(
    { row, descriptor }: RoundRecord,
    caller: Caller,
    message: Manifest,
  ): Promise<number> {
    const lengths = chunkLengths(descriptor);
    const held = await Promise.all(
      message.chunks.map((chunk) => this.chunks.length(row.id, caller.id, chunk)),
    );
    const missing = held.filter((length, index) => length !== lengths[index]).length;
    if (missing > 0)
      throw new CoordinatorError(
        'chunks-missing',
        `${missing} of ${lengths.length} chunks are missing or have a wrong length; upload them, then contribute again`,
      );
    const parameters = parametersByName(descriptor.parameters);
    for (const [index, chunk] of message.chunks.entries()) {
      const bytes = await this.chunks.read(row.id, caller.id, chunk);
      checkContent(parameters, bytes, lengths[index]! / parameters.polynomialBytes);
    }
    return lengths.reduce((total, length) => total + length, 0);
  }

  private async record(
    transaction: Transaction,
    caller: Caller,
    { row }: RoundRecord,
    message: Manifest,
    envelope: Uint8Array,
    ciphertextBytes: number,
  ): Promise<void> {
    await this.ledger.append(transaction, {
      kind: 'contribution-accepted',
      actor: caller.id,
      subject: row.id,
      payload: {
        round: row.id,
        manifestHash: contentHash(envelope),
        ciphertextRoot: message.ciphertextRoot,
        bytes: ciphertextBytes,
      },
    });
  }
}

/** One bad coefficient would spoil the sum of all, so it is found before the contribution counts. */
function checkContent(parameters: Parameters, chunk: Uint8Array, polynomials: number): void {
  try {
    checkChunk(parameters, chunk, polynomials);
  } catch (error) {
    if (!(error instanceof SecureSumError)) throw error;
    throw new CoordinatorError('chunk-content', `${error.message}; encrypt for this round again`);
  }
}

/** Length of each chunk of a contribution, bytes: known from the descriptor alone. */
function chunkLengths({ parameters: name, blocks }: Descriptor): number[] {
  const parameters = parametersByName(name);
  return chunkSizes(parameters, { blocks }).map((polynomials) => polynomials * parameters.polynomialBytes);
}

function checkManifest(
  { row, descriptor }: RoundRecord,
  caller: Caller,
  message: Manifest,
  sealedShares: readonly Uint8Array[],
): void {
  const refuse = (what: string): never => {
    throw new CoordinatorError('malformed', `the manifest ${what}; encrypt for this very round`);
  };
  if (message.round !== row.id) refuse('names another round');
  if (message.node !== caller.id) refuse('names another node');
  const polynomials = polynomialCount(parametersByName(descriptor.parameters), { blocks: descriptor.blocks });
  if (message.polynomials !== polynomials)
    refuse(`counts ${message.polynomials} polynomials instead of ${polynomials}`);
  const expected = chunkLengths(descriptor).length;
  if (message.chunks.length !== expected)
    refuse(`lists ${message.chunks.length} chunks instead of ${expected}`);
  if (new Set(message.chunks).size !== message.chunks.length) refuse('lists a chunk twice');
  if (ciphertextRoot(message.chunks) !== message.ciphertextRoot)
    refuse('carries a root that is not that of its chunks');
  const hashes = sealedShares.map(contentHash);
  if (hashes.length !== descriptor.committee.length) refuse(`comes with ${hashes.length} shares`);
  if (
    hashes.some((hash, index) => hash !== message.sealedShares[index]) ||
    message.sealedShares.length !== hashes.length
  )
    refuse('is not for the sealed shares that came with it');
}
