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
  type NodeId,
  type RosterNode,
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
  grouping: undefined,
};

const entropy = systemEntropy();
/** A round key of a node, as `signer` signs it. */
function signedKey(node: NodeId, signer: SigningKey, index = 0): Uint8Array {
  const { publicKey } = createRoundKeyPair(entropy);
  return signMessage(roundKey, signer, federation, { node, index, publicKey }).bytes;
}
const committeeKeys = keys.map((key) => signedKey(key.nodeId, key));
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
  cohort: ids,
  committee: ids,
  committeeKeys,
  threshold: 4,
  quorum: 4,
  kMin: 4,
  recipients: ids,
  recipientKeyIndexes: ids.map(() => 0),
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
    suspended: [],
    nodes: keys.map((key) => ({
      id: key.nodeId,
      member: 'm',
      name: key.nodeId,
      region: '',
      role: 'contributor',
      signingKey: key.publicKey,
    })),
  },
  contributors: new Set(ids),
  expected,
  deadlines: { collectSeconds: 1, committeeSeconds: 1 },
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
  ['a member left out that takes part', { committee: ids.slice(1) }, 'committee-mismatch'],
  ['a stranger on the committee', { committee: [...ids, stranger.nodeId].sort() }, 'committee-mismatch'],
  ['a member twice', { committee: [ids[0]!, ...ids] }, 'committee-mismatch'],
  ['a state that fewer adoptions make', { quorum: 3 }, 'cohort-too-small'],
  ['a sum that a contributor does not receive', { recipients: ids.slice(0, 4) }, 'roster-mismatch'],
  ['a lower threshold', { threshold: 3 }, 'committee-mismatch'],
  ['a higher threshold', { threshold: 5 }, 'committee-mismatch'],
  ['no key for a member', { committeeKeys: committeeKeys.slice(1) }, 'key-mismatch'],
  ['a key too many', { committeeKeys: [...committeeKeys, committeeKeys[0]!] }, 'key-mismatch'],
  ['no key for a recipient', { recipientKeyIndexes: [0, 0, 0, 0] }, 'key-mismatch'],
  [
    "the coordinator's key in a member's place",
    { committeeKeys: committeeKeys.with(1, signedKey(ids[1]!, coordinator)) },
    'key-mismatch',
  ],
  [
    "one member's signed key for another",
    { committeeKeys: committeeKeys.with(1, committeeKeys[2]!) },
    'key-mismatch',
  ],
  ['two keys of one node', { recipientKeyIndexes: [0, 7, 0, 0, 0] }, 'key-mismatch'],
  [
    'a key that a stranger signed',
    { committeeKeys: committeeKeys.with(1, signedKey(stranger.nodeId, stranger)) },
    'key-mismatch',
  ],
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
  ['more time to collect than the study gives', { collectBy: now + 1001 }, 'terms-differ'],
  ['more time for the committee than the study gives', { committeeBy: now + 2001 }, 'terms-differ'],
  [
    'a round of the future',
    { openedAt: now + 400_000, collectBy: now + 401_000, committeeBy: now + 402_000 },
    'terms-differ',
  ],
];
test.each(weaker)('refuses %s', (_what, change, code) => {
  expect(refusalOf(change)).toBe(code);
});

test('refuses after the agreement has expired, and keys of nodes whose id is another key', () => {
  expect(refusalOf({}, { nowMs: Date.parse('2030-02-01') })).toBe('agreement-expired');
  const impostor = facts.roster.nodes.map((node, index) =>
    index === 1 ? { ...node, signingKey: stranger.publicKey } : node,
  );
  const swapped = committeeKeys.with(1, signedKey(ids[1]!, stranger));
  expect(refusalOf({ committeeKeys: swapped }, { roster: { ...facts.roster, nodes: impostor } })).toBe(
    'key-mismatch',
  );
});

