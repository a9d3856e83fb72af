// Which contributions are added up with which; without a grouping all of them are.
import type { NodeId } from '../wire/ids.js';
import type { Descriptor } from '../wire/round-messages.js';

/** Nodes of a set, group by group in the order of the descriptor, each in the order given; groups without a node are left out. */
export function groupsOfSet(
  { cohort, grouping }: Pick<Descriptor, 'cohort' | 'grouping'>,
  nodes: readonly NodeId[],
): NodeId[][] {
  if (!grouping) return [[...nodes]];
  const groupOf = new Map(cohort.map((node, at) => [node, grouping.groupOf[at]]));
  const groups = new Map<number, NodeId[]>();
  for (const node of nodes) {
    const group = groupOf.get(node);
    if (group === undefined) throw new RangeError(`node ${node} stands in no group of the round`);
    groups.set(group, [...(groups.get(group) ?? []), node]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, members]) => members);
}

/** Positions in the cohort of those who are not in a set, ascending: how adoptions say what the set was. */
export function leftOutOf({ cohort }: Pick<Descriptor, 'cohort'>, nodes: readonly NodeId[]): number[] {
  const inSet = new Set(nodes);
  return cohort.flatMap((node, position) => (inSet.has(node) ? [] : [position]));
}

/** The set that {@link leftOutOf} tells of, by ascending id. */
export function setWithout({ cohort }: Pick<Descriptor, 'cohort'>, leftOut: readonly number[]): NodeId[] {
  return cohort.filter((_, position) => !leftOut.includes(position));
}

/** Groups that must be opened at least; fewer withstand less than the study's rule promises. */
export function fewestGroupsOf({ grouping }: Pick<Descriptor, 'grouping'>): number {
  return grouping?.fewestGroups ?? 1;
}
