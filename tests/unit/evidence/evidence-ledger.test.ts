// What entries add to a pack that a plain study does not show: rounds that ended otherwise, sums over groups, exclusions, overrides.
import {
  buildPack,
  checkPack,
  EvidenceLedger,
  packPage,
  packSchema,
  primitives,
  type EvidencePack,
  type EvidenceScope,
  type SeenRoster,
} from '@chorale/models/evidence';
import { examplePack } from '../../../coordinator/src/transport/http/admin/evidence-example.js';
import { agreementDocument, studyDocument } from '../../support/coordinator/test-house.js';

const [agreement, study, other] = ['a1', 'b2', 'c3'].map((byte) => byte.repeat(32)) as [
  string,
  string,
  string,
];
const nodes = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'];
const roster: SeenRoster = {
  version: 1,
  members: nodes.map((id) => ({ name: `Member ${id}` })),
  nodes: nodes.map((id, index) => ({
    ...{ id, name: id, member: `Member ${id}`, role: 'contributor' },
    region: index < 4 ? 'eu' : 'cn',
  })),
  suspended: ['n8'],
};
const FIRST_DAY = Date.UTC(2026, 2, 1);
const DAY = 24 * 3_600_000;
const event = { type: 'sampled-gaussian', samplingRate: 0.5, noiseMultiplier: 4, count: 1 };

type Line = readonly [day: number, kind: string, subject: string, payload: object | null, actor?: string];
const terms = {
  ...agreementDocument,
  operator: { name: 'Host Ltd' },
  recipients: ['Auditor Ltd, yearly'],
  dictionary: {
    ...agreementDocument.dictionary,
    features: [
      { ...agreementDocument.dictionary.features[0], sensitivity: 'sensitive', desensitise: 'bin' },
      agreementDocument.dictionary.features[1],
    ],
    drop: ['phone'],
  },
};
const named = (id: string, name: string, document: object = {}) => ({
  ...{ study: id, name, agreement, text: JSON.stringify({ ...studyDocument, name, ...document }) },
});
const round = (day: number, id: string, of: string, index: number, ...steps: Line[]): Line[] => [
  [day, 'budget-reserved', id, { round: id, event }],
  [day, 'round-opened', id, { study: of, round: index }],
  ...steps,
];
const closed = (day: number, id: string): Line[] => [
  [day, 'set-fixed', id, { round: id, nodes }],
  [day, 'budget-spent', id, { round: id }],
  [day, 'round-closed', id, { round: id, state: `s-${id}`, adoptedBy: nodes, badShares: [{ member: 'n8' }] }],
];
const lines: readonly Line[] = [
  [0, 'roster-in-force', 'r', { roster: 'r' }],
  [0, 'agreement-proposed', agreement, { agreement, text: JSON.stringify(terms) }],
  ...nodes.map((node): Line => [0, 'agreement-consented', agreement, { agreement }, node]),
  [0, 'agreement-active', agreement, { agreement, nodes: 8 }],
  [1, 'study-started', study, { ...named(study, 'model'), epsilon: 1, roundsPlanned: 5 }],
  ...round(1, 'r1', study, 0, ...closed(1, 'r1')),
  [
    1,
    'groups-scored',
    'r1',
    { round: 'r1', groups: [{ nodes: nodes.slice(0, 5) }, { nodes: nodes.slice(5) }] },
  ],
  ...round(2, 'r2', study, 1, [2, 'round-refused', 'r2', { round: 'r2', code: 'c', reason: 'w' }, 'n3']),
  [2, 'budget-given-back', 'r2', { round: 'r2' }],
  [2, 'round-burned', 'r2', { round: 'r2', members: [] }],
  ...round(3, 'r3', study, 1, [3, 'set-fixed', 'r3', { round: 'r3', nodes: nodes.slice(0, 6) }]),
  [3, 'budget-spent', 'r3', { round: 'r3' }],
  [3, 'round-spent', 'r3', { round: 'r3', reason: 'nobody adopted' }],
  [3, 'study-stopped', study, { study, reason: 'round 1' }],
  [4, 'nodes-excluded', study, { agreement, study, nodes: [{ node: 'n8' }] }],
  [
    4,
    'study-started',
    other,
    {
      ...named(other, 'measuring', {
        settings: {
          model: {
            study: 'model',
            pinned: { study, state: 'ab'.repeat(32), computation: 'c', features: [], settings: {} },
          },
        },
      }),
      ...{ epsilon: 1, roundsPlanned: 1 },
    },
  ],
  [
    5,
    'vote-cast',
    'v',
    { matter: 'release', subject: 'v', member: 'Member n1', decision: 'approve', reason: 'seen' },
  ],
  [5, 'release-overridden', 'v', { study: other, approvedBy: [{ member: 'Member n1', reason: 'seen' }] }],
  [6, 'persons-left-out', study, { study, withoutConsent: 'fewer than 10', erased: null }, 'n2'],
  [6, 'records-exported', '', { role: 'auditor', member: null, route: 'GET /x', reason: 'why' }],
  [7, 'agreement-ended', agreement, { agreement, member: 'Member n2', reason: 'enough' }],
  [8, 'study-proposed', 'd4', null],
  [8, 'study-proposed', 'd5', { study: 7 }],
];

