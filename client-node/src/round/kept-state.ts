// What a computation keeps at this node from round to round, sealed: read before a contribution is made, left beside its record, and
// taken for true only once its round has closed with this node in the set. So a round that burned, closed without this node, or is
// tried again starts from what the last counted contribution left, and from nothing else.
import { SignatureError, type Descriptor, type NodeId, type RoundId, type StudyId } from '@chorale/crypto';
import { decodeState, encodeState } from '@chorale/models';
import { verifySet, type FixedSet } from '../committee/commit.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import { rosterNamed } from '../governance/roster-in-force.js';
import type { StudyRuntime } from '../study/study-runtime.js';
import { AcceptedRound } from './accepted-round.js';
import type { CoordinatorPort } from './coordinator-port.js';
import { fetchBurnProof } from './end-round.js';
import type { NodeParts } from './node-parts.js';
import { openDescriptor, type RoundDesk } from './round-desk.js';

type KeepingNode = Pick<
  NodeParts,
  'store' | 'storageKey' | 'self' | 'federation' | 'coordinatorKey' | 'roster'
> & { readonly coordinator: CoordinatorPort };

/** As much of a round's desk as this takes. */
type KeepingDesk = Pick<RoundDesk, 'id' | 'descriptor'> & {
  readonly node: KeepingNode;
  readonly study: Pick<StudyRuntime, 'id'>;
};

/**
 * What this node's last counted contribution to the study left; undefined before the first.
 * @throws DecodeError, SignatureError or EvidenceError where the coordinator hands out no set of a round that this node was away from.
 */
export async function keptForRound(desk: KeepingDesk): Promise<object | undefined> {
  const { node, study, descriptor } = desk;
  const { store, storageKey } = node;
  for (const { rid, round } of store.kept.pending(study.id))
    if (store.committee.burnProofOf(rid)) store.kept.settle(rid, false);
    else if (round < descriptor.round) store.kept.settle(rid, await wasCounted(node, rid, study.id));
  const kept = store.kept.counted(study.id);
  if (!kept) return undefined;
  const bytes = storageKey.open(kept.sealed, placeOf(kept.rid));
  try {
    return decodeState(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** In the transaction that records the contribution. */
export function leaveKept({ node, id, study, descriptor }: KeepingDesk, keeps: object): void {
  const bytes = encodeState(keeps);
  const sealed = node.storageKey.seal(bytes, placeOf(id));
  bytes.fill(0);
  node.store.kept.leave({ rid: id, study: study.id, round: descriptor.round, sealed });
}

/** In the transaction that adopts the round's state. */
export function settleKept({ node, id }: Pick<KeepingDesk, 'node' | 'id'>, set: FixedSet): void {
  node.store.kept.settle(id, isIn(set, node.self));
}

/** Of a round that closed while this node was away; one that burned after its set was fixed has both set and proof, and counted for nobody. */
async function wasCounted(node: KeepingNode, rid: RoundId, study: StudyId): Promise<boolean> {
  const descriptor = openDescriptor(node, node.store.rounds.find(rid)!.descriptor);
  if (await wasBurned(node, { rid, study }, descriptor)) return false;
  const { nodes } = rosterNamed(node.store, descriptor.roster) ?? node.roster();
  const bytes = await node.coordinator.request('contributionSet', { params: { round: rid }, study });
  return isIn(verifySet(new AcceptedRound(node.self, descriptor, nodes), bytes), node.self);
}

/** @returns false where the answer proves nothing; a refusal passes on, and the next round asks again. */
async function wasBurned(
  node: KeepingNode,
  round: Parameters<typeof fetchBurnProof>[1],
  descriptor: Descriptor,
): Promise<boolean> {
  try {
    await fetchBurnProof(node, round, descriptor);
    return true;
  } catch (error) {
    if (!(error instanceof EvidenceError) && !(error instanceof SignatureError)) throw error;
    return false;
  }
}

function isIn({ manifests }: FixedSet, self: NodeId): boolean {
  return manifests.some(({ message }) => message.node === self);
}

function placeOf(rid: RoundId): string {
  return `kept_by_contributions.sealed/${rid}`;
}
