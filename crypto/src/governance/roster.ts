// A roster as the rules read it: who signs for whom, who is seated, and which promises still hold under it.
import { nodeIdOf, type SigningPublicKey } from '../identity/identity.js';
import { DecodeError } from '../wire/codec.js';
import {
  roster as rosterMessage,
  rosterOfNodes,
  type RosterMember,
  type RosterNode,
} from '../wire/federation-messages.js';
import type { NodeId, RosterHash } from '../wire/ids.js';
import { hasTag, type MessageBody } from '../wire/message.js';

export type Roster = MessageBody<typeof rosterMessage>;

/** `previous` of a federation's first roster. */
export const NO_ROSTER = '0'.repeat(64) as RosterHash;
const MOST_ADMINISTRATORS = 16;

/**
 * Reads a roster of either format; under the older one, each node's key signed for its member.
 * @throws DecodeError
 */
export function readRoster(bytes: Uint8Array): Roster {
  if (!hasTag(rosterOfNodes, bytes)) return rosterMessage.decode(bytes);
  const older = rosterOfNodes.decode(bytes);
  const names = [...new Set(older.nodes.map(({ member }) => member))];
  const members = names.map((name) => ({
    name,
    administrators: older.nodes
      .filter(({ member }) => member === name)
      .slice(0, MOST_ADMINISTRATORS)
      .map(({ name: node, signingKey }) => ({ name: node, key: signingKey })),
  }));
  return { ...older, previous: NO_ROSTER, votesNeeded: 0, members, suspended: [], retired: [] };
}

/** Members that have to agree to what follows this roster. */
export function votesNeeded({
  votesNeeded: stated,
  members,
}: Pick<Roster, 'votesNeeded' | 'members'>): number {
  return stated === 0 ? Math.floor(members.length / 2) + 1 : stated;
}

/** Whose administrator signs with the key of this id; undefined for anybody else. */
export function memberSignedBy(
  { members }: Pick<Roster, 'members'>,
  signer: NodeId,
): RosterMember | undefined {
  return members.find(({ administrators }) => administrators.some(({ key }) => nodeIdOf(key) === signer));
}

/** The key behind an id: an administrator's or a node's. */
export function keyInRoster(
  { members, nodes }: Pick<Roster, 'members' | 'nodes'>,
  signer: NodeId,
): SigningPublicKey | undefined {
  const node = nodes.find(({ id }) => id === signer);
  if (node) return node.signingKey;
  const keys = members.flatMap(({ administrators }) => administrators.map(({ key }) => key));
  return keys.find((key) => nodeIdOf(key) === signer);
}

/**
 * Whether what was signed under one roster holds under another: everybody in it stands as they stood then. Suspension and
 * leaving ask nobody to sign again; a node that is new, or under another key, member, region or role, does.
 */
export function holdsUnder(signed: Pick<Roster, 'nodes'>, present: Pick<Roster, 'nodes'>): boolean {
  const lines = new Map(signed.nodes.map((node) => [node.id, lineOf(node)]));
  return present.nodes.every((node) => lines.get(node.id) === lineOf(node));
}

/** The id follows from the key, so the key need not be repeated. */
function lineOf({ id, member, name, region, role }: RosterNode): string {
  return JSON.stringify([id, member, name, region, role]);
}

/** @throws DecodeError where the roster contradicts itself; whoever wrote it is at fault. */
export function requireSound(roster: Roster): void {
  const { members, nodes, suspended, retired } = roster;
  const administrators = members.flatMap((member) => member.administrators);
  if (!areDifferent(nodes.map(({ id }) => id))) throw unsound('names a node twice');
  if (!areDifferent(members.map(({ name }) => name))) throw unsound('names a member twice');
  if (!areDifferent(administrators.map(({ key }) => nodeIdOf(key))))
    throw unsound('lets one key sign twice, or for two members');
  if (!nodes.every(({ id, signingKey }) => nodeIdOf(signingKey) === id))
    throw unsound('names a node under a key that is not its own');
  requireOneKeyAName(roster);
  requireShowable(roster);
  for (const { name, member } of nodes)
    if (!members.some((candidate) => candidate.name === member))
      throw unsound(`names node "${name}" of "${member}", which is no member`);
  for (const { name, administrators: own } of members)
    if (own.length === 0) throw unsound(`holds member "${name}" without an administrator`);
  const gone = new Set(retired.map(({ key }) => nodeIdOf(key)));
  const serving = [...nodes.map(({ id }) => id), ...administrators.map(({ key }) => nodeIdOf(key))];
  if (serving.some((id) => gone.has(id))) throw unsound('holds a key that was retired');
  if (!areDifferent(suspended) || suspended.some((id) => !nodes.some((node) => node.id === id)))
    throw unsound('suspends a node twice, or one that it does not hold');
  const needed = votesNeeded(roster);
  // One vote of many would let one legal entity alone change who is in.
  if (needed > members.length || needed < Math.min(2, members.length))
    throw unsound(`asks for ${needed} votes of ${members.length} members`);
}

/** What terminals obey, and marks that turn the direction of what follows. */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Whether a name shows on a terminal what it is, and leaves alone what stands beside it: people compare fingerprints by it. */
export function isShowable(name: string): boolean {
  return !OBEYED.test(name);
}

function requireShowable({ members, nodes, retired }: Roster): void {
  const names = [
    ...nodes.flatMap(({ name, member, region }) => [name, member, region]),
    ...members.flatMap(({ name, administrators }) => [name, ...administrators.map((one) => one.name)]),
    ...retired.flatMap(({ name, member }) => [name, member]),
  ];
  if (!names.every(isShowable)) throw unsound('holds a name with characters that a terminal would obey');
}

/** People know keys by name: a name stands for one key, whether a node or an administrator signs with it. */
function requireOneKeyAName({ members, nodes }: Roster): void {
  const keyOf = new Map<string, NodeId>();
  const named = [
    ...nodes.map(({ name, id }) => ({ name, id })),
    ...members.flatMap(({ administrators }) =>
      administrators.map(({ name, key }) => ({ name, id: nodeIdOf(key) })),
    ),
  ];
  for (const { name, id } of named) {
    if ((keyOf.get(name) ?? id) !== id) throw unsound(`gives the name "${name}" to two keys`);
    keyOf.set(name, id);
  }
}

function areDifferent(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
function unsound(reason: string): DecodeError {
  return new DecodeError('roster', reason);
}
