// Real nodes under an agreement that excludes suspects: one of them poisons, a search finds and names it, and the next study goes on
// without it. Then the coordinator lies about who is to be left out, and every node counts for itself.
import {
  adoption,
  createRoundKeyPair,
  envelope,
  envelopes,
  roundKey,
  SignatureError,
  SigningKey,
  signMessage,
  stateRequest,
  studyId,
  systemEntropy,
  verifyLedger,
  type StudyId,
} from '@chorale/crypto';
import { studyDocumentSchema, type Exclusions, type StudyDocument } from '@chorale/models';
import { sendState } from '../../client-node/src/adopt/send-state.js';
import { RoundRefused } from '../../client-node/src/agreement/refusal.js';
import { LedgerAudit } from '../../client-node/src/ledger/ledger-audit.js';
import { affectedStudies } from '../../client-node/src/rights/affected-studies.js';
import type { NodeParts } from '../../client-node/src/round/node-parts.js';
import { openNodeStore } from '../../client-node/src/storage/node-store.js';
import { loadStudy } from '../../client-node/src/study/load-study.js';
import { Unreachable } from '../../client-node/src/transport/coordinator-problem.js';
import { AttackedFederation, type AttackedStudy } from '../support/attack/attacked-federation.js';
import type { AttackedNode, Tamper } from '../support/attack/attacked-node.js';
import { eventually } from '../support/attack/eventually.js';
import { singly } from '../support/singly.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const NODES = 9;
/** Nine nodes in three groups: one that acts against another meets it in 14 rounds with a chance of 9 / 2^14 = 0.0006. */
const ROUNDS = 14;
const honestly: Tamper = (_, forward) => forward();
const document = {
  format: 'chorale-study/1',
  agreement: 'Attacked',
  computation: 'logistic-regression',
  features: ['visits'],
  privacy: { epsilon: 10 },
  deadlines: { collectSeconds: 60, committeeSeconds: 30 },
};
const searchDocument = {
  ...document,
  name: 'search',
  settings: { gradientRounds: ROUNDS - 1 },
  aggregation: { rule: 'median', groupSize: 3 },
};

const folder = temporaryFolders();
let federation: AttackedFederation;
let poisoner: AttackedNode;
let innocent: AttackedNode;
let before: StudyId;
let search: AttackedStudy;
let after: AttackedStudy;
let exclusions: Exclusions;

beforeAll(async () => {
  federation = await AttackedFederation.found(
    folder(),
    {
      cohort: { kMin: 3 },
      // Seven of nine: what members do for each other costs less.
      committee: Array.from({ length: 7 }, (_, index) => `node-${index + 1}`),
      aggregation: ['sum', 'median'],
      poisoning: { excludeAbove: 8 },
    },
    NODES,
  );
  [poisoner, innocent] = federation.nodes as [AttackedNode, AttackedNode];
  before = (await federation.house.studies.start({ ...document, name: 'before' })).study;
  await federation.house.studies.stop('before', undefined);
  // A quarter of what a lane holds, in every value: with the others it cannot wrap around.
  poisoner.arithmetic = (ring, request) => {
    const { laneBits } = request.layout.blocks[0]!;
    return ring.encryptAndShare({ ...request, values: request.values.map(() => 2 ** (laneBits - 2)) });
  };
  search = await federation.attack(honestly, searchDocument);
  await toTheEnd(search, ROUNDS);
  after = await federation.attack(honestly, { ...document, name: 'after', computation: 'statistics' });
  await toTheEnd(after, 1);
  exclusions = (await documentOf(after.id)).exclusions!;
}, 900_000);
afterAll(() => federation.stop());

/** Each round has its own time. */
async function toTheEnd(study: AttackedStudy, rounds: number): Promise<void> {
  for (let closed = 1; closed <= rounds; closed += 1)
    await eventually(`${closed} rounds close`, async () => {
      const { roundsClosed } = await federation.inside.study(study.id);
      return roundsClosed >= closed || undefined;
    });
  await study.everybodyTells(['study-ended']);
}

async function documentOf(study: StudyId): Promise<StudyDocument> {
  const bytes = await federation.house.studies.document(study);
  return studyDocumentSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
}

test('a planted poisoner is found, named alone and left out; the others go on, and it serves on the committee', async () => {
  expect(await search.status()).toBe('finished');
  const { nodes } = await federation.house.poisonSearch.suspects('search');
  expect(nodes.filter(({ suspected }) => suspected)).toMatchObject([{ node: poisoner.id, score: 10 }]);
  const { state } = await federation.inside.study(search.id);
  expect(exclusions).toEqual({
    follows: search.id,
    searches: [{ study: search.id, rounds: ROUNDS, state }],
    nodes: [poisoner.id],
  });

  expect(await after.status()).toBe('finished');
  const others = federation.nodes.filter((node) => node !== poisoner);
  expect(after.whoTold('adopted')).toEqual(others);
  expect(after.whoTold('left-out')).toEqual([poisoner]);
  const [set] = await after.ledger('set-fixed');
  expect(set).toMatchObject({ nodes: others.map(({ id }) => id), leftOut: [] });
});

