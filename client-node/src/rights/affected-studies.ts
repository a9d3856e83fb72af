// What a person's rows may have been part of. Which persons were in which contribution is recorded nowhere, because that record would
// itself be personal data; so this names every study that this node contributed to, which is never too few.
import {
  agreementSchema,
  formatPrivacyStatement,
  planStudy,
  studyDocumentSchema,
  type Agreement,
  type Language,
} from '@chorale/models';
import type { ContributedStudy } from '../storage/contribution-records.js';
import type { NodeStore } from '../storage/node-store.js';
import { hasFinished } from '../study/keep-model.js';
import type { AffectedStudy } from './certificate.js';
import { dayAt } from './deadline.js';

/**
 * @param sinceMs of the first contribution that may hold the person.
 * @param language of what is said of privacy; a certificate is signed in English.
 */
export function affectedStudies(
  store: NodeStore,
  sinceMs: number,
  language: Language = 'en',
): AffectedStudy[] {
  return store.contributions
    .studiesSince(sinceMs)
    .map((contributed) => describe(store, contributed, language));
}

function describe(
  store: NodeStore,
  { study: id, rounds, first, last }: ContributedStudy,
  language: Language,
): AffectedStudy {
  const record = store.studies.find(id)!;
  const study = studyDocumentSchema.parse(documentOf(record.bytes));
  const agreement: Agreement = agreementSchema.parse(
    documentOf(store.agreements.find(record.agreement)!.bytes),
  );
  // Neither more nodes than kMin nor groups of them change anything about the epsilon, and a study that ended early spent less.
  const { privacy } = planStudy(
    agreement,
    { ...study, aggregation: undefined },
    { nodes: agreement.cohort.kMin },
  );
  const state = store.studies.latestState(id);
  const finished = hasFinished(store, id);
  return {
    study: id,
    name: record.name,
    agreement: record.agreement,
    agreementTitle: agreement.title,
    purpose: agreement.purpose,
    computation: study.computation,
    contributions: rounds,
    firstOn: dayAt(first),
    lastOn: dayAt(last),
    released: state && state.rounds > 0 ? { state: state.state, rounds: state.rounds, finished } : null,
    mode: privacy.mode,
    epsilon: privacy.epsilon,
    delta: privacy.delta,
    privacy: formatPrivacyStatement(privacy, language),
    answer: privacy.epsilon === null ? 'retrain' : 'privacy-argument',
  };
}

function documentOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
