// The next roster from the one in force and what is to change; keys that leave are retired here, so nobody forgets to.
import { nodeIdOf } from '../identity/identity.js';
import type { Administrator, RetiredKey, RosterMember, RosterNode } from '../wire/federation-messages.js';
import type { NodeId } from '../wire/ids.js';
import { NO_ROSTER, type Roster } from './roster.js';
import type { SoundRoster } from './succession.js';

/** Nodes and members by name, as people know them. */
export interface RosterAmendment {
  readonly admit?: readonly RosterNode[] | undefined;
  readonly removeNodes?: readonly string[] | undefined;
  /** With all their nodes and administrators. */
  readonly removeMembers?: readonly string[] | undefined;
  readonly suspend?: readonly string[] | undefined;
  readonly reinstate?: readonly string[] | undefined;
  readonly rekey?: readonly { readonly node: string; readonly key: Uint8Array }[] | undefined;
  readonly addAdministrators?: readonly (Administrator & { readonly member: string })[] | undefined;
  readonly removeAdministrators?: readonly string[] | undefined;
  /** 0: more than half of the members. */
  readonly votesNeeded?: number | undefined;
}

/** A federation's first roster: the first node of each member signs for it. */
export function firstRoster(
  about: Pick<Roster, 'federation' | 'version' | 'coordinatorKey'>,
  nodes: readonly RosterNode[],
): Roster {
  const empty = {
    ...about,
    previous: NO_ROSTER,
    votesNeeded: 0,
    members: [],
    nodes: [],
    suspended: [],
    retired: [],
  };
  return admitted(empty, nodes);
}

/**
 * @param version higher than that of any roster shown to members before.
 * @throws RangeError for a name that the roster does not hold, or a change that changes nothing.
 */
export function amendedRoster(
  { hash, roster }: SoundRoster,
  version: number,
  amendment: RosterAmendment,
): Roster {
  const { admit = [] } = amendment;
  const steps = [withoutMembers, withoutNodes, rekeyed, withAdministrators, suspending];
  const changed = steps.reduce((present, step) => step(present, amendment), roster);
  const next = admitted(changed, admit);
  // Who leaves cannot be kept by a charter that asks for more votes than are left.
  const votesNeeded = amendment.votesNeeded ?? Math.min(roster.votesNeeded, next.members.length);
  return { ...next, version, previous: hash, votesNeeded };
}

/** Nodes in the order of their ids, as every list of nodes; members stay in the order in which they came. */
function admitted(roster: Roster, nodes: readonly RosterNode[]): Roster {
  const members = [...roster.members];
  for (const { member, name, signingKey } of nodes)
    if (!members.some((known) => known.name === member))
      members.push({ name: member, administrators: [{ name, key: signingKey }] });
  const all = [...roster.nodes, ...nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...roster, members, nodes: all };
}

function withoutMembers(roster: Roster, { removeMembers = [] }: RosterAmendment): Roster {
  return removeMembers.reduce((present, name) => {
    const member = present.members.find((candidate) => candidate.name === name);
    if (!member) throw new RangeError(`the roster holds no member "${name}"`);
    const nodes = present.nodes.filter((node) => node.member === name);
    const rest = { ...present, members: present.members.filter((candidate) => candidate !== member) };
    const keys = member.administrators.map((one) => ({ key: one.key, member: name, name: one.name }));
    return retire(dropNodes(rest, nodes), keys);
  }, roster);
}

function withoutNodes(roster: Roster, { removeNodes = [] }: RosterAmendment): Roster {
  return removeNodes.reduce((present, name) => dropNodes(present, [nodeNamed(present, name)]), roster);
}

