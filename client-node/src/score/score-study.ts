// Scores the persons of this node with the model of one study: rows, features, model, ranks.
import type { Entropy } from '@chorale/crypto';
import {
  inputOf,
  scorePeople,
  type Agreement,
  type OfferRules,
  type ReleasedModel,
  type Study,
} from '@chorale/models';
import type { DataConfig } from '../config/data-schema.js';
import { preparePeople, type PreparedPeople } from '../features/prepare-people.js';
import type { Rights } from '../rights/rights.js';
import { rankPeople, type ScoredList } from './rank-people.js';

export interface ScoringParts {
  readonly agreement: Agreement;
  readonly study: Study;
  readonly model: ReleasedModel;
  readonly data: DataConfig;
  /** Transactions: the day to score persons as of, or `latest`. */
  readonly snapshot: string;
  readonly offers: OfferRules;
  readonly rights: Rights;
  readonly random: Entropy;
}

export interface ScoredStudy {
  readonly report: PreparedPeople['report'];
  readonly list: ScoredList;
}

/** Whoever was erased, gave no consent or opted out of marketing is not in the list. @throws DataError */
export async function scoreStudy(parts: ScoringParts): Promise<ScoredStudy> {
  const { agreement, study, model, data, snapshot, offers, rights, random } = parts;
  const prepared = await preparePeople(data, agreement.dictionary, {
    purpose: 'scoring',
    rights,
    features: study.features,
    input: inputOf(model),
    snapshot,
  });
  const scores = await scorePeople(model, prepared.people, { random, offers });
  return { report: prepared.report, list: rankPeople(prepared, agreement.dictionary, scores) };
}
