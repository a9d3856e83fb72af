// The federations that histories are told in: who is in them, and what they agreed on.
import { FEDERATION_NAME } from './coordinator-party.js';

export const K_MIN = 3;

export interface Terms {
  readonly mode: 'pooled' | 'none';
  /** Who opens the sums. */
  readonly release: 'members' | 'coordinator';
  /** Nodes that bring rows. */
  readonly contributors: number;
  /** Nodes that only sit on the committee. */
  readonly servers: number;
  /** So many of the nodes are named for the committee, those without rows first; left out: all nodes. */
  readonly named?: number;
  /** Whether studies open the sums of drawn groups and take their median. */
  readonly grouped?: boolean;
}

export const federations = {
  noisy: { mode: 'pooled', release: 'members', contributors: 4, servers: 0 },
  'noisy-shared': { mode: 'pooled', release: 'coordinator', contributors: 4, servers: 0 },
  exact: { mode: 'none', release: 'members', contributors: 4, servers: 0 },
  'exact-shared': { mode: 'none', release: 'coordinator', contributors: 4, servers: 0 },
  named: { mode: 'pooled', release: 'members', contributors: 4, servers: 5, named: 7 },
  grouped: { mode: 'pooled', release: 'members', contributors: 10, servers: 0, grouped: true },
} as const satisfies Record<string, Terms>;
export type FederationName = keyof typeof federations;

export interface Member {
  readonly name: string;
  readonly role: 'contributor' | 'committee';
}

export function membersOf({ contributors, servers }: Terms): Member[] {
  const called = (role: Member['role'], name: string, count: number): Member[] =>
    Array.from({ length: count }, (_, index) => ({ name: `${name}-${index}`, role }));
  return [...called('committee', 'server', servers), ...called('contributor', 'node', contributors)];
}

export function agreementOf(terms: Terms): object {
  const { mode, release, named, grouped = false } = terms;
  const committee = membersOf(terms).slice(0, named);
  return {
    format: 'chorale-agreement/1',
    federation: FEDERATION_NAME,
    title: 'Repurchase',
    purpose: 'campaigns',
    legalBasis: 'GDPR Art. 6(1)(f)',
    people: 40,
    dictionary: {
      features: [
        { name: 'recency', type: 'number', unit: 'days', lower: 0, upper: 300 },
        { name: 'member', type: 'binary' },
      ],
      label: { name: 'returns' },
    },
    cohort: { kMin: K_MIN },
    ...(named !== undefined && { committee: committee.map(({ name }) => name) }),
    privacy: mode === 'none' ? { mode, epsilon: null, delta: null } : { mode, epsilon: 1, delta: 1e-5 },
    ...(grouped && { aggregation: ['median'] }),
    release,
    computations: ['logistic-regression', 'statistics'],
    expires: '2026-12-31',
  };
}

/** One to three rounds that are quick to compute; two such studies fit into the budget. */
export function studyOf({ mode, grouped = false }: Terms, rounds: 1 | 2 | 3): object {
  const study = {
    format: 'chorale-study/1',
    name: 'who-returns',
    agreement: 'Repurchase',
    features: ['recency', 'member'],
    deadlines: { collectSeconds: 40, committeeSeconds: 20 },
    ...(mode !== 'none' && { privacy: { epsilon: 0.45 } }),
    ...(grouped && { aggregation: { rule: 'median', groupSize: K_MIN } }),
  };
  if (rounds === 1) return { ...study, computation: 'statistics' };
  // The first of the rounds counts means and deviations; with noise it takes three where it takes more than one.
  const settings = mode === 'none' ? { newtonRounds: rounds - 1 } : { gradientRounds: 2 };
  return { ...study, computation: 'logistic-regression', settings };
}
