// Ciphertexts are random: the same one twice is a copy, and would count somebody's people double.
import {
  envelope as envelopeMessage,
  manifest as manifestMessage,
  type Hash,
  type Manifest,
  type RoundId,
} from '@chorale/crypto';
import { CoordinatorError } from '../platform/errors.js';
import { MoreThanOrEqual } from '../storage/conditions.js';
import type { Transaction } from '../storage/database.js';
import { Contributions } from '../storage/tables/round-tables.js';

/** Chunks of a round's contributions, as far as they are committed. */
interface KnownChunks {
  /** Contributions whose chunks are in here: those at the positions below. */
  contributions: number;
  readonly chunks: Set<Hash>;
}
const MOST_ROUNDS = 8;

/** Remembers what the database holds, so that each contribution is read once and not at every later one. */
export class CopyWatch {
  readonly #rounds = new Map<RoundId, KnownChunks>();

  /** @throws CoordinatorError `contribution-copied`. */
  async refuseCopy(
    { manager, afterCommit }: Transaction,
    round: RoundId,
    { chunks }: Manifest,
    position: number,
  ): Promise<void> {
    const known = this.known(round);
    const since = await manager.find(Contributions, {
      select: { round: true, node: true, manifest: true },
      where: { round, position: MoreThanOrEqual(known.contributions) },
      order: { position: 'ASC' },
    });
    const newer = since.map(({ manifest }) => manifestMessage.decode(envelopeMessage.decode(manifest).body));
    const isKnown = (chunk: Hash): boolean =>
      known.chunks.has(chunk) || newer.some((accepted) => accepted.chunks.includes(chunk));
    if (chunks.some(isKnown))
      throw new CoordinatorError(
        'contribution-copied',
        'this ciphertext was contributed by another node already',
      );
    afterCommit(() => {
      if (known.contributions !== position - newer.length) return;
      for (const chunk of [...newer.flatMap((accepted) => accepted.chunks), ...chunks])
        known.chunks.add(chunk);
      known.contributions = position + 1;
    });
  }

  private known(round: RoundId): KnownChunks {
    const known = this.#rounds.get(round);
    if (known) return known;
    const fresh = { contributions: 0, chunks: new Set<Hash>() };
    this.#rounds.set(round, fresh);
    for (const oldest of this.#rounds.keys()) {
      if (this.#rounds.size <= MOST_ROUNDS) break;
      this.#rounds.delete(oldest);
    }
    return fresh;
  }
}
