// Entries of a ledger as evidence packs read them, and the file of a pack: whatever stands in them, figures are numbers of what
// could be read, and the rest is named as unread.
import { firstRoster, readRoster, roster as rosterMessage } from '@chorale/crypto';
import {
  buildPack,
  checkPack,
  EvidenceLedger,
  type EvidenceEntry,
  type EvidencePack,
} from '@chorale/models/evidence';
import { UnknownPrivacyEventError } from '@chorale/models';
import { NoPackError, readPack } from '../../../client-node/src/ledger/pack-audit.js';
import { examplePack } from '../../../coordinator/src/transport/http/admin/evidence-example.js';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.js';
import { nodes } from '../../support/round/grouped-nodes.js';
import { Refused, textOf, utf8 } from './refused.js';

const [agreement, study, round] = ['a1', 'b2', 'c3'].map((byte) => byte.repeat(32)) as [
  string,
  string,
  string,
];
const [{ key }] = nodes as [(typeof nodes)[number]];
const rosterBytes = rosterMessage.encode(
  firstRoster({ federation: examplePack.federation.id as never, version: 1, coordinatorKey: key.publicKey }, [
    { id: key.nodeId, member: 'm', name: 'n', region: 'eu', role: 'contributor', signingKey: key.publicKey },
  ]),
);
const started = shopStudy('s', 'noisy', { collectSeconds: 60, committeeSeconds: 30 });
const event = { type: 'sampled-gaussian', samplingRate: 0.5, noiseMultiplier: 2, count: 1 };

const lines = [
  ['roster-in-force', 'r', { roster: Buffer.from(rosterBytes).toString('base64') }],
  ['agreement-proposed', agreement, { agreement, text: JSON.stringify(shopAgreement('noisy', 1)) }],
  ['agreement-consented', agreement, { agreement }],
  ['agreement-active', agreement, { agreement, nodes: 1 }],
  [
    'study-started',
    study,
    { study, name: 's', agreement, text: JSON.stringify(started), epsilon: 1, roundsPlanned: 2 },
  ],
  ['budget-reserved', round, { round, event }],
  ['round-opened', round, { study, round: 0 }],
  ['set-fixed', round, { round, nodes: [key.nodeId] }],
  ['budget-spent', round, { round }],
  ['round-closed', round, { round, state: 'd4', adoptedBy: [key.nodeId], badShares: [] }],
  ['vote-cast', study, { matter: 'study', subject: study, member: 'm', decision: 'approve', reason: 'why' }],
  ['incident-opened', 'i', { incident: 'i', title: 't', severity: 'low', study, member: null }],
  ['incident-closed', 'i', { incident: 'i', resolution: 'r' }],
  ['study-finished', study, { study, state: 'd4', reason: '' }],
] as const;
const corpus = lines.map(([kind, subject, payload]) =>
  JSON.stringify({ kind, subject, payload: JSON.stringify(payload) }),
);

/** @throws Refused for what is no line of an entry. */
function entryIn(text: string, position: number): EvidenceEntry {
  try {
    const { kind, subject, payload } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (
      typeof kind === 'string' &&
      typeof subject === 'string' &&
      (payload === null || typeof payload === 'string')
    )
      return { position, at: 1e12 + position, kind, actor: key.nodeId, subject, hash: 'ee', payload };
  } catch {
    // Refused below.
  }
  throw new Refused('no entry');
}

function read(texts: readonly string[]): EvidenceLedger {
  const ledger = new EvidenceLedger(
    { kind: 'period', from: '2001-01-01', to: '2010-01-01' },
    texts.length,
    (base64) => readRoster(new Uint8Array(Buffer.from(base64, 'base64'))),
  );
  for (const [position, text] of texts.entries()) ledger.read(entryIn(text, position));
  return ledger;
}

function packOf(texts: readonly string[]): EvidencePack {
  const { madeAt, federation, declared } = examplePack;
  return buildPack(read(texts), { madeAt, federation, declared, ledger: { size: texts.length, root: 'ff' } });
}

export const packDecoders: readonly FuzzedDecoder[] = [
  {
    name: 'EvidenceLedger',
    corpus: [utf8(corpus.join('\n'))],
    decode: (bytes) => {
      const texts = textOf(bytes).split('\n');
      const pack = packOf(texts);
      const { problem } = checkPack(readPack(JSON.stringify(pack)), read(texts), pack.federation);
      if (problem) throw new Error(`a pack does not follow from its own entries at ${problem.path}`);
      return undefined;
    },
    refusals: [Refused, UnknownPrivacyEventError],
    weight: 10,
  },
  {
    name: 'readPack',
    corpus: [utf8(JSON.stringify(packOf(corpus))), utf8(JSON.stringify(examplePack))],
    decode: (bytes) => {
      const { problem } = checkPack(readPack(textOf(bytes)), read(corpus), examplePack.federation);
      if (problem && typeof problem.path !== 'string') throw new Error('a problem without a place');
      return undefined;
    },
    refusals: [NoPackError],
    weight: 10,
  },
];
