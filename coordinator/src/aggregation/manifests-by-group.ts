import {
  contributionSet,
  envelope,
  groupsOfSet,
  manifest,
  type Descriptor,
  type Manifest,
} from '@chorale/crypto';

/** The manifests of a fixed set, whose signatures were checked when they came, group by group: what is added up together. */
export function manifestsByGroup(
  descriptor: Pick<Descriptor, 'cohort' | 'grouping'>,
  set: Uint8Array,
): Manifest[][] {
  const manifests = contributionSet
    .decode(set)
    .manifests.map((bytes) => manifest.decode(envelope.decode(bytes).body));
  const byNode = new Map(manifests.map((each) => [each.node, each]));
  return groupsOfSet(descriptor, [...byNode.keys()]).map((group) => group.map((node) => byNode.get(node)!));
}
