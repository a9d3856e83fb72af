// Texts that people write and send: node.yaml, agreements and studies, in YAML or JSON.
import { writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  agreementHash,
  ballotBox,
  SigningKey,
  studyId,
  type AgreementHash,
  type NodeRoute,
  type StudyId,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { agreementSchema, planStudy, StudyPlanError, studySchema } from '@chorale/models';
import { stringify } from 'yaml';
import { fetchAgreement } from '../../../client-node/src/agreement/fetch-agreement.js';
import { RoundRefused } from '../../../client-node/src/agreement/refusal.js';
import { SigningRefused } from '../../../client-node/src/agreement/signing-refused.js';
import { ConfigError, parseYaml } from '../../../client-node/src/config/load-yaml.js';
import { nodeConfigSchema } from '../../../client-node/src/config/node-config.js';
import {
  CertificateRefused,
  signCertificate,
  verifyCertificate,
} from '../../../client-node/src/rights/certificate.js';
import type { NodeParts } from '../../../client-node/src/round/node-parts.js';
import { loadStudy } from '../../../client-node/src/study/load-study.js';
import type { CoordinatorClient } from '../../../client-node/src/transport/coordinator-client.js';
import { readDocument } from '../../../coordinator/src/cli/read-document.js';
import { readStudyDocument } from '../../../coordinator/src/cli/study-document.js';
import { ConfigurationError } from '../../../coordinator/src/platform/config.js';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';
import { federation, foundedBy, voteOf } from '../../support/governance/people.js';
import { nodeDocument, shopAgreement, shopStudy } from '../../support/real/shop-data.js';
import { Refused, textOf, utf8 } from './refused.js';

const agreement = shopAgreement('exact', null);
const study = shopStudy('first', 'exact', { collectSeconds: 60, committeeSeconds: 30 });
const node = nodeDocument('north', 'https://coordinator.example.org:7400', 'people.csv');
/** Likewise with tables by role: every key of a table, a feature by its parts, and one of each rule of desensitisation. */
const nodeOfTables = {
  ...node,
  data: {
    shape: 'tables',
    snapshot: '2026-01-31',
    tables: {
      till: {
        ...{
          role: 'point-of-sale',
          source: { file: 'till.csv' },
          person: 'card',
          time: 'at',
          recorded: 'known',
        },
        ...{ id: 'line', order: 'receipt', item: 'sku', quantity: 'qty', price: 'unit', store: 'shop' },
        desensitise: { a: 'drop', b: 'hash', c: { bin: { edges: [0, 1] } }, d: { generalise: { keep: 2 } } },
      },
      days: { role: 'calendar', source: { file: 'days.csv' }, time: 'day' },
    },
    features: {
      dry: { table: 'till', kind: 'share', of: 'days.rain', values: [0], days: 90, ago: 30, where: 'x > 0' },
      trend: {
        kind: 'ratio',
        of: { table: 'till', kind: 'count' },
        per: { table: 'till', kind: 'season', months: [1] },
      },
    },
    label: { table: 'till', kind: 'sum', of: 'amount', withinDays: 30 },
  },
};
/** What YAML has beside plain values. */
const YAML_WAYS = [
  'a: &one [1, 2]\nb: *one\n',
  'a: &a [*a]\n',
  'a: *nothing\n',
  '!!binary "aGk="',
  '? [complex, key]\n: value\n',
  '"__proto__": { x: 1 }\n"constructor": 2\n',
  'a: 0x7fffffffffffffff\nb: .nan\nc: -.inf\nd: 1e999\ne: 2001-01-01\n',
  '--- a\n--- b\n',
  '%YAML 9.9\n---\na: |2-\n  text\n',
  `${'['.repeat(30)}${']'.repeat(30)}`,
  `x0: &x0 [1, 1, 1]\n${[1, 2, 3, 4, 5, 6, 7].map((n) => `x${n}: &x${n} [*x${n - 1}, *x${n - 1}, *x${n - 1}]\n`).join('')}`,
].map(utf8);
const yaml = (value: object): Uint8Array => utf8(stringify(value));
const json = (value: object): Uint8Array => utf8(JSON.stringify(value));

const file = join(mkdtempSync(join(tmpdir(), 'chorale-fuzz-')), 'document.yaml');
const networkFile = `${file}.model.json`;

const { text: certificate } = signCertificate(SigningKey.generate(testEntropy('certificate')).key, {
  format: 'chorale-erasure/1',
  ...{ federation: 'ab'.repeat(32), federationName: 'shops', member: 'Quay Ltd', node: 'quay' },
  ...{ pseudonym: 'cd'.repeat(32), ground: 'request', requestedOn: '2026-01-01', dueOn: '2026-01-31' },
  erasedAt: '2026-01-05T10:00:00.000Z',
  rowsInSource: 1,
  scoredLists: { cleaned: 0, without: 0, gone: 0, unreadable: 0 },
  contributionsSince: null,
  studies: [],
});

const answering = (bytes: Uint8Array): CoordinatorClient =>
  ({ request: () => Promise.resolve(bytes) }) as unknown as CoordinatorClient;

const agreementBytes = json(agreement);
const signedAgreement = agreementHash(agreementBytes);
const members = ['ash', 'beech', 'cedar', 'dogwood', 'elm'];
const founded = foundedBy(...members);
const ballots = ballotBox.encode({
  ballots: members.map((name) => voteOf(name, { matter: 'agreement', subject: signedAgreement })),
});
/** As far as a study is loaded with it. */
function nodeThatIsShown(studyBytes: Uint8Array): NodeParts {
  const { hash: roster } = founded;
  return {
    federation,
    roster: () => ({ ...founded.roster, hash: roster }),
    store: {
      agreements: {
        find: () => ({ consent: { roster, signedAt: 1 }, bytes: agreementBytes }),
        all: () => [],
      },
      federation: { signedRoster: () => founded },
      studies: { find: () => undefined, receive: () => undefined },
      votes: { own: () => undefined },
    },
    coordinator: {
      request: (route: NodeRoute) => Promise.resolve(route === 'ballots' ? ballots : studyBytes),
    },
  } as unknown as NodeParts;
}
const noPeople = (): Promise<never> => Promise.reject(new Error('no people are needed to load a study'));
const load = (bytes: Uint8Array, id: StudyId, hash: AgreementHash): Promise<unknown> =>
  loadStudy(nodeThatIsShown(bytes), id, hash, noPeople, '');

export const documentDecoders: readonly FuzzedDecoder[] = [
  {
    name: 'node.yaml',
    corpus: [yaml(node), json(node), yaml(nodeOfTables)],
    invalid: YAML_WAYS,
    decode: (bytes) => {
      parseYaml(textOf(bytes), 'node.yaml', nodeConfigSchema);
      return undefined;
    },
    refusals: [ConfigError],
    weight: 20,
  },
  {
    name: 'readDocument',
    corpus: [yaml(study), json(study), yaml(agreement)],
    invalid: YAML_WAYS,
    decode: (bytes) => {
      writeFileSync(file, bytes);
      readDocument(file);
      return undefined;
    },
    refusals: [ConfigurationError],
    weight: 20,
  },
  {
    name: 'readStudyDocument',
    corpus: [json(layersModel()), json({ modelTopology: { model_config: {} }, weightsManifest: [] })],
    decode: (bytes) => {
      writeFileSync(networkFile, bytes);
      writeFileSync(file, JSON.stringify({ settings: { layersModel: networkFile } }));
      readStudyDocument(file);
      return undefined;
    },
    refusals: [ConfigurationError],
    weight: 20,
  },
  {
    name: 'fetchAgreement',
    corpus: [agreementBytes, json(shopAgreement('noisy', 1))],
    decode: async (bytes) => {
      await fetchAgreement(answering(bytes), agreementHash(bytes));
      return undefined;
    },
    refusals: [SigningRefused],
    weight: 5,
  },
  {
    name: 'loadStudy',
    // As started, a study names its agreement by hash.
    corpus: [{}, { settings: { gradientRounds: 3 } }].map((change) =>
      json({ ...study, agreement: signedAgreement, ...change }),
    ),
    decode: async (bytes) => {
      await load(bytes, studyId(bytes), signedAgreement);
      return undefined;
    },
    refusals: [RoundRefused],
    weight: 5,
  },
  {
    name: 'verifyCertificate',
    corpus: [utf8(certificate)],
    invalid: [utf8('{}'), utf8('[]'), utf8('{"format":"chorale-erasure-certificate/1"}')],
    decode: (bytes) => {
      verifyCertificate(textOf(bytes));
      return undefined;
    },
    refusals: [CertificateRefused],
  },
  {
    name: 'planStudy of a network',
    corpus: [
      { hidden: [4, 2], rounds: 2 },
      { layersModel: layersModel(), rounds: 2 },
    ].map((settings) => json({ ...study, computation: 'neural-network', settings })),
    decode: (bytes) => {
      const parsed = studySchema.safeParse(parsedJson(bytes));
      if (!parsed.success) throw new Refused();
      const allowing = agreementSchema.parse({ ...agreement, computations: ['neural-network'] });
      planStudy(allowing, parsed.data, { nodes: 5 });
      return undefined;
    },
    refusals: [Refused, StudyPlanError],
    weight: 10,
    // The first weights of the largest network that may be averaged: see MOST_WEIGHTS.
    allowance: 500 * 1024 * 1024,
  },
];

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    throw new Refused();
  }
}

function layersModel(): object {
  const dense = (name: string): object => ({ class_name: 'Dense', config: { name, units: 1 } });
  return {
    modelTopology: { class_name: 'Sequential', config: { name: 'net', layers: [dense('output')] } },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'output/kernel', shape: [3, 1], dtype: 'float32' },
          { name: 'output/bias', shape: [1], dtype: 'float32' },
        ],
      },
    ],
  };
}
