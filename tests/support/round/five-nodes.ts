// A round of five nodes through the node's real rooms, in one process and without network: what each of them holds.
import {
  ciphertextSum,
  contentHash,
  contributionSet,
  createRoundKeyPair,
  envelopes,
  inProcessRing,
  PROTOCOL_VERSION,
  releaseInbox,
  releaseUpload,
  roundKey,
  shareInbox,
  signMessage,
  sumParts,
  SigningKey,
  systemEntropy,
  type AgreementHash,
  type Descriptor,
  type Hash,
  type NodeId,
  type RosterHash,
  type RosterNode,
  type RoundKeyPair,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import type { RoundArchive } from '../../../client-node/src/adopt/open-sum.js';
import { checkShares } from '../../../client-node/src/committee/check-shares.js';
import { signCommit, verifySet, type FixedSet } from '../../../client-node/src/committee/commit.js';
import { signRelease } from '../../../client-node/src/committee/release.js';
import {
  encryptContribution,
  type KeepChunk,
  type PreparedContribution,
} from '../../../client-node/src/encrypt/encrypt-contribution.js';
import { AcceptedRound } from '../../../client-node/src/round/accepted-round.js';

const federation = 'fe'.repeat(32) as Hash;
export const entropy = systemEntropy();
export const ring = await inProcessRing(entropy);

export interface TestNode {
  readonly id: NodeId;
  readonly key: SigningKey;
  readonly pair: RoundKeyPair;
}

/** In the order of their ids. */
export function testNodes(count: number): readonly TestNode[] {
  return Array.from({ length: count }, (_, index) => SigningKey.fromSeed(new Uint8Array(32).fill(1 + index)))
    .map((key) => ({ id: key.nodeId, key, pair: createRoundKeyPair(entropy) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A member each. */
export function rosterOf(nodes: readonly TestNode[]): readonly RosterNode[] {
  return nodes.map(({ id, key }) => ({
    id,
    member: id,
    name: id,
    region: '',
    role: 'contributor',
    signingKey: key.publicKey,
  }));
}

export const nodes = testNodes(5);
export const ids = nodes.map((node) => node.id);
export const rosterNodes = rosterOf(nodes);

export const descriptor: Descriptor = {
  protocol: PROTOCOL_VERSION,
  federation,
  agreement: 'aa'.repeat(32) as AgreementHash,
  study: 'bb'.repeat(32) as StudyId,
  computation: 'test',
  round: 0,
  attempt: 0,
  state: 'cc'.repeat(32) as StateHash,
  roster: 'dd'.repeat(32) as RosterHash,
  rosterVersion: 1,
  cohort: ids,
  committee: ids,
  committeeKeys: nodes.map(
    ({ id, key, pair }) =>
      signMessage(roundKey, key, federation, { node: id, index: 0, publicKey: pair.publicKey }).bytes,
  ),
  threshold: 4,
  quorum: 4,
  kMin: 4,
  parameters: 'P2',
  blocks: [{ name: 'values', length: 20, laneBits: 20, limbs: 1, grid: 1 }],
  privacy: {
    mode: 'none',
    clipNormL2: 1,
    samplingRate: 1,
    noiseMultiplier: 0,
    nodeNoiseVarianceNumerator: 0n,
    nodeNoiseVarianceDenominator: 1n,
    nodesPerPerson: 1,
    colluding: 1,
  },
  grouping: undefined,
  release: 'members',
  recipients: ids,
  recipientKeyIndexes: ids.map(() => 0),
  openedAt: 0,
  collectBy: 1,
  committeeBy: 2,
  ledgerSize: 0,
  ledgerRoot: 'ee'.repeat(32) as Hash,
};

/** The round as one of the nodes sees it. */
export function roundAt(index: number, change: Partial<Descriptor> = {}): AcceptedRound {
  return new AcceptedRound(ids[index]!, { ...descriptor, ...change }, rosterNodes);
}
/** What node `index` contributes: its position plus one, twenty times. */
function valuesOf(index: number): Float64Array {
  return new Float64Array(20).fill(index + 1);
}
export function contribute(index: number, change: Partial<Descriptor> = {}): Promise<PreparedContribution> {
  return encryptContribution(
    roundAt(index, change),
    valuesOf(index),
    nodes[index]!.key,
    ring,
    entropy,
    keepChunk,
  );
}

const keptChunks = new Map<Hash, Uint8Array>();
/** Where all nodes keep their chunks. */
export const keepChunk: KeepChunk = (chunk) => {
  const hash = contentHash(chunk);
  keptChunks.set(hash, chunk);
  return hash;
};
export const keptChunk = (hash: Hash): Uint8Array => keptChunks.get(hash)!;
/** What a chunk of the sum was added up of, as the coordinator hands it out: two an answer, so that recipients ask again. */
export function partsOf({ groups, manifests }: FixedSet, position: number, from: number): Uint8Array {
  const chunksAGroup = manifests[0]!.message.chunks.length;
  const asked = groups[Math.floor(position / chunksAGroup)]!.slice(from, from + 2);
  return sumParts.encode({
    chunks: asked.map(({ message }) => keptChunk(message.chunks[position % chunksAGroup]!)),
  });
}
/** The coordinator's sum at one position. */
export function addAt(position: number, contributions: readonly PreparedContribution[]): Promise<Uint8Array> {
  return ring.addChunks(
    descriptor.parameters,
    contributions.map(({ chunks }) => keptChunk(chunks[position]!)),
  );
}

/** Sealed shares for member `member`, as the coordinator hands them out. */
export function inboxOf(member: number, contributions: readonly PreparedContribution[]): Uint8Array {
  return shareInbox.encode({
    shares: contributions.map(({ manifest, sealedShares }) => ({
      manifest,
      sealedShare: sealedShares[member]!,
    })),
  });
}
export function setBytes(contributions: readonly PreparedContribution[]): Uint8Array {
  return contributionSet.encode({
    round: roundAt(0).id,
    manifests: contributions.map(({ manifest }) => manifest),
  });
}

/** Commits of the given members on the set over these contributions. */
export function commitsOf(
  members: readonly number[],
  contributions: readonly PreparedContribution[],
): Uint8Array {
  return envelopes.encode({
    envelopes: members.map(
      (member) =>
        signCommit(roundAt(member), nodes[member]!.key, verifySet(roundAt(member), setBytes(contributions)))
          .bytes,
    ),
  });
}

/** Keys that releases are sealed to, in the order of the recipients. */
export const recipientKeys = nodes.map(({ pair }) => pair.publicKey);

/** What node `recipient` fetches of the uploaded releases. */
export function releasesFor(recipient: number, uploads: readonly Uint8Array[]): Uint8Array {
  return releaseInbox.encode({
    releases: uploads.map((bytes) => {
      const { release, sealedKeys } = releaseUpload.decode(bytes);
      return { release, sealedKey: sealedKeys[recipient]! };
    }),
  });
}

export interface TestArchive extends RoundArchive {
  /** Encoded releaseUpload of each member that released. */
  readonly uploads: readonly Uint8Array[];
}

/** The archive as another node sees it; {@link archiveOf} makes that of node 0. */
export function archiveAt(recipient: number, archive: TestArchive): TestArchive {
  return { ...archive, releases: () => Promise.resolve(releasesFor(recipient, archive.uploads)) };
}

/** Releases of the given members, and the coordinator's sum, which `changeSum` tampers with. */
export async function archiveOf(
  members: readonly number[],
  contributions: readonly PreparedContribution[],
  changeSum: (chunk: Uint8Array) => Uint8Array = (chunk) => chunk,
): Promise<TestArchive> {
  const set = verifySet(roundAt(0), setBytes(contributions));
  const releases = members.map((member) => {
    const { shares } = checkShares(roundAt(member), nodes[member]!.pair, inboxOf(member, contributions));
    return signRelease(roundAt(member), nodes[member]!.key, set, shares, recipientKeys, entropy);
  });
  const sum = changeSum(await addAt(0, contributions));
  return {
    uploads: releases,
    releases: () => Promise.resolve(releasesFor(0, releases)),
    ciphertextSum: () =>
      Promise.resolve(
        ciphertextSum.encode({ round: roundAt(0).id, setRoot: set.root, chunks: [contentHash(sum)] }),
      ),
    sumChunk: () => Promise.resolve(sum),
    sumParts: (position, from) => Promise.resolve(partsOf(set, position, from)),
  };
}
