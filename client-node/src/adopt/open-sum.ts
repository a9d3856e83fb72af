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
  type NodeId,
  type OpenedRelease,
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
  try {
    if (shares.length < threshold)
      throw new NotOpened(`${shares.length} shares could be opened, ${threshold} are needed`, released);
    const sumChunks = await fetchSumHashes(round, set, archive);
    const bad = new BadPoints(malformed);
    const groups: OpenedGroup[] = [];
    for (const [index, { length: nodes }] of set.groups.entries()) {
      const own = partsOfGroup(round, set, { sumChunks, shares }, index);
      const opened = await openGroup(round, nodes, own, archive, ring).catch((error: unknown) => {
        const mayFitLater =
          error instanceof SecureSumError && ['no-subset-opens', 'too-few-shares'].includes(error.code);
        throw mayFitLater ? new NotOpened(error.message, released) : error;
      });
      groups.push({ nodes, values: opened.values });
      bad.addGroup(index, opened);
    }
    return { groups, badShares: bad.ofCommittee(committee), sumChunks };
  } finally {
    for (const { share } of shares) share.fill(0);
  }
}

/** What one group is opened with. */
interface GroupParts {
  /** Content hashes of the chunks of its sum. */
  readonly sumChunks: readonly Hash[];
  /** Of its summed key. */
  readonly shares: readonly KeyShare[];
}

/** Chunks stand group by group; each share holds a polynomial a group. */
function partsOfGroup(
  { parameters: { polynomialBytes } }: AcceptedRound,
  { groups }: FixedSet,
  { sumChunks, shares }: GroupParts,
  index: number,
): GroupParts {
  const chunks = sumChunks.length / groups.length;
  const from = index * polynomialBytes;
  return {
    sumChunks: sumChunks.slice(index * chunks, (index + 1) * chunks),
    shares: shares.map(({ x, share }) => ({ x, share: share.slice(from, from + polynomialBytes) })),
  };
}

function openGroup(
  round: AcceptedRound,
  nodes: number,
  { sumChunks, shares }: GroupParts,
  archive: RoundArchive,
  ring: RingEngine,
): Promise<OpenedRelease> {
  const { parameters, threshold } = round.descriptor;
  return ring.openRelease({
    parameters,
    round: round.id,
    layout: round.layout,
    chunkAt: (position) => fetchSumChunk(archive, sumChunks[position]!),
    shares,
    threshold,
    contributions: nodes,
  });
}

/** Shamir points of the members whose shares were found out, with what is wrong with each. */
class BadPoints {
  private readonly points = new Map<number, { malformed: boolean; readonly groups: number[] }>();

  /** @param malformed points whose releases have another length, in every group. */
  constructor(malformed: readonly number[]) {
    for (const point of malformed) this.at(point).malformed = true;
  }

  addGroup(index: number, { malformedShares, badShares }: OpenedRelease): void {
    for (const point of malformedShares) this.at(point).malformed = true;
    for (const point of badShares) this.at(point).groups.push(index);
  }

  ofCommittee(committee: readonly NodeId[]): BadShare[] {
    return committee.flatMap((member, at) => {
      const share = this.points.get(at + 1);
      return share ? [{ member, ...share }] : [];
    });
  }

  private at(point: number): { malformed: boolean; readonly groups: number[] } {
    const known = this.points.get(point) ?? { malformed: false, groups: [] };
    this.points.set(point, known);
    return known;
  }
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
