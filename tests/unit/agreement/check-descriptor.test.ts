// Every way in which a coordinator could weaken a round, and the reason with which a node stays out.
import {
  chooseParameters,
  createRoundKeyPair,
  PROTOCOL_VERSION,
  roundKey,
  signMessage,
  SigningKey,
  systemEntropy,
  type AgreementHash,
  type Descriptor,
  type Hash,
  type RosterHash,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import { agreementSchema, planStudy, studySchema, termsOfRound } from '@chorale/models';
import {
  checkDescriptor,
  type DescriptorFacts,
} from '../../../client-node/src/agreement/check-descriptor.js';
import { RoundRefused } from '../../../client-node/src/agreement/refusal.js';

const federation = 'fe'.repeat(32);
const keys = [1, 2, 3, 4, 5]
  .map((byte) => SigningKey.fromSeed(new Uint8Array(32).fill(byte)))
  .sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
const coordinator = SigningKey.fromSeed(new Uint8Array(32).fill(8));
const stranger = SigningKey.fromSeed(new Uint8Array(32).fill(9));
const ids = keys.map((key) => key.nodeId);

const agreement = agreementSchema.parse({
  format: 'chorale-agreement/1',
  federation: 'test',
  title: 'test',
  purpose: 'test',
  legalBasis: 'test',
  people: 1000,
  dictionary: {
    features: [{ name: 'age', type: 'number', lower: 0, upper: 100 }],
    label: { name: 'bought' },
  },
  cohort: { kMin: 4 },
  privacy: { mode: 'pooled', epsilon: 1, delta: 1e-5 },
  computations: ['logistic-regression'],
  expires: '2030-01-31',
});
const study = studySchema.parse({
  format: 'chorale-study/1',
  name: 'test',
  agreement: 'test',
  computation: 'logistic-regression',
  features: ['age'],
});
const plan = planStudy(agreement, study, { nodes: 5 });
const layout = plan.computation.layout(plan.computation.start(plan.context, plan.noise));
const terms = termsOfRound(plan, 0, layout, (layoutOf) => chooseParameters(5, 5, layoutOf));
const { parameters, blocks, privacy } = terms;
const expected = {
  computation: 'logistic-regression',
  parameters,
  blocks,
  privacy,
  release: agreement.release,
};

const entropy = systemEntropy();
const parties = keys.map((key) => {
  const { publicKey } = createRoundKeyPair(entropy);
  const { bytes } = signMessage(roundKey, key, federation, { node: key.nodeId, index: 0, publicKey });
  return { node: key.nodeId, keyIndex: 0, publicKey, keyEnvelope: bytes };
});
const now = Date.parse('2029-06-01');
const honest: Descriptor = {
  protocol: PROTOCOL_VERSION,
  federation: federation as Hash,
  agreement: 'aa'.repeat(32) as AgreementHash,
  study: 'bb'.repeat(32) as StudyId,
  ...expected,
  round: 0,
  attempt: 0,
  state: 'cc'.repeat(32) as StateHash,
  roster: 'dd'.repeat(32) as RosterHash,
  rosterVersion: 3,
  parties,
  cohort: ids,
  committee: ids,
  threshold: 4,
  kMin: 4,
  recipients: ids,
  openedAt: now,
  collectBy: now + 1000,
  committeeBy: now + 2000,
  ledgerSize: 9,
  ledgerRoot: 'ee'.repeat(32) as Hash,
};
const facts: DescriptorFacts = {
  federation,
  coordinatorKey: coordinator.publicKey,
  self: ids[0]!,
  agreement,
  roster: {
    hash: honest.roster,
    version: 3,
    nodes: keys.map((key) => ({
      id: key.nodeId,
      member: 'm',
      name: 'n',
      region: '',
      signingKey: key.publicKey,
    })),
  },
  expected,
  nowMs: now,
};

/** The refusal's code; undefined when the round is accepted. */
function refusalOf(
  change: Partial<Descriptor>,
  factsChange: Partial<DescriptorFacts> = {},
): string | undefined {
  try {
    checkDescriptor({ ...honest, ...change }, { ...facts, ...factsChange });
    return undefined;
  } catch (error) {
    if (error instanceof RoundRefused) return error.code;
    throw error;
  }
}

test('a round as agreed is accepted, up to the last moment of the last day', () => {
  expect(refusalOf({})).toBeUndefined();
  expect(refusalOf({}, { nowMs: Date.parse('2030-01-31T23:59:59Z') })).toBeUndefined();
});

const strangerParty = { ...parties[1]!, node: stranger.nodeId };
const weaker: [string, Partial<Descriptor>, string][] = [
  ['another federation', { federation: '00'.repeat(32) as Hash }, 'wrong-federation'],
  ['another protocol version', { protocol: PROTOCOL_VERSION + 1 }, 'wrong-federation'],
  ['an older roster', { rosterVersion: 2 }, 'roster-mismatch'],
  ['another roster of the same version', { roster: '00'.repeat(32) as RosterHash }, 'roster-mismatch'],
  ['a computation that was not agreed', { computation: 'statistics' }, 'computation-not-allowed'],
  ['a stranger in the cohort', { cohort: [...ids.slice(1), stranger.nodeId].sort() }, 'roster-mismatch'],
  ['a stranger among the recipients', { recipients: [...ids, stranger.nodeId].sort() }, 'roster-mismatch'],
  ['a node twice in the cohort', { cohort: [ids[0]!, ids[0]!, ...ids.slice(1)] }, 'roster-mismatch'],
  ['a cohort without this node', { cohort: ids.slice(1) }, 'not-in-cohort'],
  ['a smaller k_min', { kMin: 3 }, 'cohort-too-small'],
  ['a cohort smaller than k_min', { cohort: ids.slice(0, 3) }, 'cohort-too-small'],
  ['a smaller committee', { committee: ids.slice(0, 3), threshold: 3 }, 'committee-mismatch'],
  [
    'fewer shares because nodes were left out',
    { cohort: ids.slice(0, 4), committee: ids.slice(0, 4), recipients: ids.slice(0, 4), threshold: 3 },
    'committee-mismatch',
  ],
  ['a sum that a contributor does not receive', { recipients: ids.slice(0, 4) }, 'roster-mismatch'],
  ['a lower threshold', { threshold: 3 }, 'committee-mismatch'],
  ['a higher threshold', { threshold: 5 }, 'committee-mismatch'],
  ['no key for a member', { parties: parties.slice(1) }, 'key-mismatch'],
  ['two keys for a member', { parties: [...parties, parties[0]!] }, 'key-mismatch'],
  [
    "the coordinator's key in a member's place",
    { parties: parties.with(1, { ...parties[1]!, publicKey: createRoundKeyPair(entropy).publicKey }) },
    'key-mismatch',
  ],
  [
    "one member's signed key for another",
    { parties: parties.with(1, { ...parties[2]!, node: ids[1]! }) },
    'key-mismatch',
  ],
  [
    'another index for a signed key',
    { parties: parties.with(1, { ...parties[1]!, keyIndex: 7 }) },
    'key-mismatch',
  ],
  ['a key of a stranger beside', { parties: parties.with(1, strangerParty) }, 'key-mismatch'],
  ['less noise', { privacy: { ...privacy, nodeNoiseVarianceNumerator: 4n } }, 'terms-differ'],
  ['no noise', { privacy: { ...privacy, mode: 'none', noiseMultiplier: 0 } }, 'terms-differ'],
  [
    'a smaller noise multiplier',
    { privacy: { ...privacy, noiseMultiplier: privacy.noiseMultiplier / 2 } },
    'terms-differ',
  ],
  ['a larger clip', { privacy: { ...privacy, clipNormL2: privacy.clipNormL2 * 2 } }, 'terms-differ'],
  ['sampling that the plan does not know', { privacy: { ...privacy, samplingRate: 0.5 } }, 'terms-differ'],
  ['a finer grid', { blocks: blocks.map((block) => ({ ...block, grid: block.grid / 2 })) }, 'terms-differ'],
  ['a block more', { blocks: [...blocks, { ...blocks[0]!, name: 'extra' }] }, 'terms-differ'],
  ['release to the coordinator', { release: 'coordinator' }, 'terms-differ'],
  ['deadlines out of order', { committeeBy: honest.collectBy }, 'terms-differ'],
];
test.each(weaker)('refuses %s', (_what, change, code) => {
  expect(refusalOf(change)).toBe(code);
});

test('refuses after the agreement has expired, and keys of nodes whose id is another key', () => {
  expect(refusalOf({}, { nowMs: Date.parse('2030-02-01') })).toBe('agreement-expired');
  const impostor = facts.roster.nodes.map((node, index) =>
    index === 1 ? { ...node, signingKey: stranger.publicKey } : node,
  );
  const { publicKey } = parties[1]!;
  const forged = signMessage(roundKey, stranger, federation, { node: ids[1]!, index: 0, publicKey });
  const swapped = parties.with(1, { ...parties[1]!, keyEnvelope: forged.bytes });
  expect(refusalOf({ parties: swapped }, { roster: { ...facts.roster, nodes: impostor } })).toBe(
    'key-mismatch',
  );
});

test('lets the coordinator open sums where the agreement says so, and only there', () => {
  const id = coordinator.nodeId;
  const { publicKey } = createRoundKeyPair(entropy);
  const own = signMessage(roundKey, coordinator, federation, { node: id, index: 0, publicKey });
  const party = { node: id, keyIndex: 0, publicKey, keyEnvelope: own.bytes };
  const change = {
    release: 'coordinator',
    recipients: [...ids, id].sort(),
    parties: [...parties, party],
  } as const;
  const open = {
    agreement: { ...agreement, release: 'coordinator' as const },
    expected: { ...expected, release: 'coordinator' as const },
  };
  expect(refusalOf(change, open)).toBeUndefined();
  expect(refusalOf(change)).toBe('roster-mismatch');
  const forged = signMessage(roundKey, stranger, federation, { node: id, index: 0, publicKey });
  expect(refusalOf({ ...change, parties: [...parties, { ...party, keyEnvelope: forged.bytes }] }, open)).toBe(
    'key-mismatch',
  );
});
