// The messages of one round, in the order of docs/protocol.md.
import {
  fixedBytes,
  flag,
  float64,
  list,
  oneOf,
  optional,
  safeInteger,
  struct,
  text,
  u16,
  u32,
  u64,
  u8,
  variableBytes,
  type Decoded,
} from './codec.js';
import {
  agreementHashCodec,
  hashCodec,
  nodeIdCodec,
  rosterHashCodec,
  roundIdCodec,
  stateHashCodec,
  studyIdCodec,
} from './ids.js';
import { defineMessage } from './message.js';

export const MOST_NODES = 4096;
export const MOST_COMMITTEE = 64;
/** A chunk holds at most 64 packed polynomials. */
export const POLYNOMIALS_PER_CHUNK = 64;
export const MOST_CHUNKS = 8192;
/** Of polynomials of the largest ring, 30,720 bytes each; a round's own lengths are checked against its descriptor. */
export const MOST_CHUNK_BYTES = POLYNOMIALS_PER_CHUNK * 30_720;
const MOST_SEALED_SHARE_BYTES = 64 * 1024;
/** X-Wing ciphertext 1120, content key 32, tag 16. */
export const SEALED_CONTENT_KEY_BYTES = 1168;
/** A sum of shares for each of 270 groups. */
const MOST_SEALED_SUM_BYTES = 8 * 1024 * 1024;
const MOST_RELEASE_BYTES = MOST_SEALED_SUM_BYTES + 1024;
/** Of a signed {@link roundKey}. */
const MOST_ROUND_KEY_BYTES = 4096;

const block = struct({
  name: text(80),
  /** Values, before lanes. */
  length: u32,
  /** Bits of a lane; with several limbs, of each limb. */
  laneBits: u8,
  /** Coefficients a value takes; 1 unless the plaintext modulus is too narrow. */
  limbs: u8,
  /** Real size of one integer step. */
  grid: float64,
});
export type DescriptorBlock = Decoded<typeof block>;

const privacyTerms = struct({
  mode: oneOf(['pooled', 'local', 'member', 'none']),
  clipNormL2: float64,
  samplingRate: float64,
  /** z: total noise standard deviation over p times the sensitivity; 0 in mode none. */
  noiseMultiplier: float64,
  /** Variance of each node's discrete Gaussian in squared grid steps, as a fraction. */
  nodeNoiseVarianceNumerator: u64,
  nodeNoiseVarianceDenominator: u64,
  nodesPerPerson: u16,
  colluding: u16,
});
export type DescriptorPrivacy = Decoded<typeof privacyTerms>;

const grouping = struct({
  /** Group of each node of the cohort, in its order, from 0. */
  groupOf: list(u16, MOST_NODES),
  /** Fewest nodes that were drawn into a group. */
  groupSize: u16,
  /** Groups that must be left when the set is fixed, so that the study's rule means something. */
  fewestGroups: u16,
  /** Content hash of the drawing that the groups follow from (drawing-messages.ts). */
  drawing: hashCodec,
});
export interface DescriptorGrouping extends Decoded<typeof grouping> {}

/** 1. Everything a round fixes in advance; signed by the coordinator (context: the federation). Its hash names the round. */
export const descriptor = defineMessage(
  'chorale/descriptor/1',
  struct({
    protocol: u16,
    federation: hashCodec,
    agreement: agreementHashCodec,
    study: studyIdCodec,
    computation: text(80),
    /** Position in the study's schedule, from 0. */
    round: u32,
    /** From 0; counts rounds burned unopened on the same state. */
    attempt: u16,
    state: stateHashCodec,
    roster: rosterHashCodec,
    rosterVersion: u32,
    cohort: list(nodeIdCodec, MOST_NODES),
    /** The Shamir point of a member is its position from 1. */
    committee: list(nodeIdCodec, MOST_COMMITTEE),
    /** Signed {@link roundKey} of each member, in committee order: shares are sealed to it, in this round only. */
    committeeKeys: list(variableBytes(MOST_ROUND_KEY_BYTES), MOST_COMMITTEE),
    threshold: u8,
    /** Equal adoptions that make the next state. */
    quorum: u16,
    kMin: u16,
    parameters: oneOf(['P1', 'P2']),
    blocks: list(block, 4096),
    privacy: privacyTerms,
    /** Disjoint groups whose sums are opened one by one; without it there is one sum over everybody. */
    grouping: optional<DescriptorGrouping>(grouping),
    release: oneOf(['members', 'coordinator']),
    recipients: list(nodeIdCodec, MOST_NODES),
    /** Which of its one-round keys each recipient uses, in their order; the committee fetches the keys themselves. */
    recipientKeyIndexes: list(u32, MOST_NODES),
    openedAt: safeInteger,
    collectBy: safeInteger,
    committeeBy: safeInteger,
    ledgerSize: safeInteger,
    ledgerRoot: hashCodec,
  }),
);
export type Descriptor = ReturnType<(typeof descriptor)['decode']>;

