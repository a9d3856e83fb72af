// A search for whoever poisons a study: its computation once more, as a study of its own over groups that are drawn anew in
// every round, with its own budget, noise and k_min. Nothing else is opened for it.
import {
  excludedOf,
  plannedComputationByName,
  SUSPECT_CHANCE,
  SUSPECT_SCORE,
  type Study,
  type StudyDocument,
} from '@chorale/models/planning';
import { parseAgreement } from '../agreements/standing.js';
import { suspectsOfStudy } from '../grouping/scored-rounds.js';
import { CoordinatorError } from '../platform/errors.js';
import type { SuspectsReport } from '../reports/report-schemas.js';
import type { Database } from '../storage/database.js';
import { Agreements, Nodes } from '../storage/tables/federation-tables.js';
import { findStudy, parseStudy } from './study-record.js';
import type { StartedStudy, StudyBook } from './studies.js';

export interface SearchWanted {
  /** Name of the search; left out: the suspected study's with "-search". */
  readonly name?: string | undefined;
  /** At most; left out: as the suspected study. */
  readonly rounds?: number | undefined;
  /** Part of the agreement's budget; left out: as much as the suspected study was given. */
  readonly epsilon?: number | undefined;
}

export class PoisonSearch {
  constructor(
    private readonly database: Database,
    private readonly studies: StudyBook,
  ) {}

  /**
   * Starts a search; it runs as any study does.
   * @throws CoordinatorError `not-found`, `study-refused` where agreement or nodes allow no groups, `budget-exceeded`.
   */
  async start(suspected: string, wanted: SearchWanted): Promise<StartedStudy> {
    const { study, groupSize } = await this.database.read(async (manager) => {
      const row = await findStudy(manager, suspected);
      const agreement = await manager.findOneByOrFail(Agreements, { hash: row.agreement });
      return { study: parseStudy(row), groupSize: parseAgreement(agreement).cohort.kMin };
    });
    return this.studies.start(searchDocument(study, groupSize, wanted));
  }

  /** @throws CoordinatorError `not-found`, or `study-refused` for a study without groups. */
  suspects(idOrName: string): Promise<SuspectsReport> {
    return this.database.read(async (manager) => {
      const row = await findStudy(manager, idOrName);
      if ((parseStudy(row).aggregation?.rule ?? 'sum') === 'sum')
        throw new CoordinatorError(
          'study-refused',
          `study "${row.name}" adds everybody up, which shows nothing of single groups; run ` +
            `"chorale-coordinator study search-poison ${row.name}" first`,
        );
      const nameOf = new Map((await manager.find(Nodes)).map(({ id, name }) => [id, name]));
      const agreement = await manager.findOneByOrFail(Agreements, { hash: row.agreement });
      const { poisoning } = parseAgreement(agreement);
      const { rounds, nodes } = await suspectsOfStudy(manager, row.id);
      const excluded = new Set(excludedOf(poisoning, nodes).map(({ node }) => node));
      return {
        study: row.id,
        name: row.name,
        status: row.status,
        rounds: rounds.length,
        suspectedFrom: SUSPECT_SCORE,
        excludedFrom: poisoning?.excludeAbove ?? null,
        suspectedUpTo: SUSPECT_CHANCE,
        nodes: nodes.map((scored) => ({
          ...scored,
          name: nameOf.get(scored.node) ?? scored.node,
          excluded: excluded.has(scored.node),
        })),
      };
    });
  }
}

function searchDocument(
  { question: _asked, exclusions: _ofThatStudy, ...study }: StudyDocument,
  groupSize: number,
  { name, rounds, epsilon }: SearchWanted,
): Study {
  return {
    ...study,
    name: name ?? `${study.name}-search`,
    question: `Who poisons ${study.name}?`,
    settings: { ...study.settings, ...roundsSetting(study.computation, rounds) },
    ...(epsilon === undefined ? {} : { privacy: { epsilon } }),
    aggregation: { rule: 'median', groupSize },
  };
}

function roundsSetting(computation: string, rounds: number | undefined): Record<string, number> {
  if (rounds === undefined) return {};
  const { roundsSetting: setting } = plannedComputationByName(computation);
  if (setting === undefined)
    throw new CoordinatorError(
      'study-refused',
      `"${computation}" has as many rounds as it has; leave --rounds out`,
    );
  return { [setting]: rounds };
}
