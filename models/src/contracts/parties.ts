// Who takes part in an agreement: members by name, what each of them is by law, and so which nodes are seated.

/** GDPR Art. 4(7), 4(8) and 26; PIPL Art. 20, 21 and 73(1). */
export const partyRoles = ['controller', 'joint-controller', 'processor'] as const;
export type PartyRole = (typeof partyRoles)[number];

interface Parties {
  readonly parties?: readonly { readonly member: string; readonly role: PartyRole }[] | undefined;
}

/** What a member is under an agreement; undefined where it takes no part. */
export function partyRoleOf({ parties }: Parties, member: string): PartyRole | undefined {
  if (parties === undefined) return 'joint-controller';
  return parties.find((party) => party.member === member)?.role;
}

/** Nodes of a roster that an agreement is about, in the roster's order: those of its parties, or all. */
export function nodesTakingPart<Node extends { readonly member: string }>(
  agreement: Parties,
  nodes: readonly Node[],
): readonly Node[] {
  return nodes.filter(({ member }) => partyRoleOf(agreement, member) !== undefined);
}

/** Nodes that stand outside the regions that were agreed on; where no region is named, none does. */
export function nodesOutsideRegions<Node extends { readonly region: string }>(
  { regions }: { readonly regions: readonly string[] },
  nodes: readonly Node[],
): readonly Node[] {
  return regions.length === 0 ? [] : nodes.filter(({ region }) => !regions.includes(region));
}
