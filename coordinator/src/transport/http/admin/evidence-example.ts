// A made-up evidence pack for the OpenAPI document.
import type { EvidencePack } from '@chorale/models/evidence';
import { exampleHash, exampleTimeMs } from './examples.js';

type Figure = EvidencePack['evidence']['totals']['rounds'];
const nothing = (unit: Figure['unit']): Figure => ({ value: 0, unit, proof: [] });

export const examplePack: EvidencePack = {
  format: 'chorale-evidence/1',
  scope: { kind: 'period', from: '2026-01-01', to: '2026-03-31' },
  madeAt: exampleTimeMs,
  federation: { id: exampleHash, name: 'retail', coordinatorKey: exampleHash },
  ledger: { size: 1204, root: exampleHash },
  evidence: {
    totals: {
      activities: nothing('agreements'),
      studies: nothing('studies'),
      rounds: nothing('rounds'),
      models: nothing('models'),
      openIncidents: { value: 1, unit: 'incidents', proof: [1203] },
      erasures: nothing('persons'),
      lateErasures: nothing('persons'),
      exports: nothing('entries'),
    },
    activities: [],
    parties: [],
    assessments: [],
    decisions: [],
    studies: [],
    budgets: [],
    models: [],
    overrides: [],
    flows: [],
    incidents: [
      {
        incident: '5be0cd19137e2179',
        title: 'A node sent the same contribution twice',
        severity: 'medium',
        study: null,
        member: 'Acme Stores',
        openedAt: exampleTimeMs,
        closedAt: null,
        resolution: null,
        proof: [1203],
      },
    ],
    exclusions: [],
    erasures: [],
    leftOut: [],
    exports: [],
    unread: [],
  },
  records: [{ entry: 1203, hash: exampleHash, kind: 'incident-opened', at: exampleTimeMs }],
  declared: {
    by: 'coordinator',
    program: { name: 'chorale-coordinator', version: '0.1.0', node: '24.21.0', openssl: '3.5.4' },
    cryptography: [
      {
        name: 'SHA-256',
        use: 'the Merkle tree and chain of the ledger',
        parameters: 'RFC 9162 leaf and node prefixes',
        library: 'node',
        version: '24.21.0',
        standard: 'FIPS 180-4; RFC 9162',
      },
    ],
    cards: [],
    sbom: { bomFormat: 'CycloneDX', specVersion: '1.6', components: [] },
  },
};