/** 3. What a node signs of its contribution; context: the round. */
export const manifest = defineMessage(
  'chorale/manifest/1',
  struct({
    round: roundIdCodec,
    node: nodeIdCodec,
    polynomials: u32,
    /** SHA-256 of each chunk of packed ciphertext. */
    chunks: list(hashCodec, MOST_CHUNKS),
    /** RFC 9162 Merkle root over the chunk hashes: H(c). */
    ciphertextRoot: hashCodec,
    /** SHA-256 of the share sealed to each committee member, in committee order. */
    sealedShares: list(hashCodec, MOST_COMMITTEE),
  }),
);
export type Manifest = ReturnType<(typeof manifest)['decode']>;

/** The upload after its chunks: the signed manifest and a sealed share for each committee member. */
export const contribution = defineMessage(
  'chorale/contribution/1',
  struct({
    manifest: variableBytes(1024 * 1024),
    sealedShares: list(variableBytes(MOST_SEALED_SHARE_BYTES), MOST_COMMITTEE),
  }),
);

/** Associated data of a sealed share: it opens nowhere else. */
export const shareBinding = defineMessage(
  'chorale/share-binding/1',
  struct({
    round: roundIdCodec,
    node: nodeIdCodec,
    member: nodeIdCodec,
    ciphertextRoot: hashCodec,
    nodeKey: fixedBytes(32),
  }),
);

/** The shares for one committee member that have arrived, each with its contribution's manifest. */
export const shareInbox = defineMessage(
  'chorale/share-inbox/1',
  struct({
    shares: list(
      struct({ manifest: variableBytes(1024 * 1024), sealedShare: variableBytes(MOST_SEALED_SHARE_BYTES) }),
      MOST_NODES,
    ),
  }),
);

/** 5a. Which shares a member could open, and which not; context: the round. */
export const shareReport = defineMessage(
  'chorale/share-report/1',
  struct({
    round: roundIdCodec,
    member: nodeIdCodec,
    good: list(nodeIdCodec, MOST_NODES),
    bad: list(nodeIdCodec, MOST_NODES),
  }),
);

/** 4. The set S: signed manifests by ascending node id. Its root is the Merkle root over their bytes. */
export const contributionSet = defineMessage(
  'chorale/contribution-set/1',
  struct({ round: roundIdCodec, manifests: list(variableBytes(1024 * 1024), MOST_NODES) }),
);

/** 5. A member's word that it will help to open this set and no other; context: the round. */
export const commit = defineMessage(
  'chorale/commit/1',
  struct({ round: roundIdCodec, member: nodeIdCodec, setRoot: hashCodec }),
);

/** 6. The member's sums of shares, one a group, side by side, sealed to the recipients; context: the round. */
export const release = defineMessage(
  'chorale/release/1',
  struct({
    round: roundIdCodec,
    member: nodeIdCodec,
    setRoot: hashCodec,
    /** Ciphertext under one content key (committee/sealed-to-many.ts). */
    sealedSum: variableBytes(MOST_SEALED_SUM_BYTES),
  }),
);

/** What a member sends: the signed release, and its content key sealed to each recipient, in their order. */
export const releaseUpload = defineMessage(
  'chorale/release-upload/1',
  struct({
    release: variableBytes(MOST_RELEASE_BYTES),
    sealedKeys: list(fixedBytes(SEALED_CONTENT_KEY_BYTES), MOST_NODES),
  }),
);

/** What a recipient fetches: the signed releases, each with the content key sealed to it alone. */
export const releaseInbox = defineMessage(
  'chorale/release-inbox/1',
  struct({
    releases: list(
      struct({
        release: variableBytes(MOST_RELEASE_BYTES),
        sealedKey: fixedBytes(SEALED_CONTENT_KEY_BYTES),
      }),
      MOST_COMMITTEE,
    ),
  }),
);

/** Associated data of a sealed sum of shares. */
export const releaseBinding = defineMessage(
  'chorale/release-binding/1',
  struct({ round: roundIdCodec, member: nodeIdCodec, setRoot: hashCodec }),
);

