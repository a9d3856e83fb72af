// A round as five nodes agreed on it, and the reason with which one of them stays out of a round that differs.
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
export const coordinator = SigningKey.fromSeed(new Uint8Array(32).fill(8));
export const stranger = SigningKey.fromSeed(new Uint8Array(32).fill(9));
export const ids = keys.map((key) => key.nodeId);

export const agreement = agreementSchema.parse({
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
export const expected = {
  computation: 'logistic-regression',
  parameters,
  blocks,
  privacy,
  release: agreement.release,
  grouping: undefined,
};

const entropy = systemEntropy();
/** A round key of a node, as `signer` signs it. */
export function signedKey(node: NodeId, signer: SigningKey, index = 0): Uint8Array {
  const { publicKey } = createRoundKeyPair(entropy);
  return signMessage(roundKey, signer, federation, { node, index, publicKey }).bytes;
}
export const committeeKeys = keys.map((key) => signedKey(key.nodeId, key));
export const now = Date.parse('2029-06-01');
export const honest: Descriptor = {
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
export const facts: DescriptorFacts = {
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
export function refusalOf(
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
