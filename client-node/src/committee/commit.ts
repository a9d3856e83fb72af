// Protocol step 5, second half: a member binds itself to one set, after checking all that it stands for.
import {
  commit,
  contentHash,
  contributionSet,
  fewestGroupsOf,
  groupsOfSet,
  setRoot,
  signMessage,
  type Hash,
  type NodeId,
  type Signed,
  type SigningKey,
} from '@chorale/crypto';
import type { AcceptedRound } from '../round/accepted-round.js';
import type { OpenedShares } from './check-shares.js';
import { EvidenceError, verifyManifest, type VerifiedManifest } from './verify-manifest.js';

/** S: the contributions that will be opened together. */
export interface FixedSet {
  readonly root: Hash;
  /** By ascending node id. */
  readonly manifests: readonly VerifiedManifest[];
  /** The same, group by group: what is added up together. One group where the round has no grouping. */
  readonly groups: readonly (readonly VerifiedManifest[])[];
}

/** @throws DecodeError, SignatureError or EvidenceError for a set that must not be opened. */
export function verifySet(round: AcceptedRound, setBytes: Uint8Array): FixedSet {
  const { round: named, manifests } = contributionSet.decode(setBytes);
  if (named !== round.id) throw new EvidenceError(`the set is for round ${named}, not ${round.id}`);
  const verified = manifests.map((bytes) => verifyManifest(round, bytes));
  const ids = verified.map(({ message }) => message.node);
  if (!ids.every((id, index) => index === 0 || ids[index - 1]! < id))
    throw new EvidenceError('the set names a node twice or out of order');
  const groups = groupsOfSet(round.descriptor, ids);
  const fewest = fewestGroupsOf(round.descriptor);
  if (groups.length < fewest)
    throw new EvidenceError(`the set holds ${groups.length} groups, the study's rule takes ${fewest}`);
  for (const group of groups) {
    if (group.length < round.descriptor.kMin)
      throw new EvidenceError(
        `a sum in the set holds ${group.length} nodes, the agreement asks for ${round.descriptor.kMin}`,
      );
    refuseLoneVictims(round, group);
  }
  refuseCopies(verified);
  const byNode = new Map(verified.map((manifest) => [manifest.message.node, manifest]));
  return {
    root: setRoot(manifests),
    manifests: verified,
    groups: groups.map((group) => group.map((id) => byNode.get(id)!)),
  };
}

/** A member that runs all nodes of a set but one would subtract its own and be left with that one's contribution. */
function refuseLoneVictims(round: AcceptedRound, ids: readonly NodeId[]): void {
  if (round.contributingMembers.size === 1) return; // one legal entity runs them all and hides nothing from itself
  for (const member of round.contributingMembers) {
    const others = ids.filter((id) => round.memberOf(id) !== member).length;
    if (others < 2)
      throw new EvidenceError(
        `the set holds ${others} nodes outside "${member}", two are needed to hide among`,
      );
  }
}

/** Two contributions with the same ciphertext are one that was copied: its sum would count a node twice. */
function refuseCopies(manifests: readonly VerifiedManifest[]): void {
  const owners = new Map<Hash, NodeId>();
  for (const { message } of manifests) {
    for (const chunk of message.chunks) {
      const owner = owners.get(chunk);
      if (owner && owner !== message.node)
        throw new EvidenceError(`nodes ${owner} and ${message.node} sent the same ciphertext`);
      owners.set(chunk, message.node);
    }
  }
}

/** @throws EvidenceError when this member holds no share of a contribution in the set, of this very manifest. */
export function refuseMissingShares(set: FixedSet, shares: OpenedShares): void {
  for (const { message, bytes } of set.manifests)
    if (shares.get(message.node)?.manifest !== contentHash(bytes))
      throw new EvidenceError(`the set holds node ${message.node}, whose share this member could not open`);
}

export function signCommit(round: AcceptedRound, key: SigningKey, set: FixedSet): Signed<unknown> {
  return signMessage(commit, key, round.id, { round: round.id, member: round.self, setRoot: set.root });
}