function read(scope: EvidenceScope): EvidenceLedger {
  const ledger = new EvidenceLedger(scope, lines.length, () => roster);
  for (const [position, [day, kind, subject, payload, actor = 'coordinator']] of lines.entries())
    ledger.read({
      ...{ position, kind, subject, actor, hash: `h${position}` },
      at: FIRST_DAY + day * DAY,
      payload: payload === null ? null : JSON.stringify(payload),
    });
  return ledger;
}
function packOf(scope: EvidenceScope): EvidencePack {
  const { federation, declared } = examplePack;
  return buildPack(read(scope), {
    ...{ federation, declared, madeAt: FIRST_DAY + 9 * DAY },
    ledger: { size: lines.length, root: 'ff' },
  });
}
/** Positions of entries, by kind and subject. */
const at = (kind: string, ...subjects: string[]): number[] =>
  lines.flatMap(([, one, subject], position) =>
    one === kind && (subjects.length === 0 || subjects.includes(subject)) ? [position] : [],
  );

const ofStudy = packOf({ kind: 'study', study });
const { evidence } = ofStudy;

test('rounds that burned cost nothing; those that may have been opened do', () => {
  expect(evidence.studies).toMatchObject([
    {
      status: 'stopped',
      opened: { value: 3 },
      closed: { value: 1, proof: at('round-closed') },
      burned: { value: 1, proof: at('budget-given-back') },
      lost: { value: 1, proof: at('round-spent') },
      refusals: { value: 1, proof: at('round-refused') },
      contributors: { value: 8, proof: at('set-fixed') },
      privacy: {
        epsilon: {
          proof: [
            ...at('agreement-proposed'),
            ...at('budget-reserved', 'r1', 'r3'),
            ...at('budget-spent'),
          ].sort((a, b) => a - b),
        },
      },
    },
  ]);
});

test('the smallest sum over groups is the smallest group, not the set', () => {
  expect(evidence.studies[0]!.smallestSum).toEqual({ value: 3, unit: 'nodes', proof: at('groups-scored') });
});

test('the law’s cases follow from agreement and roster, and what needs judgement is left open', () => {
  const [assessment] = evidence.assessments;
  expect(Object.fromEntries(assessment!.gdpr.map(({ criterion, applies }) => [criterion, applies]))).toEqual({
    'evaluation-or-scoring': true,
    'sensitive-data': true,
    'matching-datasets': true,
    'new-technology': null,
    'large-scale': null,
    'vulnerable-persons': null,
  });
  expect(Object.fromEntries(assessment!.pipl.map((one) => [one.case, one.applies]))).toEqual({
    'sensitive-information': true,
    'automated-decisions': true,
    'entrusted-or-provided': true,
    'sent-abroad': true,
    'major-effect': null,
  });
  const figures = assessment!.risks.flatMap((risk) => risk.figures);
  const valueOf = (name: string): number => figures.find((one) => one.name === name)!.figure.value;
  expect(
    ['refused', 'left-out-reports', 'regions-of-nodes', 'excluded', 'bad-shares', 'unread'].map(valueOf),
  ).toEqual([1, 1, 2, 1, 1, 2]);
});

