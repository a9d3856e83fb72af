// Protocol step 7: from the committee's released shares to the opened sum, naming members that released
// something else than they were dealt.
import { OneTimeKey } from '../encryption/one-time-key.js';
import type { SealRuntime } from '../encryption/seal-runtime.js';
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';
import type { Residues } from '../parameters/residues.js';
import { interpolateAt, unpackWellFormed, type KeyShare, type UnpackedShare } from './interpolate-key.js';
import { openCanary, openSum, type ChunkSource, type SumToOpen } from './open-sum.js';

/** About 20 seconds; covers every subset of a committee of 16 with t = 11. */
const MOST_TRIALS = 5000;

export interface Release extends SumToOpen {
  /** Shares of the sum of keys, from different members. */
  readonly shares: readonly KeyShare[];
  readonly threshold: number;
  /** |S|: what every canary must say. */
  readonly contributions: number;
}

export interface OpenedRelease {
  /** The sums in block order. */
  readonly values: Float64Array;
  /** |S|, as the canaries confirm. */
  readonly contributions: number;
  /** Points of the members whose share does not belong to the key that opened, theirs or a dealer's doing; ascending. */
  readonly badShares: readonly number[];
  /** Points of the members whose share is none, which is their own doing; ascending. */
  readonly malformedShares: readonly number[];
}

/**
 * Opens a sum from `threshold` or more shares. With spare shares a bad one does no harm: subsets are tried until the
 * canaries say |S|, and every share that is malformed or not on the opening subset's polynomial is told.
 * @throws SecureSumError `too-few-shares`; `no-subset-opens` when no subset's canaries hold (with exactly `threshold`
 * shares one of them is bad; with spares a node may have dealt badly); otherwise as {@link openSum} does.
 */
export async function openRelease(runtime: SealRuntime, release: Release): Promise<OpenedRelease> {
  const { parameters, threshold, contributions } = release;
  if (release.shares.length < threshold)
    throw new SecureSumError(
      'too-few-shares',
      `${release.shares.length} of ${threshold} shares are here; wait for more members`,
      { threshold, shares: release.shares.length },
    );
  const { wellFormed: shares, malformed } = unpackWellFormed(parameters, release.shares);
  try {
    // Every trial begins with it, so it is fetched once.
    const firstChunk = await release.chunkAt(0);
    for (const subset of trials(shares, threshold)) {
      const values = await tryToOpen(runtime, release, firstChunk, subset);
      if (values !== undefined)
        return {
          values,
          contributions,
          badShares: strangers(parameters, shares, subset).sort((a, b) => a - b),
          malformedShares: malformed.sort((a, b) => a - b),
        };
    }
  } finally {
    for (const { residues } of shares) residues.fill(0);
  }
  throw new SecureSumError(
    'no-subset-opens',
    `no ${threshold} of the ${release.shares.length} released shares open this sum; the round is spent, ask for a spare share or start a fresh round`,
    { threshold, shares: release.shares.length },
  );
}

/** The opened values, or undefined when the canaries under this subset's key do not say |S|. */
async function tryToOpen(
  runtime: SealRuntime,
  release: Release,
  firstChunk: Uint8Array,
  subset: readonly UnpackedShare[],
): Promise<Float64Array | undefined> {
  const { parameters, contributions } = release;
  const key = OneTimeKey.fromResidues(interpolateAt(parameters, subset, 0));
  const chunkAt: ChunkSource = (position) => (position === 0 ? firstChunk : release.chunkAt(position));
  try {
    const firstPolynomial = firstChunk.subarray(0, parameters.polynomialBytes);
    if (openCanary(runtime, release, firstPolynomial, key) !== contributions) return undefined;
    return (await openSum(runtime, { ...release, chunkAt }, key)).values;
  } catch (error) {
    if (error instanceof SecureSumError && error.code === 'canary-mismatch') return undefined;
    throw error;
  } finally {
    key.erase();
  }
}

/** Points of the well-formed shares that are not values of the polynomial through the subset. */
function strangers(
  parameters: Parameters,
  shares: readonly UnpackedShare[],
  subset: readonly UnpackedShare[],
): number[] {
  return shares
    .filter((share) => !subset.includes(share))
    .filter(({ x, residues }) => !equal(interpolateAt(parameters, subset, x), residues))
    .map(({ x }) => x);
}

function equal(a: Residues, b: Residues): boolean {
  return a.every((word, index) => word === b[index]);
}

/**
 * Subsets worth trying: first the runs of neighbours, one of which avoids any single bad share, then all subsets. Bounded,
 * because a large committee has more subsets than a recipient has patience.
 */
function* trials<T>(elements: readonly T[], size: number): Generator<T[]> {
  if (elements.length < size) return;
  const runs = elements.length === size ? 1 : elements.length;
  for (let start = 0; start < runs; start += 1)
    yield Array.from({ length: size }, (_, offset) => elements[(start + offset) % elements.length]!);
  if (runs === 1) return;
  let left = MOST_TRIALS;
  for (const subset of subsets(elements, size)) {
    if (left === 0) return;
    left -= 1;
    yield subset;
  }
}

/** All subsets of `size` elements, in lexicographic order of their positions. */
function* subsets<T>(elements: readonly T[], size: number): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = 0; first + size <= elements.length; first += 1)
    for (const rest of subsets(elements.slice(first + 1), size - 1)) yield [elements[first]!, ...rest];
}