/** The coordinator's sums of the ciphertexts over S: group by group, each chunk by chunk. */
export const ciphertextSum = defineMessage(
  'chorale/ciphertext-sum/1',
  struct({ round: roundIdCodec, setRoot: hashCodec, chunks: list(hashCodec, MOST_CHUNKS) }),
);

/** What one chunk of the sum was added up of, as many as one answer holds and at least one. */
export const sumParts = defineMessage(
  'chorale/sum-parts/1',
  struct({ chunks: list(variableBytes(MOST_CHUNK_BYTES), MOST_NODES) }),
);

/** A member's signed messages of one step, side by side. */
export const envelopes = defineMessage(
  'chorale/envelopes/1',
  struct({ envelopes: list(variableBytes(16 * 1024 * 1024), MOST_NODES) }),
);

const vectorBlock = struct({ name: text(80), length: u32, sumRange: float64, precision: float64 });

/** What the next round adds up; derived from the state by every node alike. */
export const nextLayout = defineMessage(
  'chorale/next-layout/1',
  struct({ blocks: list(vectorBlock, 4096), clipNormL2: float64 }),
);

const badShare = struct({
  member: nodeIdCodec,
  /** Whether it released something that is no sum of shares at all, which no dealer can bring about. */
  malformed: flag,
  /** Groups of the set, in its order, to whose key its share does not belong; only 0 where everybody is added up together. */
  groups: list(u16, MOST_NODES),
});
export interface BadShare extends Decoded<typeof badShare> {}

/** 7. The state a recipient derived from the opened sum; context: the round. */
export const adoption = defineMessage(
  'chorale/adoption/2',
  struct({
    round: roundIdCodec,
    node: nodeIdCodec,
    setRoot: hashCodec,
    state: stateHashCodec,
    /** Encoded {@link nextLayout}; of the last state when done. */
    layout: variableBytes(1024 * 1024),
    done: flag,
    /** Shares of committee members that were found out with a spare one. */
    badShares: list<BadShare>(badShare, MOST_COMMITTEE),
    /** Additions checked, and whether one was wrong: the study stops on it. */
    sumChecked: u16,
    sumWrong: flag,
    /** Positions in the cohort of nodes that are not in the set, ascending: with the descriptor they say who is in each group. */
    leftOut: list(u16, MOST_NODES),
    /** Of each group of the set in its order, in hundredths: how far its mean lies from the others'. Empty without groups. */
    groupScores: list(u16, MOST_NODES),
  }),
);

/** Adoptions before they said in which groups a share was off, and who was not in the set. Read, never written. */
export const adoptionWithoutSet = defineMessage(
  'chorale/adoption/1',
  struct({
    round: roundIdCodec,
    node: nodeIdCodec,
    setRoot: hashCodec,
    state: stateHashCodec,
    layout: variableBytes(1024 * 1024),
    done: flag,
    badMembers: list(nodeIdCodec, MOST_COMMITTEE),
    sumChecked: u16,
    sumWrong: flag,
    groupScores: list(u16, MOST_NODES),
  }),
);

/** A member's word that it never released this round and has erased what it would take; context: the round. */
export const burn = defineMessage('chorale/burn/1', struct({ round: roundIdCodec, member: nodeIdCodec }));

/** A recipient whose opening failed; the round is spent all the same; context: the round. */
export const openFailure = defineMessage(
  'chorale/open-failure/1',
  struct({ round: roundIdCodec, node: nodeIdCodec, reason: text(400) }),
);

/** A node that will not contribute says why: the descriptor is weaker than its agreement, or its budget is spent. */
export const refusal = defineMessage(
  'chorale/refusal/1',
  struct({ round: roundIdCodec, node: nodeIdCodec, code: text(80), reason: text(800) }),
);

/** A node that missed rounds asks for the state; context: the federation. */
export const stateRequest = defineMessage(
  'chorale/state-request/1',
  struct({
    node: nodeIdCodec,
    study: studyIdCodec,
    state: stateHashCodec,
    keyEnvelope: variableBytes(MOST_ROUND_KEY_BYTES),
  }),
);

/** The state, sealed by a member to one of the asking node's round keys; context: the federation. */
export const stateTransfer = defineMessage(
  'chorale/state-transfer/1',
  struct({
    to: nodeIdCodec,
    study: studyIdCodec,
    state: stateHashCodec,
    sealedState: variableBytes(256 * 1024 * 1024),
  }),
);

/** Associated data of a sealed state. */
export const stateBinding = defineMessage(
  'chorale/state-binding/1',
  struct({ to: nodeIdCodec, from: nodeIdCodec, study: studyIdCodec, state: stateHashCodec }),
);