test('who is left out is given no state of the study, though it asks as the others do', async () => {
  const context = federation.house.federation.id;
  const { state } = await federation.inside.study(after.id);
  const another = federation.nodes.find((node) => node !== poisoner && node !== innocent)!;
  const sentTo = async (asking: AttackedNode): Promise<number> => {
    const { publicKey } = createRoundKeyPair(systemEntropy());
    const key = signMessage(roundKey, asking.key, context, { node: asking.id, index: 999, publicKey });
    const body = { node: asking.id, study: after.id, state, keyEnvelope: key.bytes };
    const sent: Uint8Array[] = [];
    const coordinator = singly((_route, { body: bytes } = {}) => {
      sent.push(bytes!);
      return Promise.resolve(new Uint8Array());
    });
    await sendState(
      { ...innocent.parts, coordinator },
      signMessage(stateRequest, asking.key, context, body).bytes,
    );
    return sent.length;
  };
  expect(await sentTo(another)).toBe(1);
  expect(await sentTo(poisoner)).toBe(0);
});

test('an erasure names a study over groups and one that leaves suspects out like any other', () => {
  expect(affectedStudies(innocent.store, 0)).toMatchObject([
    { name: 'search', contributions: ROUNDS, mode: 'pooled', answer: 'privacy-argument' },
    { name: 'after', contributions: 1, mode: 'pooled', answer: 'privacy-argument' },
  ]);
});

test('the ledger of real signatures verifies, and its scores, suspects and exclusions are counted again', async () => {
  const audit = new LedgerAudit();
  const { verified, problem } = await verifyLedger(await federation.inside.ledgerLines(), [], audit);
  expect({ verified, problem }).toEqual({ verified: true, problem: undefined });
  expect(audit.searches.summary()).toEqual({ recounted: 1, notRecounted: 0 });
});

/** As the daemon does: a connection that was idle may be cut just when it is needed. */
async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unreachable) || tries === 5) throw error;
    }
}

/** What the coordinator makes of what it should say, by route. */
type Changes = Readonly<Record<string, (honest: Uint8Array) => Uint8Array>>;

/** A node that asks a coordinator which has made up a study. */
function shown(node: NodeParts, forged: Uint8Array, changes: Changes): NodeParts {
  const coordinator = singly(async (route, request) => {
    if (route === 'study' && request?.params?.study === studyId(forged)) return forged;
    const honest = await persistently(() => node.coordinator.request(route, request));
    return changes[route]?.(honest) ?? honest;
  });
  return { ...node, coordinator };
}

/** Why a node refuses a study of this document; undefined where it would take part. */
async function refusal(
  node: NodeParts,
  change: (honest: StudyDocument) => StudyDocument,
  changes: Changes = {},
): Promise<string | undefined> {
  const honest = { ...(await documentOf(after.id)), name: 'forged' };
  const forged = new Uint8Array(Buffer.from(JSON.stringify(change(honest))));
  const { agreement } = await federation.inside.study(after.id);
  try {
    await loadStudy(shown(node, forged, changes), studyId(forged), agreement, noPeople, noModels);
    return undefined;
  } catch (error) {
    if (!(error instanceof RoundRefused)) throw error;
    expect(error.code).toBe('exclusion-differs');
    return error.message;
  }
}
/** No study here starts from a model. */
const noModels = '';
const noPeople = (): Promise<never> => Promise.reject(new Error('no people are needed'));
const excluding =
  (change: Partial<Exclusions>) =>
  (honest: StudyDocument): StudyDocument => ({
    ...honest,
    exclusions: { ...exclusions, ...change },
  });

test('a study that leaves out whom the evidence names is taken', async () => {
  for (const { parts } of federation.nodes) expect(await refusal(parts, (honest) => honest)).toBeUndefined();
});

