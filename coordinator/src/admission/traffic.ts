// Which study a request's bytes are counted for.
import { parseHash, type RoundId, type StudyId } from '@chorale/crypto';
import type { Database } from '../storage/database.js';
import { Rounds, Studies } from '../storage/tables/round-tables.js';

export class TrafficBook {
  /** By id of a study or of one of its rounds; neither ever changes. */
  readonly #known = new Map<string, StudyId>();

  constructor(private readonly database: Database) {}

  /**
   * @param params path parameters of the route.
   * @returns empty for a request that belongs to no study here.
   */
  async studyOf({
    study,
    round,
  }: {
    readonly study?: unknown;
    readonly round?: unknown;
  }): Promise<StudyId | ''> {
    const named = round ?? study;
    const id = typeof named === 'string' ? parseHash(named) : undefined;
    if (!id) return '';
    const known = this.#known.get(id) ?? (await this.find(id));
    if (known === undefined) return '';
    this.#known.set(id, known);
    return known;
  }

  private find(id: string): Promise<StudyId | undefined> {
    return this.database.read(async (manager) => {
      const round = await manager.findOne(Rounds, {
        select: { id: true, study: true },
        where: { id: id as RoundId },
      });
      if (round) return round.study;
      return (await manager.existsBy(Studies, { id: id as StudyId })) ? (id as StudyId) : undefined;
    });
  }
}
