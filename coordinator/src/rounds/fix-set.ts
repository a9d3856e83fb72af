// Which contributions a round adds up, decided from what arrived and what the committee found.
import {
  fewestGroupsOf,
  groupsOfSet,
  setRoot,
  type Descriptor,
  type Hash,
  type NodeId,
} from '@chorale/crypto';
import type { ContributionRow, ShareVerdictRow } from '../storage/tables/round-tables.js';

export interface Collected {
  readonly contributions: readonly Pick<ContributionRow, 'node' | 'manifest'>[];
  readonly verdicts: readonly Pick<ShareVerdictRow, 'member' | 'node' | 'good'>[];
  /** Nodes that said they stay out. */
  readonly refused: ReadonlySet<NodeId>;
}

export interface FixedSet {
  readonly nodes: readonly NodeId[];
  /** Signed manifests by ascending node id. */
  readonly manifests: readonly Uint8Array[];
  readonly root: Hash;
  readonly leftOut: readonly { readonly node: NodeId; readonly reason: string }[];
}

export type Decision =
  | { readonly kind: 'wait' }
  | { readonly kind: 'fix'; readonly set: FixedSet }
  | { readonly kind: 'too-few'; readonly reason: string };

/** How much has come in: enough to know that a round still waits, without looking at any of it. */
export interface CollectedCounts {
  readonly contributions: number;
  readonly verdicts: number;
  readonly refused: number;
}

/** Whether {@link decideSet} can only wait: somebody may still come before the deadline, and the round is not lost. */
export function mustWait(
  { cohort, committee, threshold, kMin, collectBy }: Descriptor,
  { contributions, verdicts, refused }: CollectedCounts,
  nowMs: number,
): boolean {
  const isLost = cohort.length - refused < kMin || committee.length - refused < threshold;
  const mayBeComplete =
    contributions + refused >= cohort.length && verdicts >= (committee.length - refused) * contributions;
  return nowMs < collectBy && !isLost && !mayBeComplete;
}

/** Decides as soon as nobody is waited for, or once the deadline has passed. */
export function decideSet(descriptor: Descriptor, collected: Collected, nowMs: number): Decision {
  const { cohort, committee, threshold, kMin, collectBy } = descriptor;
  const contributed = new Set(collected.contributions.map(({ node }) => node));
  const staying = (node: NodeId): boolean => contributed.has(node) || !collected.refused.has(node);
  const mayContribute = cohort.filter(staying).length;
  const mayServe = committee.filter(staying).length;
  if (mayContribute < kMin || mayServe < threshold)
    return {
      kind: 'too-few',
      reason: `${collected.refused.size} of ${cohort.length} nodes refused; ${kMin} contributions and ${threshold} members are needed`,
    };

  const reported = verdictsByMember(collected);
  const isComplete =
    cohort.every((node) => contributed.has(node) || collected.refused.has(node)) &&
    committee.every((member) => !staying(member) || (reported.get(member)?.size ?? 0) === contributed.size);
  if (!isComplete && nowMs < collectBy) return { kind: 'wait' };

  const set = chooseSet(descriptor, collected);
  const groups = groupsOfSet(descriptor, set.nodes).length;
  const fewest = fewestGroupsOf(descriptor);
  if (set.nodes.length >= kMin && groups >= fewest) return { kind: 'fix', set };
  const reasons = set.leftOut.map(({ node, reason }) => `${node}: ${reason}`);
  const found =
    fewest > 1
      ? `${groups} of at least ${fewest} groups of ${kMin} contributions can be opened`
      : `${set.nodes.length} of at least ${kMin} contributions can be opened`;
  return { kind: 'too-few', reason: [found, ...reasons].join('; ') };
}

/**
 * Leaves out what any member could not open, what fewer than t members have seen in time, and of rounds with groups those
 * that fewer than k_min are left of.
 */
function chooseSet(descriptor: Descriptor, { contributions, verdicts }: Collected): FixedSet {
  const { threshold, kMin } = descriptor;
  let chosen: { node: NodeId; manifest: Uint8Array }[] = [];
  const leftOut: { node: NodeId; reason: string }[] = [];
  for (const { node, manifest } of [...contributions].sort((a, b) => (a.node < b.node ? -1 : 1))) {
    const about = verdicts.filter((verdict) => verdict.node === node);
    const bad = about.filter(({ good }) => !good).map(({ member }) => member);
    const good = about.length - bad.length;
    if (bad.length > 0) leftOut.push({ node, reason: `its share did not open for ${bad.join(', ')}` });
    else if (good < threshold)
      leftOut.push({
        node,
        reason: `${good} of at least ${threshold} members had checked its share in time`,
      });
    else chosen.push({ node, manifest });
  }
  if (descriptor.grouping)
    for (const group of groupsOfSet(
      descriptor,
      chosen.map(({ node }) => node),
    )) {
      if (group.length >= kMin) continue;
      const reason = `${group.length} of at least ${kMin} nodes are left of its group`;
      leftOut.push(...group.map((node) => ({ node, reason })));
      chosen = chosen.filter(({ node }) => !group.includes(node));
    }
  const manifests = chosen.map(({ manifest }) => manifest);
  return { nodes: chosen.map(({ node }) => node), manifests, root: setRoot(manifests), leftOut };
}

function verdictsByMember({ verdicts }: Collected): Map<NodeId, Set<NodeId>> {
  const reported = new Map<NodeId, Set<NodeId>>();
  for (const { member, node } of verdicts)
    reported.set(member, (reported.get(member) ?? new Set<NodeId>()).add(node));
  return reported;
}