const lies: readonly (readonly [string, () => (honest: StudyDocument) => StudyDocument, RegExp])[] = [
  [
    'keeps the suspect in',
    () => excluding({ nodes: [] }),
    /seats node .*, though study .* suspects it at a score of 10.00/,
  ],
  [
    'leaves an innocent node out as well',
    () => excluding({ nodes: [poisoner.id, innocent.id].sort() }),
    /leaves node .* out, which no ended study suspects at a score of 8 or more/,
  ],
  ['leaves an innocent node out instead', () => excluding({ nodes: [innocent.id] }), /leaves node/],
  [
    'hides the search',
    () => excluding({ searches: [], nodes: [] }),
    /14 rounds of study "search".*holds none of them/,
  ],
  [
    'hides it, and follows the study before it',
    () => excluding({ follows: before, searches: [], nodes: [] }),
    /holds none of them/,
  ],
  [
    'says nothing of exclusions',
    () =>
      ({ exclusions: _said, ...honest }) =>
        honest,
    /does not say who is left out/,
  ],
];
test.each(lies)(
  'a study that %s is refused by every node, the suspect among them',
  async (_what, change, reason) => {
    for (const { parts } of federation.nodes) expect(await refusal(parts, change())).toMatch(reason);
  },
);

test('a study that counts fewer rounds than closed is refused', async () => {
  const rounds = await search.rounds();
  const [{ study }] = exclusions.searches as [Exclusions['searches'][number]];
  const state = rounds.at(-2)!.nextState!;
  const truncated = excluding({ searches: [{ study, rounds: ROUNDS - 1, state }], nodes: [] });
  for (const { parts } of federation.nodes)
    expect(await refusal(parts, truncated)).toMatch(/14 rounds of study "search".*holds 13 of them/);
});

test('a study that started before the search owes nothing to it', async () => {
  const { agreement } = await federation.inside.study(before);
  for (const { parts } of federation.nodes) {
    const study = await persistently(() => loadStudy(parts, before, agreement, noPeople, noModels));
    expect(study.contributorsAmong(parts.roster().nodes).size).toBe(NODES);
  }
});

describe('a node that was not there counts from signatures alone', () => {
  let close = (): void => undefined;
  let newcomer: NodeParts;
  beforeEach(() => {
    const store = openNodeStore(folder(), 'run');
    const signed = innocent.store.federation.newestRoster()!;
    const { agreement } = innocent.store.studies.find(search.id)!;
    const { bytes, consent } = innocent.store.agreements.find(agreement)!;
    store.federation.signRoster(signed);
    store.agreements.receive(agreement, bytes);
    store.agreements.sign(agreement, consent!.roster);
    newcomer = { ...innocent.parts, store };
    close = () => store.close();
  });
  afterEach(() => close());

  test('and takes the true study, and no other', async () => {
    expect(await refusal(newcomer, (honest) => honest)).toBeUndefined();
    expect(await refusal(newcomer, excluding({ nodes: [] }))).toMatch(/seats node/);
    expect(await refusal(newcomer, excluding({ nodes: [innocent.id] }))).toMatch(/leaves node/);
  });

  const changing = (change: (all: readonly Uint8Array[]) => readonly Uint8Array[]): Changes => ({
    stateProof: (proof) => envelopes.encode({ envelopes: change(envelopes.decode(proof).envelopes) }),
  });
  const signedAnew = (key: SigningKey, bytes: Uint8Array, change: object): Uint8Array => {
    const body = adoption.decode(envelope.decode(bytes).body);
    return signMessage(adoption, key, body.round, { ...body, node: key.nodeId, ...change }).bytes;
  };
  const proofs: readonly (readonly [string, (all: readonly Uint8Array[]) => readonly Uint8Array[]])[] = [
    // A quorum among nine takes seven.
    ['of six', (all) => all.slice(0, 6)],
    ['of one, seven times', (all) => Array.from({ length: 7 }, () => all[0]!)],
    [
      'half of whom sign other scores',
      (all) =>
        all.map((bytes, at) => {
          const { signer } = envelope.decode(bytes);
          const { key } = federation.nodes.find(({ id }) => id === signer)!;
          return at % 2 === 0 ? bytes : signedAnew(key, bytes, { groupScores: [0, 0, 0] });
        }),
    ],
  ];
  test.each(proofs)('and not from the word %s', async (_what, change) => {
    expect(await refusal(newcomer, (honest) => honest, changing(change))).toMatch(
      /too few recipients stand for the scores/,
    );
  });

  test('nor from that of strangers', async () => {
    const { key: stranger } = SigningKey.generate(systemEntropy());
    const strangers = changing((all) => all.map((bytes) => signedAnew(stranger, bytes, {})));
    expect(await refusal(newcomer, (honest) => honest, strangers)).toMatch(
      /too few recipients stand for the scores/,
    );
  });

  test('a word that its signer did not sign ends the check at once', async () => {
    const forged = changing((all) =>
      all.map((bytes) => {
        const signed = envelope.decode(bytes);
        return envelope.encode({ ...signed, signature: signed.signature.map((byte) => byte ^ 1) });
      }),
    );
    await expect(refusal(newcomer, (honest) => honest, forged)).rejects.toThrow(SignatureError);
  });
});