/** Their keys sign for nobody any more. A member left without signatory gets its next node's key, or goes with its last node. */
function dropNodes(roster: Roster, gone: readonly RosterNode[]): Roster {
  const ids = new Set(gone.map(({ id }) => id));
  const nodes = roster.nodes.filter(({ id }) => !ids.has(id));
  const members = roster.members.flatMap((member): RosterMember[] => {
    const administrators = member.administrators.filter(({ key }) => !ids.has(nodeIdOf(key)));
    const [next] = nodes.filter((node) => node.member === member.name);
    if (administrators.length > 0) return [{ ...member, administrators }];
    return next ? [{ ...member, administrators: [{ name: next.name, key: next.signingKey }] }] : [];
  });
  const suspended = roster.suspended.filter((id) => !ids.has(id));
  const keys = gone.map(({ signingKey, member, name }) => ({ key: signingKey, member, name }));
  return retire({ ...roster, nodes, members, suspended }, keys);
}

function rekeyed(roster: Roster, { rekey = [] }: RosterAmendment): Roster {
  return rekey.reduce((present, { node: name, key }) => {
    const node = nodeNamed(present, name);
    const id = nodeIdOf(key);
    const nodes = present.nodes
      .map((line) => (line === node ? { ...line, id, signingKey: key } : line))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const members = present.members.map((member) => ({
      ...member,
      administrators: member.administrators.map((one) =>
        nodeIdOf(one.key) === node.id ? { ...one, key } : one,
      ),
    }));
    const suspended = present.suspended.map((suspendedId) => (suspendedId === node.id ? id : suspendedId));
    return retire({ ...present, nodes, members, suspended }, [
      { key: node.signingKey, member: node.member, name },
    ]);
  }, roster);
}

function withAdministrators(
  roster: Roster,
  { addAdministrators = [], removeAdministrators = [] }: RosterAmendment,
): Roster {
  const more = addAdministrators.reduce((present, { member: name, ...administrator }) => {
    if (!present.members.some((member) => member.name === name))
      throw new RangeError(`the roster holds no member "${name}"`);
    const members = present.members.map((member) =>
      member.name === name
        ? { ...member, administrators: [...member.administrators, administrator] }
        : member,
    );
    return { ...present, members };
  }, roster);
  return removeAdministrators.reduce((present, name) => {
    const member = present.members.find(({ administrators }) =>
      administrators.some((one) => one.name === name),
    );
    const administrator = member?.administrators.find((one) => one.name === name);
    if (!member || !administrator) throw new RangeError(`nobody named "${name}" signs for a member`);
    const members = present.members.map((candidate) =>
      candidate === member
        ? { ...member, administrators: member.administrators.filter((one) => one !== administrator) }
        : candidate,
    );
    const isNode = present.nodes.some(({ id }) => id === nodeIdOf(administrator.key));
    const fewer = { ...present, members };
    return isNode ? fewer : retire(fewer, [{ key: administrator.key, member: member.name, name }]);
  }, more);
}

function suspending(roster: Roster, { suspend = [], reinstate = [] }: RosterAmendment): Roster {
  const suspended = new Set<NodeId>(roster.suspended);
  for (const name of suspend) {
    const { id } = nodeNamed(roster, name);
    if (suspended.has(id)) throw new RangeError(`node "${name}" is suspended already`);
    suspended.add(id);
  }
  for (const name of reinstate)
    if (!suspended.delete(nodeNamed(roster, name).id))
      throw new RangeError(`node "${name}" is not suspended`);
  return { ...roster, suspended: [...suspended].sort() };
}

function nodeNamed({ nodes }: Roster, name: string): RosterNode {
  const node = nodes.find((candidate) => candidate.name === name);
  if (!node)
    throw new RangeError(
      `the roster holds no node "${name}"; it holds ${nodes.map((candidate) => candidate.name).join(', ')}`,
    );
  return node;
}

function retire(roster: Roster, keys: readonly RetiredKey[]): Roster {
  const known = new Set(roster.retired.map(({ key }) => nodeIdOf(key)));
  const fresh = keys.filter(({ key }) => !known.has(nodeIdOf(key)));
  // A node's key that also signed for its member is listed once.
  const once = new Map(fresh.map((entry) => [nodeIdOf(entry.key), entry]));
  return { ...roster, retired: [...roster.retired, ...once.values()] };
}
