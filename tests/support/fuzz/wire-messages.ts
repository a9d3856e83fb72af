// Every message of crypto/src/wire and crypto/src/identity, with values of every shape: what property tests encode and
// fuzzing mutates. tests/fuzz/registry.test.ts fails where a message is defined and not listed here.
import fc from 'fast-check';
import * as crypto from '@chorale/crypto';
import type { Message } from '@chorale/crypto';

export interface CoveredMessage {
  readonly tag: string;
  readonly values: fc.Arbitrary<unknown>;
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

type Shape<T> = { readonly [K in keyof T]: fc.Arbitrary<unknown> };

/** All fields of a message have to be named; what they hold is checked by encoding it. */
function cover<T>(kind: Message<T>, shape: Shape<T> & Record<string, fc.Arbitrary<unknown>>): CoveredMessage {
  return {
    tag: kind.tag,
    values: fc.record<Record<string, unknown>>(shape),
    encode: (value) => kind.encode(value as T),
    decode: (bytes) => kind.decode(bytes),
  };
}

const hex = (size: number) =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((value) => Buffer.from(value).toString('hex'));
const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const blob = fc.uint8Array({ maxLength: 40 });
const text = fc.string({ maxLength: 12, unit: 'grapheme' }).filter((value) => Buffer.byteLength(value) <= 40);
const nodeId = hex(16);
const hash = hex(32);
const byte = fc.nat({ max: 255 });
const short = fc.nat({ max: 65_535 });
const count = fc.nat({ max: 2 ** 31 });
const time = fc.maxSafeNat();
const wide = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
const role = fc.constantFrom('contributor', 'committee');
const few = (entry: fc.Arbitrary<unknown>) => fc.array(entry, { maxLength: 3 });
const rosterNode = fc.record({
  id: nodeId,
  member: text,
  name: text,
  region: text,
  role,
  signingKey: bytes(32),
});

const federationMessages = [
  cover(crypto.envelope, { signer: nodeId, body: blob, signature: bytes(64) }),
  cover(crypto.invitation, {
    coordinatorUrl: text,
    federation: hash,
    federationName: text,
    coordinatorKey: bytes(32),
    member: text,
    role,
    secret: bytes(32),
    members: few(fc.record({ node: text, fingerprint: text })),
  }),
  cover(crypto.enrolment, {
    protocol: short,
    member: text,
    node: text,
    region: text,
    role,
    signingKey: bytes(32),
    secret: bytes(32),
  }),
  cover(crypto.roster, {
    federation: hash,
    version: count,
    previous: hash,
    coordinatorKey: bytes(32),
    votesNeeded: short,
    members: few(fc.record({ name: text, administrators: few(fc.record({ name: text, key: bytes(32) })) })),
    nodes: few(rosterNode),
    suspended: few(nodeId),
    retired: few(fc.record({ key: bytes(32), member: text, name: text })),
  }),
  cover(crypto.rosterOfNodes, {
    federation: hash,
    version: count,
    coordinatorKey: bytes(32),
    nodes: few(rosterNode),
  }),
  cover(crypto.vote, {
    matter: fc.constantFrom(...crypto.matters),
    subject: hash,
    decision: fc.constantFrom(...crypto.decisions),
    reason: text,
    at: time,
  }),
  cover(crypto.ballotBox, { ballots: few(blob) }),
  cover(crypto.rosterProposal, { roster: blob, reason: text, ballots: few(blob) }),
  cover(crypto.shownHead, { countersignature: blob, descriptor: blob }),
  cover(crypto.rosterList, { rosters: few(blob) }),
  cover(crypto.successions, { steps: few(fc.record({ roster: blob, ballots: few(blob) })) }),
  cover(crypto.rosterConsent, { roster: hash, version: count }),
  cover(crypto.agreementConsent, { agreement: hash, roster: hash, at: time }),
  cover(crypto.roundKey, { node: nodeId, index: count, publicKey: bytes(1216) }),
  cover(crypto.roundKeyBatch, { keys: few(blob) }),
];

const roundMessages = [
  cover(crypto.descriptor, {
    protocol: short,
    federation: hash,
    agreement: hash,
    study: hash,
    computation: text,
    round: count,
    attempt: short,
    state: hash,
    roster: hash,
    rosterVersion: count,
    cohort: few(nodeId),
    committee: few(nodeId),
    committeeKeys: few(blob),
    threshold: byte,
    quorum: short,
    kMin: short,
    parameters: fc.constantFrom('P1', 'P2'),
    blocks: few(fc.record({ name: text, length: count, laneBits: byte, limbs: byte, grid: real })),
    privacy: fc.record({
      mode: fc.constantFrom('pooled', 'local', 'member', 'none'),
      clipNormL2: real,
      samplingRate: real,
      noiseMultiplier: real,
      nodeNoiseVarianceNumerator: wide,
      nodeNoiseVarianceDenominator: wide,
      nodesPerPerson: short,
      colluding: short,
    }),
    grouping: fc.option(
      fc.record({ groupOf: few(short), groupSize: short, fewestGroups: short, drawing: hash }),
      { nil: undefined },
    ),
    release: fc.constantFrom('members', 'coordinator'),
    recipients: few(nodeId),
    recipientKeyIndexes: few(count),
    openedAt: time,
    collectBy: time,
    committeeBy: time,
    ledgerSize: time,
    ledgerRoot: hash,
  }),
  cover(crypto.manifest, {
    round: hash,
    node: nodeId,
    polynomials: count,
    chunks: few(hash),
    ciphertextRoot: hash,
    sealedShares: few(hash),
  }),
  cover(crypto.contribution, { manifest: blob, sealedShares: few(blob) }),
  cover(crypto.shareBinding, {
    round: hash,
    node: nodeId,
    member: nodeId,
    ciphertextRoot: hash,
    nodeKey: bytes(32),
  }),
  cover(crypto.shareInbox, { shares: few(fc.record({ manifest: blob, sealedShare: blob })) }),
  cover(crypto.shareReport, { round: hash, member: nodeId, good: few(nodeId), bad: few(nodeId) }),
  cover(crypto.contributionSet, { round: hash, manifests: few(blob) }),
  cover(crypto.commit, { round: hash, member: nodeId, setRoot: hash }),
  cover(crypto.release, { round: hash, member: nodeId, setRoot: hash, sealedSum: blob }),
  cover(crypto.releaseUpload, { release: blob, sealedKeys: few(bytes(1168)) }),
  cover(crypto.releaseInbox, { releases: few(fc.record({ release: blob, sealedKey: bytes(1168) })) }),
  cover(crypto.releaseBinding, { round: hash, member: nodeId, setRoot: hash }),
  cover(crypto.ciphertextSum, { round: hash, setRoot: hash, chunks: few(hash) }),
  cover(crypto.sumParts, { chunks: few(blob) }),
  cover(crypto.severalRequests, {
    requests: few(
      fc.record({
        route: fc.constantFrom(...crypto.routesTogether),
        params: few(fc.record({ name: text, value: text })),
        query: few(fc.record({ name: text, value: text })),
        body: blob,
      }),
    ),
  }),
  cover(crypto.severalAnswers, { answers: few(fc.record({ status: short, body: blob })) }),
  cover(crypto.envelopes, { envelopes: few(blob) }),
  cover(crypto.nextLayout, {
    blocks: few(fc.record({ name: text, length: count, sumRange: real, precision: real })),
    clipNormL2: real,
  }),
  cover(crypto.adoption, {
    round: hash,
    node: nodeId,
    setRoot: hash,
    state: hash,
    layout: blob,
    done: fc.boolean(),
    badShares: few(fc.record({ member: nodeId, malformed: fc.boolean(), groups: few(short) })),
    sumChecked: short,
    sumWrong: fc.boolean(),
    leftOut: few(short),
    groupScores: few(short),
  }),
  cover(crypto.adoptionWithoutSet, {
    round: hash,
    node: nodeId,
    setRoot: hash,
    state: hash,
    layout: blob,
    done: fc.boolean(),
    badMembers: few(nodeId),
    sumChecked: short,
    sumWrong: fc.boolean(),
    groupScores: few(short),
  }),
  cover(crypto.burn, { round: hash, member: nodeId }),
  cover(crypto.openFailure, { round: hash, node: nodeId, reason: text }),
  cover(crypto.refusal, { round: hash, node: nodeId, code: text, reason: text }),
  cover(crypto.stateRequest, { node: nodeId, study: hash, state: hash, keyEnvelope: blob }),
  cover(crypto.stateTransfer, { to: nodeId, study: hash, state: hash, sealedState: blob }),
  cover(crypto.stateBinding, { to: nodeId, from: nodeId, study: hash, state: hash }),
];

const drawingMessages = [
  cover(crypto.lotAnchor, { study: hash, node: nodeId, anchor: hash }),
  cover(crypto.drawingCall, {
    study: hash,
    state: hash,
    round: count,
    attempt: short,
    drawing: count,
    anchors: few(blob),
  }),
  cover(crypto.lotUpload, {
    anchor: blob,
    shown: fc.option(fc.record({ drawing: count, value: bytes(32) }), { nil: undefined }),
  }),
  cover(crypto.drawing, { call: blob, values: few(fc.option(bytes(32), { nil: undefined })) }),
];

const ledgerMessages = [
  cover(crypto.ledgerEntry, {
    index: time,
    at: time,
    kind: text,
    actor: text,
    subject: text,
    payloadHash: hash,
    previous: hash,
  }),
  cover(crypto.ledgerHead, { size: time, root: hash, at: time }),
  cover(crypto.personsLeftOut, {
    study: hash,
    node: nodeId,
    withoutConsent: fc.option(fc.constantFrom(...crypto.personBands), { nil: undefined }),
    erased: fc.option(fc.constantFrom(...crypto.personBands), { nil: undefined }),
  }),
  cover(crypto.partyMetrics, {
    node: nodeId,
    study: hash,
    state: hash,
    agreement: hash,
    epsilon: real,
    noiseMultiplier: real,
    values: few(real),
  }),
  cover(crypto.erasureNotice, {
    node: nodeId,
    certificate: hash,
    requestedOn: fc.constantFrom('2026-01-01', ''),
    dueOn: fc.constant('2026-01-31'),
    erasedOn: fc.constant('2026-01-05'),
    studies: few(hash),
  }),
  cover(crypto.headCountersignature, { size: time, root: hash }),
  cover(crypto.consistencyProof, { fromSize: time, toSize: time, path: few(hash) }),
];

const workMessages = [
  cover(crypto.work, {
    protocol: short,
    now: time,
    roster: hash,
    rosterVersion: count,
    head: blob,
    unusedRoundKeys: count,
    agreements: few(fc.record({ agreement: hash, active: fc.boolean(), signedByYou: fc.boolean() })),
    studies: few(
      fc.record({
        study: hash,
        agreement: hash,
        name: text,
        status: fc.constantFrom('running', 'finished', 'stopped'),
        reason: text,
        roundsClosed: count,
        roundsPlanned: count,
        state: hash,
      }),
    ),
    rounds: few(
      fc.record({
        round: hash,
        study: hash,
        phase: fc.constantFrom(...crypto.roundPhases),
        contributed: count,
        yourContribution: fc.boolean(),
        yourReports: count,
        yourCommit: fc.boolean(),
        yourRelease: fc.boolean(),
        yourAdoption: fc.boolean(),
        yourBurn: fc.boolean(),
      }),
    ),
    drawings: few(
      fc.record({
        study: hash,
        agreement: hash,
        called: fc.option(fc.record({ round: count, attempt: short, drawing: count, call: hash }), {
          nil: undefined,
        }),
      }),
    ),
    stateRequests: few(blob),
  }),
  cover(crypto.chunkInventory, { held: few(hash) }),
  cover(crypto.contributedRounds, { rounds: few(hash) }),
];

export const wireMessages: readonly CoveredMessage[] = [
  ...federationMessages,
  ...roundMessages,
  ...drawingMessages,
  ...ledgerMessages,
  ...workMessages,
];