test('records of processing: what is dropped, made less telling, sensitive; who ended it; who runs the coordinator', () => {
  expect(evidence.activities).toMatchObject([
    {
      state: 'ended',
      ended: { member: 'Member n2', reason: 'enough' },
      dropped: ['phone'],
      sensitive: { value: 1 },
      data: [{ desensitised: 'bin', sensitivity: 'sensitive' }, { desensitised: null }, { use: 'label' }],
    },
  ]);
  expect(evidence.parties.at(-1)).toMatchObject({
    name: 'Host Ltd',
    kind: 'operator',
    role: 'processor',
    nodes: [],
  });
  expect(evidence.parties.find(({ name }) => name === 'Member n8')!.nodes).toMatchObject([
    { suspended: true },
  ]);
});

test('what was decided on a model by way of the study that measured it is told with the model', () => {
  expect(evidence.overrides).toMatchObject([{ study: other, proof: at('release-overridden') }]);
  expect(evidence.exclusions).toMatchObject([{ nodes: ['n8'], proof: at('nodes-excluded') }]);
  expect(evidence.models).toMatchObject([{ state: 's-r1', from: null, lineage: { length: 1 } }]);
  const measuring = packOf({ kind: 'study', study: other }).evidence;
  expect(measuring).toMatchObject({ models: [], overrides: [{ study: other }] });
});

test('a period is cut by days, and what was spent before it still counts', () => {
  const within = packOf({ kind: 'period', from: '2026-03-03', to: '2026-03-04' }).evidence;
  expect(within.studies).toMatchObject([{ name: 'model', opened: { value: 2 }, status: 'stopped' }]);
  expect(within.studies[0]!.privacy!.epsilon).toEqual(evidence.studies[0]!.privacy!.epsilon);
  expect(within).toMatchObject({
    exclusions: [],
    exports: [],
    activities: [{ state: 'active' }],
    unread: [],
  });
  const first = packOf({ kind: 'period', from: '2026-03-01', to: '2026-03-01' }).evidence;
  expect(first).toMatchObject({
    studies: [],
    budgets: [{ spent: { value: 0 } }],
    totals: { rounds: { value: 0 } },
  });
  const last = packOf({ kind: 'period', from: '2026-03-09', to: '2026-03-31' }).evidence;
  expect(last).toMatchObject({ studies: [], activities: [], unread: at('study-proposed') });
});

test('a member’s pack holds its own words', () => {
  const own = packOf({ kind: 'member', member: 'Member n2' }).evidence;
  expect(own).toMatchObject({ leftOut: [{ node: 'n2' }], decisions: [], exports: [] });
  expect(packOf({ kind: 'member', member: 'Member n1' }).evidence.decisions).toMatchObject([
    { matter: 'release' },
  ]);
  expect(packOf({ kind: 'member', member: 'Nobody' }).evidence).toMatchObject({
    activities: [],
    studies: [],
  });
});

test('every pack keeps to its contract, names each entry once, and is shown whole in both languages', () => {
  for (const pack of [ofStudy, packOf({ kind: 'period', from: '2026-03-01', to: '2026-03-31' })]) {
    expect(packSchema.parse(JSON.parse(JSON.stringify(pack)))).toEqual(pack);
    expect(pack.records.map(({ hash }) => hash)).toEqual(pack.records.map(({ entry }) => `h${entry}`));
    expect(checkPack(pack, read(pack.scope), pack.federation)).toMatchObject({ problem: undefined });
    for (const language of ['en', 'zh-CN'] as const) {
      const text = packPage(pack, language);
      expect(text).not.toMatch(/undefined|\[object|NaN/);
      for (const { entry } of pack.records) expect(text).toContain(`id="entry-${entry}"`);
    }
  }
  expect(packPage(ofStudy, 'en')).toContain('could not be read');
});

test('the Chinese page says in Chinese what each primitive is for', () => {
  const cryptography = primitives.map(({ name, use, parameters, library, standard }) => ({
    ...{ name, use, parameters, library, standard, version: '1' },
  }));
  const text = packPage({ ...ofStudy, declared: { ...ofStudy.declared, cryptography } }, 'zh-CN');
  for (const { use } of primitives) expect(text).not.toContain(use);
});
