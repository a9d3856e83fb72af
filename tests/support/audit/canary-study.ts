// Studies with as many dimensions as an audit wants: yes-or-no features, each with coordinates of its own.
import { planStudy, type StudyPlan } from '@chorale/models';
import { agreementAndStudy, type TermsInBrief } from '../people.ts';

/** Logistic regression on yes-or-no features in three rounds, the first of 1 + 2 x features coordinates. */
export function binaryRegression(features: number, terms: Partial<TermsInBrief> = {}): StudyPlan {
  const { agreement, study } = agreementAndStudy({
    computation: 'logistic-regression',
    mode: 'pooled',
    people: 10_000,
    epsilon: 2,
    features: binaryFeatures(features),
    settings: { gradientRounds: 2 },
    ...terms,
  });
  return planStudy(agreement, study, { nodes: agreement.cohort.kMin });
}

/** Statistics of yes-or-no features in one round of 1 + 2 x features coordinates, where a person may be in so many nodes. */
export function binaryStatistics(features: number, nodesPerPerson = 1): StudyPlan {
  const { agreement, study } = agreementAndStudy({
    computation: 'statistics',
    mode: 'pooled',
    people: 10_000,
    epsilon: 2,
    features: binaryFeatures(features),
  });
  const privacy = { ...agreement.privacy, nodesPerPerson };
  return planStudy({ ...agreement, privacy }, study, { nodes: agreement.cohort.kMin });
}

export function binaryFeatures(count: number): { name: string; type: 'binary' }[] {
  return Array.from({ length: count }, (_, index) => ({ name: `f${index}`, type: 'binary' }));
}
