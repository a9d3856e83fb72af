// Whom a share names that does not belong to the key that opened: the member that released it, or a dealer that dealt it badly
// (docs/adr/0015). A member alone is named only for what no dealer can bring about.
import { groupsOfSet, setWithout } from '../grouping/groups-of-set.js';
import type { NodeId } from '../wire/ids.js';
import type { MessageBody } from '../wire/message.js';
import type { adoption, BadShare, Descriptor } from '../wire/round-messages.js';

export interface NamedShare {
  readonly member: NodeId;
  /** It was this member or one of these, who dealt it the shares of the sums that are off; none: it was the member. */
  readonly dealers: readonly NodeId[];
}

/**
 * What as many recipients found alike as make a state: the word of fewer may be slander.
 * @param adoptions of one round and set.
 */
export function namedShares(
  descriptor: Pick<Descriptor, 'cohort' | 'committee' | 'grouping' | 'quorum'>,
  adoptions: readonly Pick<MessageBody<typeof adoption>, 'leftOut' | 'badShares'>[],
): NamedShare[] {
  const bySet = Map.groupBy(adoptions, ({ leftOut }) => leftOut.join());
  const alike = [...bySet.values()].find(({ length }) => length >= descriptor.quorum);
  if (!alike) return [];
  const groups = groupsOfSet(descriptor, setWithout(descriptor, alike[0]!.leftOut));
  return descriptor.committee.flatMap((member) => {
    const found = alike.flatMap(({ badShares }) => badShares.filter((share) => share.member === member));
    const byQuorum = (isSo: (share: BadShare) => boolean): boolean =>
      found.filter(isSo).length >= descriptor.quorum;
    if (byQuorum(({ malformed }) => malformed)) return [{ member, dealers: [] }];
    const off = groups.filter((_, group) => byQuorum((share) => share.groups.includes(group)));
    const dealers = off.flat().filter((dealer) => dealer !== member);
    return off.length === 0 ? [] : [{ member, dealers: dealers.sort() }];
  });
}
