// A prepared contribution on its way out: first on this node's disk, then to the coordinator, byte for byte the same
// however often it is sent.
import {
  chunkInventory,
  contribution,
  type Hash,
  type RoundId,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import type { PreparedContribution } from '../encrypt/encrypt-contribution.js';
import type { RoundPort, RoundCall } from '../round/coordinator-port.js';
import type { ChunkFiles } from '../storage/chunk-files.js';
import type { NodeStore } from '../storage/node-store.js';

export interface ContributionPlace {
  readonly rid: RoundId;
  readonly study: StudyId;
  readonly state: StateHash;
  readonly attempt: number;
}

/** Records what will be sent, durable on return; its chunks are in their files. @throws StoreError `already-contributed` or `round-burned`. */
export function keepContribution(
  store: NodeStore,
  place: ContributionPlace,
  { manifest, sealedShares, chunks }: PreparedContribution,
): void {
  store.contributions.prepare({ ...place, upload: contribution.encode({ manifest, sealedShares }), chunks });
}

/**
 * Sends what was kept, leaving out chunks that the coordinator holds already.
 * @param headSignature this node's signed headCountersignature, which goes out with it.
 * @returns bytes of what was sent of the contribution; 0 where the coordinator has all of it.
 */
export async function submitContribution(
  store: NodeStore,
  files: ChunkFiles,
  place: ContributionPlace,
  coordinator: RoundPort,
  headSignature: Uint8Array | undefined,
): Promise<number> {
  const kept = store.contributions.find(place.rid);
  if (!kept) throw new RangeError(`nothing is prepared for round ${place.rid}`);
  if (kept.uploaded) return 0;
  const params = { round: place.rid };
  const { study } = place;
  // One chunk is sent again rather than asked about.
  const held = kept.chunks.length > 1 ? await chunksHeld(coordinator, place) : new Set<Hash>();
  const missing = kept.chunks.filter((chunk) => !held.has(chunk));
  let sent = 0;
  const putChunk = async (chunk: Hash): Promise<RoundCall> => {
    const body = await files.read(place.rid, chunk);
    sent += body.length;
    return { route: 'putChunk', params: { ...params, chunk }, body, study };
  };
  for (const chunk of missing.slice(0, -1)) {
    const { route, ...request } = await putChunk(chunk);
    await coordinator.request(route, request);
  }
  const last = await Promise.all(missing.slice(-1).map(putChunk));
  const signature: RoundCall[] = headSignature
    ? [{ route: 'countersignHead', params, body: headSignature, study }]
    : [];
  const contribute: RoundCall = { route: 'contribute', params, body: kept.upload, study };
  await coordinator.requestAll([...signature, ...last, contribute]);
  store.unsynced(() => store.contributions.markUploaded(place.rid));
  return sent + kept.upload.length;
}

async function chunksHeld(coordinator: RoundPort, { rid, study }: ContributionPlace): Promise<Set<Hash>> {
  const inventory = await coordinator.request('chunksHeld', { params: { round: rid }, study });
  return new Set(chunkInventory.decode(inventory).held);
}
