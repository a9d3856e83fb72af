// Five parties' customers, made up from hashes so that every run reads the same rows, and the documents around them.
import { createHash } from 'node:crypto';
import type { Agreement, Study } from '@chorale/models';

export const PARTIES = ['alder', 'birch', 'cedar', 'dogwood', 'elm'] as const;
const PERSONS_PER_PARTY = 60;
const WEIGHTS = { visits: 3, spent: -2, member: 1 } as const;

/** One row a person: id, three features and whether they came back. */
function partyCsv(party: string): string {
  const rows = Array.from({ length: PERSONS_PER_PARTY }, (_, index) => {
    const person = `${party}-${index}`;
    const visits = uniform(`${person}/visits`);
    const spent = uniform(`${person}/spent`);
    const member = uniform(`${person}/member`) < 0.4 ? 1 : 0;
    const logOdds = WEIGHTS.visits * visits + WEIGHTS.spent * spent + WEIGHTS.member * member - 1;
    const returned = uniform(`${person}/returned`) < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
    return [person, Math.round(visits * 50), (spent * 900).toFixed(2), member, returned].join(',');
  });
  return `${['person,visits,spent,member,returned', ...rows].join('\n')}\n`;
}

/** In [0, 1), the same for the same text. */
function uniform(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

export function nodeDocument(name: string, coordinator: string, file: string): object {
  return {
    format: 'chorale-node/1',
    name,
    coordinator,
    approve: 'studies-under-signed-agreements',
    data: {
      shape: 'persons',
      source: { file },
      person: 'person',
      features: { visits: 'visits', spent: 'spent', member: 'member' },
      label: { column: 'returned' },
    },
  };
}

/** What a party brings: its file, and its node.yaml beside it. */
export interface PartyData {
  csv(party: string): string;
  document(party: string, coordinator: string, file: string): object;
}

export const shopData: PartyData = { csv: partyCsv, document: nodeDocument };

/** @param epsilon null for mode `none`. */
export function shopAgreement(title: string, epsilon: number | null): Agreement {
  return {
    format: 'chorale-agreement/1',
    federation: 'test',
    title,
    purpose: `Try ${title}`,
    legalBasis: 'none needed: nobody in the data is real',
    regions: [],
    people: PARTIES.length * PERSONS_PER_PARTY,
    dictionary: {
      features: [
        { name: 'visits', type: 'number', lower: 0, upper: 50, transform: 'none' },
        { name: 'spent', type: 'number', lower: 0, upper: 900, transform: 'none' },
        { name: 'member', type: 'binary' },
      ],
      label: { name: 'returned' },
    },
    qualityFloor: 0.9,
    cohort: { kMin: 4 },
    privacy: {
      unit: 'person',
      mode: epsilon === null ? 'none' : 'pooled',
      epsilon,
      delta: epsilon === null ? null : 1e-5,
      nodesPerPerson: 1,
      colluding: 1,
    },
    computations: ['logistic-regression'],
    release: 'members',
    recipients: [],
    releaseGate: { mostDrift: 0.15, measuredFirst: false },
    retentionDays: 365,
    expires: new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10),
  };
}

export function shopStudy(
  name: string,
  agreement: string,
  deadlines: Study['deadlines'],
  settings: Study['settings'] = {},
): Study {
  return {
    format: 'chorale-study/1',
    name,
    agreement,
    computation: 'logistic-regression',
    features: ['visits', 'spent', 'member'],
    settings,
    deadlines,
  };
}
