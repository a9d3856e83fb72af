// Protocol step 7: the recipients put the sum of keys together, open the sum, and check what they opened.
import {
  chunkSizes,
  ciphertextSum,
  contentHash,
  openFromMany,
  openSigned,
  release,
  releaseInbox,
  SecureSumError,
  type BadShare,
  type Hash,
  type KeyShare,
  type RingEngine,
  type RoundKeyPair,
} from '@chorale/crypto';
import type { FixedSet } from '../committee/commit.js';
import { bindRelease } from '../committee/release.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { AcceptedRound } from '../round/accepted-round.js';

/** What the coordinator's archive of a round hands out; every byte is checked by whoever asked. */
export interface RoundArchive {
  releases(): Promise<Uint8Array>;
  ciphertextSum(): Promise<Uint8Array>;
  sumChunk(hash: Hash): Promise<Uint8Array>;
  /** What the sum's chunk at a position was added up of, after the first `from` parts. */
  sumParts(position: number, from: number): Promise<Uint8Array>;
}

/** What one group's contributions add up to. */
export interface OpenedGroup {
  /** Contributions in it. */
  readonly nodes: number;
  /** Sums of integers, in layout order. */
  readonly values: Float64Array;
}

export interface OpenedRound {
  /** In the order of the set's groups. */
  readonly groups: readonly OpenedGroup[];
  /** Shares of the keys that were wrong, where a spare one could tell; in committee order. */
  readonly badShares: readonly BadShare[];
  /** Content hashes of the ciphertext sums' chunks, group by group: those that were opened. */
  readonly sumChunks: readonly Hash[];
}

/** The shares that are there open nothing; one more may, where a member has not released yet. */
export class NotOpened extends EvidenceError {
  constructor(
    reason: string,
    /** Members that have released. */
    readonly released: number,
  ) {
    super(reason);
  }
}

/**
 * @throws NotOpened when too few shares are here, or none of them belong together; other EvidenceErrors or
 * SecureSumErrors when what the coordinator handed out is not of this round and set.
 */
export async function openRound(
  round: AcceptedRound,
  set: FixedSet,
  roundKey: RoundKeyPair,
  archive: RoundArchive,
  ring: RingEngine,
): Promise<OpenedRound> {
  const { committee, threshold } = round.descriptor;
  const { shares, malformed, released } = openReleases(round, set, roundKey, await archive.releases());
  if (shares.length < threshold)
    throw new NotOpened(`${shares.length} shares could be opened, ${threshold} are needed`, released);
  const sumChunks = await fetchSumHashes(round, set, archive);
  const chunksAGroup = sumChunks.length / set.groups.length;
  const { polynomialBytes } = round.parameters;
  const groups: OpenedGroup[] = [];
  const bad = new Map<number, { malformed: boolean; groups: number[] }>();
  const badAt = (point: number): { malformed: boolean; groups: number[] } => {
    const known = bad.get(point) ?? { malformed: false, groups: [] };
    bad.set(point, known);
    return known;
  };
  for (const point of malformed) badAt(point).malformed = true;
  for (const [index, { length: nodes }] of set.groups.entries()) {
    const from = index * polynomialBytes;
    const opening = ring.openRelease({
      parameters: round.descriptor.parameters,
      round: round.id,
      layout: round.layout,
      chunkAt: (position) => fetchSumChunk(archive, sumChunks[index * chunksAGroup + position]!),
      shares: shares.map(({ x, share }) => ({ x, share: share.slice(from, from + polynomialBytes) })),
      threshold,
      contributions: nodes,
    });
    const opened = await opening.catch((error: unknown) => {
      const mayFitLater =
        error instanceof SecureSumError && ['no-subset-opens', 'too-few-shares'].includes(error.code);
      throw mayFitLater ? new NotOpened(error.message, released) : error;
    });
    groups.push({ nodes, values: opened.values });
    for (const point of opened.malformedShares) badAt(point).malformed = true;
    for (const point of opened.badShares) badAt(point).groups.push(index);
  }
  for (const { share } of shares) share.fill(0);
  const badShares = committee.flatMap((member, at) => {
    const share = bad.get(at + 1);
    return share ? [{ member, ...share }] : [];
  });
  return { groups, badShares, sumChunks };
}

interface OpenedReleases {
  /** Of the groups' summed keys, side by side. */
  readonly shares: readonly KeyShare[];
  /** Points of members that signed something of another length. */
  readonly malformed: readonly number[];
  /** Releases of this set that are here, opened or not. */
  readonly released: number;
}

/** Shares of the groups' summed keys by Shamir point; a release that does not open counts as silence. */
function openReleases(
  round: AcceptedRound,
  set: FixedSet,
  roundKey: RoundKeyPair,
  releasesBytes: Uint8Array,
): OpenedReleases {
  const shares = new Map<number, Uint8Array | undefined>();
  const malformed = new Set<number>();
  for (const { release: bytes, sealedKey } of releaseInbox.decode(releasesBytes).releases) {
    const { message, signer } = openSigned(release, bytes, round.id, round.signingKeyOf);
    const point = round.pointOf(signer);
    if (message.member !== signer || message.round !== round.id || point === 0)
      throw new EvidenceError(`node ${signer} signed a release that is not its own`);
    if (message.setRoot !== set.root) continue;
    shares.set(point, undefined);
    const binding = bindRelease(round, signer, set.root);
    try {
      const share = openFromMany(roundKey, sealedKey, message.sealedSum, binding);
      if (share.length === set.groups.length * round.parameters.polynomialBytes) shares.set(point, share);
      else malformed.add(point);
    } catch (error) {
      if (!(error instanceof SecureSumError)) throw error;
    }
  }
  const opened = [...shares].flatMap(([x, share]) => (share ? [{ x, share }] : []));
  return { shares: opened, malformed: [...malformed], released: shares.size };
}

/** Content hashes of the coordinator's sum, in order. @throws EvidenceError for a sum of anything else. */
export async function fetchSumHashes(
  round: AcceptedRound,
  set: FixedSet,
  archive: RoundArchive,
): Promise<readonly Hash[]> {
  const sum = ciphertextSum.decode(await archive.ciphertextSum());
  if (sum.round !== round.id || sum.setRoot !== set.root)
    throw new EvidenceError('the coordinator added up another set than the one that was fixed');
  const expected = set.groups.length * chunkSizes(round.parameters, round.layout).length;
  if (sum.chunks.length !== expected)
    throw new EvidenceError(`the sums have ${sum.chunks.length} chunks, their layout takes ${expected}`);
  return sum.chunks;
}

async function fetchSumChunk(archive: RoundArchive, hash: Hash): Promise<Uint8Array> {
  const chunk = await archive.sumChunk(hash);
  if (contentHash(chunk) !== hash)
    throw new EvidenceError(`chunk ${hash} of the sum is not what its hash says`);
  return chunk;
}