describe('a study that leaves the first node out, as the agreement and earlier studies say', () => {
  const seated = ids.slice(1);
  const leavesOut = { contributors: new Set(seated) };
  const round: Partial<Descriptor> = {
    cohort: seated,
    quorum: 3,
    recipients: seated,
    recipientKeyIndexes: seated.map(() => 0),
  };

  test('is accepted by those who are left and by the node itself, which still serves on the committee', () => {
    const { computation, release, grouping } = expected;
    for (const self of seated) expect(refusalOf(round, { ...leavesOut, self })).toBeUndefined();
    const service = { ...leavesOut, self: ids[0]!, expected: { computation, release, grouping } };
    expect(refusalOf(round, service)).toBeUndefined();
  });

  test.each<[string, Partial<Descriptor>, string]>([
    [
      'seats it',
      { cohort: ids, recipients: ids, recipientKeyIndexes: ids.map(() => 0) },
      'exclusion-differs',
    ],
    ['hands it the sum', { recipients: ids, recipientKeyIndexes: ids.map(() => 0) }, 'roster-mismatch'],
    ['takes the quorum of all nodes', { quorum: 4 }, 'cohort-too-small'],
    ['needs fewer shares for it', { threshold: 3 }, 'committee-mismatch'],
  ])('refuses a round that %s', (_what, change, code) => {
    expect(refusalOf({ ...round, ...change }, { ...leavesOut, self: ids[1]! })).toBe(code);
  });
});

test('lets the coordinator open sums where the agreement says so, and only there', () => {
  const recipients = [...ids, coordinator.nodeId].sort();
  const change = {
    release: 'coordinator',
    recipients,
    recipientKeyIndexes: recipients.map(() => 0),
  } as const;
  const open = {
    agreement: { ...agreement, release: 'coordinator' as const },
    expected: { ...expected, release: 'coordinator' as const },
  };
  expect(refusalOf(change, open)).toBeUndefined();
  expect(refusalOf(change)).toBe('roster-mismatch');
});

test('a suspended node is seated neither in the cohort nor on the committee', () => {
  const suspended = { roster: { ...facts.roster, suspended: [ids[4]!] } };
  expect(refusalOf({}, suspended)).toBe('node-suspended');
  const without = { cohort: ids.slice(0, 4), recipients: ids.slice(0, 4), recipientKeyIndexes: [0, 0, 0, 0] };
  expect(refusalOf(without, suspended)).toBe('node-suspended');
  const offCommittee = { committee: ids.slice(0, 4), committeeKeys: committeeKeys.slice(0, 4) };
  expect(refusalOf({ ...without, ...offCommittee }, suspended)).toBeUndefined();
});

describe('the agreed regions', () => {
  const regions = ['eu', 'cn'];
  const agreed = { ...agreement, regions };
  const standing = (regionAt: (index: number) => string): Partial<DescriptorFacts> => ({
    agreement: agreed,
    roster: {
      ...facts.roster,
      nodes: facts.roster.nodes.map((node, index) => ({ ...node, region: regionAt(index) })),
    },
  });

  test('hold for the whole cohort and the whole committee', () => {
    expect(
      refusalOf(
        {},
        standing((index) => regions[index % 2]!),
      ),
    ).toBeUndefined();
    expect(
      refusalOf(
        {},
        standing((index) => (index === 3 ? 'us' : 'eu')),
      ),
    ).toBe('region-outside');
    expect(
      refusalOf(
        {},
        standing((index) => (index === 3 ? '' : 'eu')),
      ),
    ).toBe('region-outside');
  });

  test('hold for a committee member that brings no rows', () => {
    const auditor = ids[4]!;
    const around = standing((index) => (index === 4 ? 'us' : 'eu'));
    const nodes = around.roster!.nodes.map((node) =>
      node.id === auditor ? { ...node, role: 'committee' as const } : node,
    );
    const cohort = ids.slice(0, 4);
    const round = { cohort, recipients: cohort, recipientKeyIndexes: cohort.map(() => 0), quorum: 3 };
    const changed = { roster: { ...facts.roster, nodes }, contributors: new Set(cohort) };
    expect(refusalOf(round, { ...around, ...changed })).toBe('region-outside');
  });
});

