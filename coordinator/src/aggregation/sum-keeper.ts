// Protocol step 4: adds the ciphertexts of every fixed set, chunk by chunk, a few of them in memory at a time. What was
// added is on the disk before anybody is told; a coordinator that stopped in between adds again.
import {
  chunkSizes,
  ciphertextSum,
  contentHash,
  parametersByName,
  type Hash,
  type Manifest,
  type RingEngine,
  type RoundId,
} from '@chorale/crypto';
import type { Logger } from '../platform/logger.js';
import type { Ledger } from '../ledger/ledger.js';
import { findRound, setOf, type RoundRecord } from '../rounds/round-record.js';
import type { RoundRunner } from '../rounds/round-runner.js';
import type { ChunkStore } from '../storage/chunk-store.js';
import { In, IsNull } from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import { Rounds } from '../storage/tables/round-tables.js';
import { manifestsByGroup } from './manifests-by-group.js';

export class SumKeeper {
  #running: Promise<void> | undefined;
  #lookAgain = false;

  constructor(
    private readonly database: Database,
    private readonly chunks: ChunkStore,
    private readonly ledger: Ledger,
    private readonly ring: Pick<RingEngine, 'addChunks'>,
    private readonly rounds: RoundRunner,
    private readonly logger: Logger,
  ) {}

  /** Adds whatever waits for it; one pass at a time. Resolves when nothing waits any more. */
  addWaiting(): Promise<void> {
    this.#lookAgain = true;
    this.#running ??= this.run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  private async run(): Promise<void> {
    while (this.#lookAgain) {
      this.#lookAgain = false;
      const waiting = await this.database.read((manager) =>
        manager.find(Rounds, {
          select: { id: true },
          where: { phase: In(['committing', 'releasing']), ciphertextSum: IsNull() },
        }),
      );
      for (const { id } of waiting) await this.addRound(id);
    }
  }

  private async addRound(id: RoundId): Promise<void> {
    try {
      const { record, set } = await this.database.read(async (manager) => {
        const found = await findRound(manager, id);
        return { record: found, set: (await setOf(manager, found.row))!.bytes };
      });
      const sums = await this.addChunksOf(record, set);
      await this.store(record, sums);
    } catch (error) {
      // The next tick tries again; until then the round waits where it is.
      this.logger.error({ round: id, err: error }, 'the sum could not be added; trying again');
    }
  }

  /** @returns hashes of the sums' chunks, group by group, which are on the disk. */
  private async addChunksOf({ row, descriptor }: RoundRecord, set: Uint8Array): Promise<Hash[]> {
    const parameters = parametersByName(descriptor.parameters);
    const sizes = chunkSizes(parameters, { blocks: descriptor.blocks });
    const sums: Hash[] = [];
    for (const group of manifestsByGroup(descriptor, set)) {
      for (const [position, polynomials] of sizes.entries()) {
        const parts = this.chunksAt(row.id, group, position);
        const sum = await this.ring.addChunks(descriptor.parameters, parts);
        const hash = contentHash(sum);
        const lengths = new Set([polynomials * parameters.polynomialBytes]);
        await this.chunks.put(row.id, 'sum', hash, lengths, [sum]);
        sums.push(hash);
      }
    }
    return sums;
  }

  /** The chunks of a group at one position, from the disk one by one. */
  private async *chunksAt(
    round: RoundId,
    manifests: readonly Manifest[],
    position: number,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for (const { node, chunks } of manifests) yield await this.chunks.read(round, node, chunks[position]!);
  }

  private store({ row }: RoundRecord, chunks: readonly Hash[]): Promise<void> {
    const bytes = ciphertextSum.encode({ round: row.id, setRoot: row.setRoot!, chunks });
    return this.database.write(async (transaction) => {
      const { affected } = await transaction.manager.update(
        Rounds,
        { id: row.id, ciphertextSum: IsNull() },
        { ciphertextSum: bytes },
      );
      if (affected !== 1) return;
      await this.ledger.append(transaction, {
        kind: 'sum-added',
        actor: 'coordinator',
        subject: row.id,
        payload: { round: row.id, chunks: chunks.length, sumHash: contentHash(bytes) },
      });
      await this.rounds.advance(transaction, row.id);
    });
  }
}
