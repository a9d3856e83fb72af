// A round of sixteen nodes in four drawn groups, through the node's real rooms, in one process and without network.
import {
  anchorOf,
  ciphertextSum,
  contentHash,
  contributionSet,
  drawGroups,
  drawing as drawingMessage,
  drawingCall,
  groupsOfSet,
  lotAnchor,
  lotOf,
  openDrawing,
  releaseInbox,
  releaseUpload,
  roundKey,
  shareInbox,
  signMessage,
  type Descriptor,
  type Hash,
  type NodeId,
} from '@chorale/crypto';
import type { RoundArchive } from '../../../client-node/src/adopt/open-sum.js';
import { checkShares } from '../../../client-node/src/committee/check-shares.js';
import { verifySet } from '../../../client-node/src/committee/commit.js';
import { signRelease } from '../../../client-node/src/committee/release.js';
import {
  encryptContribution,
  type PreparedContribution,
} from '../../../client-node/src/encrypt/encrypt-contribution.js';
import { AcceptedRound } from '../../../client-node/src/round/accepted-round.js';
import {
  descriptor as ungrouped,
  entropy,
  keepChunk,
  keptChunk,
  partsOf,
  ring,
  rosterOf,
  testNodes,
} from './five-nodes.js';

const GROUP_SIZE = 4;
const MEMBERS = 7;
const THRESHOLD = 5;

const { federation, study, state } = ungrouped;
export const nodes = testNodes(16);
export const ids = nodes.map((node) => node.id);
export const roster = rosterOf(nodes);
const committee = ids.slice(0, MEMBERS);

const secretOf = (index: number): Uint8Array => new Uint8Array(32).fill(200 + index);
/** Signed anchor of a node; `chain` other than 0: of another chain than its own. */
export function anchorBy(index: number, chain = 0): Uint8Array {
  const { id, key } = nodes[index]!;
  const anchor = anchorOf(secretOf(index + chain), { study, node: id });
  return signMessage(lotAnchor, key, federation, { study, node: id, anchor }).bytes;
}
export const lotBy = (index: number): Uint8Array => lotOf(secretOf(index), { study, node: ids[index]! }, 0);

export const callBytes = drawingCall.encode({
  ...{ study, state, round: 0, attempt: 0, drawing: 0 },
  anchors: nodes.map((_, index) => anchorBy(index)),
});
export const drawingBytes = drawingMessage.encode({
  call: callBytes,
  values: nodes.map((_, index) => lotBy(index)),
});
const { seed } = openDrawing(
  drawingBytes,
  federation,
  (id) => nodes.find((node) => node.id === id)!.key.publicKey,
);

export const descriptor: Descriptor = {
  ...ungrouped,
  cohort: ids,
  committee,
  committeeKeys: nodes
    .slice(0, MEMBERS)
    .map(
      ({ id, key, pair }) =>
        signMessage(roundKey, key, federation, { node: id, index: 0, publicKey: pair.publicKey }).bytes,
    ),
  threshold: THRESHOLD,
  recipients: ids,
  recipientKeyIndexes: ids.map(() => 0),
  kMin: GROUP_SIZE,
  grouping: {
    groupOf: drawGroups({ seed, cohort: ids, groupSize: GROUP_SIZE, memberOf: (node) => node }),
    groupSize: GROUP_SIZE,
    fewestGroups: 3,
    drawing: contentHash(drawingBytes),
  },
};
/** The groups as they were drawn, all nodes present. */
export const groups = groupsOfSet(descriptor, ids);
export const indexOf = (id: NodeId): number => ids.indexOf(id);

export function roundAt(index: number): AcceptedRound {
  return new AcceptedRound(ids[index]!, descriptor, roster);
}

/** What node `index` contributes: its position plus one, twenty times. */
export function contribute(index: number): Promise<PreparedContribution> {
  const values = new Float64Array(20).fill(index + 1);
  return encryptContribution(roundAt(index), values, nodes[index]!.key, ring, entropy, keepChunk);
}

export function setBytes(contributions: readonly PreparedContribution[]): Uint8Array {
  return contributionSet.encode({
    round: roundAt(0).id,
    manifests: contributions.map(({ manifest }) => manifest),
  });
}

/** Releases of the given members and the sums of the groups; `changeSums` tampers with these. */
export async function archiveOf(
  members: readonly number[],
  contributions: readonly PreparedContribution[],
  changeSums: (sums: Uint8Array[]) => Uint8Array[] = (sums) => sums,
): Promise<RoundArchive> {
  const set = verifySet(roundAt(0), setBytes(contributions));
  const recipientKeys = nodes.map(({ pair }) => pair.publicKey);
  const releases = members.map((member) => {
    const round = roundAt(member);
    const inbox = shareInbox.encode({
      shares: contributions.map(({ manifest, sealedShares }) => ({
        manifest,
        sealedShare: sealedShares[member]!,
      })),
    });
    const { shares } = checkShares(round, nodes[member]!.pair, inbox);
    const upload = signRelease(round, nodes[member]!.key, set, shares, recipientKeys, entropy);
    const { release, sealedKeys } = releaseUpload.decode(upload);
    return { release, sealedKey: sealedKeys[0]! };
  });
  const sums: Uint8Array[] = [];
  for (const group of set.groups)
    sums.push(
      await ring.addChunks(
        descriptor.parameters,
        group.map(({ message }) => keptChunk(message.chunks[0]!)),
      ),
    );
  const published = changeSums(sums);
  const byHash = new Map(published.map((sum) => [contentHash(sum), sum]));
  return {
    releases: () => Promise.resolve(releaseInbox.encode({ releases })),
    ciphertextSum: () =>
      Promise.resolve(
        ciphertextSum.encode({ round: roundAt(0).id, setRoot: set.root, chunks: published.map(contentHash) }),
      ),
    sumChunk: (hash: Hash) => Promise.resolve(byHash.get(hash)!.slice()),
    sumParts: (position, from) => Promise.resolve(partsOf(set, position, from)),
  };
}