describe('a federation of 20 contributors and an auditor, whose agreement names the committee', () => {
  const signers = Array.from({ length: 21 }, (_, index) =>
    SigningKey.fromSeed(new Uint8Array(32).fill(100 + index)),
  ).sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
  const auditor = signers[4]!.nodeId;
  const roster: RosterNode[] = signers.map(({ nodeId, publicKey }, index) => ({
    ...{ id: nodeId, member: `m${index}`, name: `n${index}`, region: '', signingKey: publicKey },
    role: nodeId === auditor ? 'committee' : 'contributor',
  }));
  const named = { ...agreement, committee: roster.slice(0, 8).map(({ name }) => name) };
  const members = signers.slice(0, 8);
  const cohort = roster.filter(({ role }) => role === 'contributor').map(({ id }) => id);
  const round: Partial<Descriptor> = {
    cohort,
    committee: members.map(({ nodeId }) => nodeId),
    committeeKeys: members.map((key) => signedKey(key.nodeId, key)),
    threshold: 6,
    quorum: 11,
    recipients: cohort,
    recipientKeyIndexes: cohort.map(() => 0),
  };
  const around = {
    agreement: named,
    self: cohort[12]!,
    roster: { ...facts.roster, nodes: roster },
    contributors: new Set(cohort),
  };
  const without = (...away: number[]): Partial<Descriptor> => ({
    committee: round.committee!.filter((_, index) => !away.includes(index)),
    committeeKeys: round.committeeKeys!.filter((_, index) => !away.includes(index)),
  });

  test('is accepted by a contributor off the committee, by one on it, and by the auditor, who knows no state', () => {
    expect(refusalOf(round, around)).toBeUndefined();
    expect(refusalOf(round, { ...around, self: members[0]!.nodeId })).toBeUndefined();
    const { computation, release, grouping } = expected;
    expect(
      refusalOf(round, { ...around, self: auditor, expected: { computation, release, grouping } }),
    ).toBeUndefined();
  });

  test('members that left no key may be away, up to m - t', () => {
    const leftOut = (...away: number[]): Partial<Descriptor> => {
      const gone = away.map((index) => members[index]!.nodeId);
      const here = cohort.filter((id) => !gone.includes(id));
      return {
        ...round,
        ...without(...away),
        cohort: here,
        recipients: here,
        recipientKeyIndexes: here.map(() => 0),
      };
    };
    expect(refusalOf(leftOut(0, 4), around)).toBeUndefined();
    expect(refusalOf(leftOut(0, 1, 4), around)).toBe('committee-mismatch');
  });

  const outsiders = signers.slice(8, 16);
  test.each<[string, Partial<Descriptor>, Partial<DescriptorFacts>, string]>([
    ['no committee in the agreement', {}, { agreement }, 'committee-mismatch'],
    [
      'another committee than the agreement names',
      {
        committee: outsiders.map(({ nodeId }) => nodeId),
        committeeKeys: outsiders.map((key) => signedKey(key.nodeId, key)),
      },
      {},
      'committee-mismatch',
    ],
    [
      'a name that the roster does not hold',
      {},
      { agreement: { ...named, committee: [...named.committee.slice(1), 'nobody'] } },
      'committee-mismatch',
    ],
    ['the threshold of a smaller committee', { threshold: 5 }, {}, 'committee-mismatch'],
    ['a contributor on the committee left out of it', without(0), {}, 'committee-mismatch'],
    [
      'the auditor in the cohort',
      { cohort: [...cohort, auditor].sort(), recipients: [...cohort, auditor].sort() },
      {},
      'roster-mismatch',
    ],
    ['the auditor among the recipients', { recipients: [...cohort, auditor].sort() }, {}, 'roster-mismatch'],
    [
      'a cohort that leaves this contributor out',
      { cohort: cohort.slice(0, 12) },
      { self: cohort[12]! },
      'not-in-cohort',
    ],
  ])('refuses %s', (_what, change, factsChange, code) => {
    expect(refusalOf({ ...round, ...change }, { ...around, ...factsChange })).toBe(code);
  });
});
