import type { Agreement } from '@chorale/models';

/** Two hundred categories of 249 names and `other`: 50,000 columns, whose gradient and curvature make 100,001 values. */
const FEATURES = Array.from({ length: 200 }, (_, index) => `f${index}`);
const CATEGORIES = Array.from({ length: 249 }, (_, index) => `${index}`);

export const studyDocument = {
  format: 'chorale-study/1',
  name: 'thousand',
  agreement: 'thousand nodes',
  computation: 'logistic-regression',
  features: FEATURES,
  settings: { gradientRounds: 2 },
  deadlines: { collectSeconds: 3600, committeeSeconds: 1800 },
};

export function agreementFor(nodes: number, committee: readonly string[]): Agreement {
  return {
    format: 'chorale-agreement/1',
    federation: 'thousand',
    title: studyDocument.agreement,
    purpose: 'Measure what a large round costs',
    legalBasis: 'none needed: nobody in the data is real',
    regions: [],
    people: nodes * 50,
    dictionary: {
      features: FEATURES.map((name) => ({ name, type: 'category', categories: CATEGORIES })),
      label: { name: 'returns' },
    },
    qualityFloor: 0.9,
    cohort: { kMin: 5 },
    committee: [...committee],
    privacy: { unit: 'person', mode: 'pooled', epsilon: 5, delta: 1e-6, nodesPerPerson: 1, colluding: 1 },
    computations: [studyDocument.computation],
    release: 'members',
    recipients: [],
    releaseGate: { mostDrift: 0.15, measuredFirst: false },
    retentionDays: 365,
    expires: new Date(Date.now() + 24 * 3600 * 1000).toISOString().slice(0, 10),
  };
}
